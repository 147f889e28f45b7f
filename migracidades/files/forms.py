from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from . import accept
from .held import held, hold
from .kinds import ALL, PICTURES
from .looking import Found, found_in, holds
from .models import StoredFile
from .receiving import receive


class UploadInput(forms.FileInput):
    """Takes one file, or several."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"multiple": False, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[File]:
        if hasattr(files, "getlist"):
            return files.getlist(name)
        return [files[name]] if name in files else []


class UploadField(forms.FileField):
    """A file from a person, looked into and cleaned by ``receiving.receive``: an ``Accepted``.

    ``allowed`` names extensions, ``limit_mb`` replaces ``MAX_UPLOAD_MB``. Without a help text the
    field says both. Where PDFs and pictures are allowed several photos may be sent: they become
    one PDF.
    """

    widget = UploadInput

    def __init__(
        self, *, allowed: Collection[str] = ALL, limit_mb: int | None = None, **kwargs: Any
    ):
        self.allowed, self.limit_mb = tuple(allowed), limit_mb
        self.binds = "pdf" in self.allowed and not set(PICTURES).isdisjoint(self.allowed)
        kwargs.setdefault("help_text", lazy(self._limits, str)())
        super().__init__(**kwargs)

    def _limits(self) -> str:
        limit = filesizeformat((self.limit_mb or settings.MAX_UPLOAD_MB) * 1024 * 1024)
        kinds = accept.listed(self.allowed)
        told = _("%(kinds)s; at most %(limit)s.") % {"kinds": kinds, "limit": limit}
        bound = _("Several photos become one PDF.")
        return f"{told} {bound}" if self.binds else told

    def to_python(self, data: Any) -> accept.Accepted | None:
        if data in self.empty_values:
            return None
        if len(data) > 1 and not self.binds:
            raise forms.ValidationError(_("Choose one file."), code="several")
        return receive(data, allowed=self.allowed, limit_mb=self.limit_mb)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        endings = ",".join(f".{one}" for one in self.allowed)
        found = super().widget_attrs(widget) | {"accept": endings}
        return found | ({"multiple": True} if self.binds else {})


class HeldInput(UploadInput):
    """Takes a file, and shows one that is kept from an earlier try: ticked, it is sent along."""

    template_name = "files/held_input.html"
    kept: StoredFile | None = None
    found: Sequence[Found] = ()
    agreed = ""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"data-in-parts": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.agreed = data.get("personal", "")
        return super().value_from_datadict(data, files, name) or data.get("held", "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        more = {"kept": self.kept, "found": self.found, "agreed": self.agreed}
        return super().get_context(name, value, attrs) | more


class HeldField(UploadField):
    """A file from a person at a desk, kept as soon as it came: a ``StoredFile``.

    When its form is refused for another reason, the form holds it still (``kept``), and the file
    is not sent again. A new file goes before one that is kept. One that may hold personal data
    (``found``) is taken once the person says that it must be there.
    """

    widget = HeldInput

    @property
    def kept(self) -> StoredFile | None:
        """What the form holds now."""
        return self.widget.kept

    @property
    def found(self) -> Sequence[Found]:
        """What the file that the form holds may tell of people, when that is to be said."""
        return self.widget.found

    def to_python(self, data: Any) -> StoredFile | None:
        if data in self.empty_values:
            return None
        kept = held(data) if isinstance(data, str) else hold(super().to_python(data))
        self.widget.kept = kept
        if holds(kept) and self.widget.agreed != str(kept.pk):
            self._warn(kept)
        return kept

    def _warn(self, kept: StoredFile) -> None:
        self.widget.found = found_in(kept)
        raise forms.ValidationError(
            _("“%(name)s” may hold personal data: %(found)s."),
            code="personal",
            params={
                "name": kept.name,
                "found": ", ".join(one.told for one in self.widget.found),
            },
        )
