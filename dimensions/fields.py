"""Questions of a questionnaire as fields of a Django form, whatever their kind.

For forms that hold a few questions beside other things, such as an application or a follow-up
survey. What an answer is stays the kind's business; these classes only carry it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dimensions import kinds
from dimensions.asking import condition_said
from dimensions.form import Form, Indicator
from dimensions.kind import Value


class AnswerWidget(forms.Widget):
    """Draws a question's own partial; several inputs may share the name."""

    use_fieldset = True

    def __init__(self, indicator: Indicator):
        super().__init__()
        self.indicator = indicator

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = kinds.of(self.indicator).field(self.indicator, name=name, raw=tuple(value or ()))
        return render_to_string(drawn.template, {"field": drawn})


class AnswerField(forms.Field):
    """One question. ``initial`` is a kept value; cleaned data is the value to keep, or ``None``."""

    def __init__(self, indicator: Indicator, *, hints: Iterable[str] = ()):
        hints = (*hints, str(indicator.guidance))
        super().__init__(
            required=False,
            label=f"{indicator.code} {indicator.text}",
            help_text=" ".join(filter(None, hints)),
            widget=AnswerWidget(indicator),
        )
        self.indicator = indicator

    def prepare_value(self, value: Any) -> list[str]:
        return value if isinstance(value, list) else []

    def clean(self, value: list[str]) -> Value | None:
        try:
            return kinds.of(self.indicator).clean(value, self.indicator)
        except kinds.Invalid as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def fields_of(form: Form, beside: Mapping[str, str] | None = None) -> dict[str, AnswerField]:
    """A field for each question of a form, by its code, in the order of asking.

    ``beside`` is what is told with some of them, by their code.
    """
    told = beside or {}
    return {
        one.code: AnswerField(one, hints=(condition_said(form, one), told.get(one.code, "")))
        for one in form.indicators
    }


def typed(form: Form, answers: Mapping[str, Value]) -> dict[str, list[str]]:
    """Kept answers as the inputs show them, for a form's ``initial``."""
    return {
        one.code: kinds.of(one).typed(answers[one.code], one)
        for one in form.indicators
        if one.code in answers
    }
