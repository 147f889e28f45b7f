from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from migracidades.files.forms import UploadField

from ..forms import number_in
from .merging import Decisions

LIMIT_MB = 5
MINE = "mine"
AWAY = "away"


class ReturnForm(forms.Form):
    """A workbook that comes back."""

    file = UploadField(
        label=_("filled-in spreadsheet (.xlsx)"), allowed=("xlsx",), limit_mb=LIMIT_MB
    )


def decided(data: QueryDict) -> Decisions:
    """What was ticked and chosen beside the lines of a preview."""
    return Decisions(
        taken=frozenset(data.getlist("take")),
        away=frozenset(_chosen(data, "emptied-", AWAY)),
        over={code: number_in(data, f"over-{code}") for code in _chosen(data, "choice-", MINE)},
        links=frozenset(data.getlist("link")),
    )


def _chosen(data: QueryDict, beginning: str, choice: str) -> list[str]:
    names = [name for name in data if name.startswith(beginning) and data[name] == choice]
    return [name.removeprefix(beginning) for name in names]
