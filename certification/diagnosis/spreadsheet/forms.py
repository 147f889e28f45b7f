from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from migracidades.files.forms import UploadField

from ..forms import number_in

LIMIT_MB = 5
MINE = "mine"


class ReturnForm(forms.Form):
    """A workbook that comes back."""

    file = UploadField(
        label=_("filled-in spreadsheet (.xlsx)"), allowed=("xlsx",), limit_mb=LIMIT_MB
    )


def chosen(data: QueryDict) -> dict[str, int]:
    """The conflicts in which the file's answer was chosen: the version that it replaces."""
    codes = [name.removeprefix("choice-") for name in data if name.startswith("choice-")]
    return {
        code: number_in(data, f"over-{code}") for code in codes if data[f"choice-{code}"] == MINE
    }
