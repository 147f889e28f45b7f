"""Cleaning: which questions a guest is asked, of which department, for how long."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.editions.calendar import in_both_zones
from dimensions.form import Dimension, Indicator
from migracidades.kit.fields import LineField

from .delegation.assigning import open_parts
from .desk import Desk
from .reach import Reach
from .sharing import LONGEST, valid_until
from .suggesting import DEPARTMENT

TERMS = (3, 7, 15)
Chapters = list[tuple[Dimension, list[tuple[Indicator, bool]], bool]]


class QuestionsForm(forms.Form):
    """Which questions of those that a person may answer; the page draws them by dimension."""

    question = forms.MultipleChoiceField(
        label=gettext_lazy("Questions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one question.")},
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = [one for one in desk.form.indicators if one.code in desk.answering]
        self.fields["question"].choices = [(one.code, f"{one.code} {one.text}") for one in offered]

    def chapters(self, desk: Desk) -> Chapters:
        """The questions offered by dimension: each with whether it is chosen, then if any is."""
        chosen = set(self["question"].value() or ())
        offered = [desk.form.by_code[code] for code, _text in self.fields["question"].choices]
        return [
            (
                dimension,
                [(one, one.code in chosen) for one in asked],
                any(one.code in chosen for one in asked),
            )
            for dimension, asked in desk.by_dimension(offered)
        ]


def begun(asked: QueryDict, desk: Desk) -> dict[str, Any]:
    """What a form begins with: ``?question=`` one by one, or the ``?part=`` of a department."""
    wanted = asked.get("part", "")
    part = open_parts(desk.diagnosis).filter(pk=wanted).first() if wanted.isdecimal() else None
    if part is None:
        return {"question": set(asked.getlist("question")) & desk.answering}
    held = Reach.of([(part.dimensions, part.indicators)]).cut(desk.form)
    chosen = set(held.by_code) & desk.answering
    given = {"department": part.department, "due": part.due, "message": part.message}
    return {"question": chosen} | (given if chosen else {})


class ShareForm(QuestionsForm):
    """A new link. ``terms``: for how many days it may be valid, as people read it."""

    department = LineField(
        label=gettext_lazy("Department"),
        max_length=DEPARTMENT,
        required=False,
        help_text=gettext_lazy("Whom the link is for. The guest can correct it."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long the link is valid"), coerce=int, widget=forms.RadioSelect
    )
    send = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, terms: list[tuple[int, str]], **kwargs: Any):
        kwargs["initial"] = {"days": terms[-1][0], "send": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = terms


def terms(desk: Desk) -> list[tuple[int, str]]:
    """The terms there are to choose among: days, and until when that is. The longest comes last."""
    government, programme = desk.diagnosis.government, desk.edition.programme
    ends = {days: valid_until(desk.diagnosis, desk.now, days) for days in (*TERMS, LONGEST)}
    shorter = [days for days in TERMS if ends[days] < ends[LONGEST]]
    return [
        (days, _("until %(moment)s") % {"moment": in_both_zones(ends[days], government, programme)})
        for days in (*shorter, LONGEST)
    ]
