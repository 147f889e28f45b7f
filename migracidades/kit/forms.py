"""How forms are drawn (label, hint, error, control, in that order) and the date people type."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``: ``{{ form }}`` answers the error summary and every field.

    A page that puts the summary above its title includes ``partials/error_summary.html`` there and
    ``kit/forms/fields.html`` in its form. ``all_optional = True`` on a form drops “(optional)”.
    """

    form_template_name = "kit/forms/div.html"
    field_template_name = "kit/forms/field.html"


class DateField(forms.DateField):
    """A date typed day first, in any of the usual ways; shown as dd/mm/yyyy in every language."""

    FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d%m%Y", "%Y-%m-%d"]

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("input_formats", self.FORMATS)
        kwargs.setdefault("help_text", _("Day, month and year, such as 31/12/2025."))
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"size": 12, "autocomplete": "off"})
        kwargs.setdefault("widget", widget)
        super().__init__(**kwargs)
