"""Fields for what people type or paste: cleaned before it is judged."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from .addresses import is_inside
from .text import plain


class LineField(forms.CharField):
    """One line of text: no control characters, no line breaks, no doubled spaces."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(" ".join(plain(value).split()) if value else value)


class LinesField(forms.CharField):
    """A text of some length, 4000 characters unless told."""

    def __init__(self, *, rows: int = 6, **kwargs: Any):
        # A model's TextField says max_length=None.
        kwargs["max_length"] = kwargs.get("max_length") or 4000
        super().__init__(**kwargs | {"widget": forms.Textarea(attrs={"rows": rows})})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: the browser would cut off what is pasted without a word.
        return {}

    def to_python(self, value: Any) -> str | None:
        return super().to_python(plain(value) if value else value)


class AddressField(forms.EmailField):
    """An e-mail address, in lower case as the accounts are."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(plain(value).lower() if value else value)


class LinkField(forms.URLField):
    """The address of a page that proves something: none that is known inside a network alone."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": _("Write the whole address, such as https://example.org."),
        "inside": _(
            "This address is only known inside your network: the analysis cannot open it."
            " Send the document itself."
        ),
    }

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("assume_scheme", "https")
        super().__init__(**kwargs)

    def run_validators(self, value: Any) -> None:
        if value and is_inside(value):
            raise ValidationError(self.error_messages["inside"], code="inside")
        super().run_validators(value)
