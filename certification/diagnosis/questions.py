"""One question as a page shows it: plain values, no form object; 8 or 80 cost the same queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.governments.figures import AtHand
from dimensions import kinds
from dimensions.form import Form, Indicator
from dimensions.kind import Field
from migracidades.files.looking import Found
from migracidades.files.models import StoredFile

from .desk import Desk
from .inheritance import Offer
from .models import Answer, Standing, Suggestion, Verdict
from .previous import Last
from .proof import Proof
from .sheet import spoken

KEPT, FAILED = "", "failed"


@dataclass(frozen=True)
class Line:
    """What stands beside a question about its saving, and what the next save must say."""

    text: str
    tone: str
    base: int
    save_id: UUID


@dataclass(frozen=True)
class Unsaved:
    """A save that could not be kept: what was typed, what is wrong with it, upon which version."""

    typed: Mapping[str, Any]
    errors: Mapping[str, str]
    base: int
    save_id: UUID

    @property
    def line(self) -> Line:
        return Line(_("Not saved yet"), FAILED, self.base, self.save_id)


@dataclass(frozen=True)
class Unproved:
    """A piece of evidence that could not be added: what was typed and what is wrong with it.

    ``kept`` is the file that came with it, which need not be sent again, and ``found`` the personal
    data that it may hold.
    """

    typed: Mapping[str, Any]
    errors: Mapping[str, str]
    kept: StoredFile | None = None
    found: Sequence[Found] = ()


@dataclass(frozen=True)
class Suggested:
    """What a guest suggests, as people read it, and who it is."""

    suggestion: Suggestion
    said: str

    @property
    def from_whom(self) -> str:
        return self.suggestion.department or self.suggestion.name


@dataclass(frozen=True)
class Question:
    """``typed`` is what stands in the inputs: what was kept, or what could not be."""

    indicator: Indicator
    field: Field
    typed: Mapping[str, Any]
    line: Line
    answer: Answer | None
    said: str
    asked: bool
    open: bool
    only_if: str
    request: Verdict | None
    verdict: Verdict | None
    verified: str
    evidence: list[Proof]
    hangs_on: Indicator | None = None
    last: Sequence[Last] = ()
    figure: AtHand | None = None
    offer: Offer | None = None
    remarks: int = 0
    suggestions: list[Suggested] = field(default_factory=list)
    errors: Mapping[str, str] = field(default_factory=dict)
    unproved: Unproved | None = None

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def suggested(self) -> str:
        """“1 suggestion from Health”; two links of a department are one name."""
        who = ", ".join(dict.fromkeys(one.from_whom for one in self.suggestions))
        number = len(self.suggestions)
        return ngettext(
            "%(number)s suggestion from %(who)s", "%(number)s suggestions from %(who)s", number
        ) % {"number": number, "who": who}


def question(
    desk: Desk,
    indicator: Indicator,
    *,
    unsaved: Unsaved | None = None,
    unproved: Unproved | None = None,
) -> Question:
    """One question, with the answer or the piece of evidence that could not be kept, if any."""
    answer, verdict = desk.answers.get(indicator.id), desk.verdicts.get(indicator.id)
    shown = unsaved.typed if unsaved else kept(answer, indicator, desk.department)
    wrong = unsaved.errors if unsaved else {}
    request = desk.requests.get(indicator.id)
    return Question(
        indicator=indicator,
        field=field_of(indicator, shown["raw"], wrong.get("value", "")),
        typed=shown,
        line=unsaved.line if unsaved else line_of(answer),
        answer=answer,
        said=said(answer, indicator),
        asked=indicator.code in desk.sheet.asked,
        open=indicator.code in desk.answering,
        only_if=only_if(desk.whole, indicator),
        hangs_on=hangs_on(desk, indicator),
        request=request,
        verdict=None if request else verdict,
        verified=verified(verdict, indicator),
        evidence=desk.proofs(indicator),
        last=desk.past.of(indicator.code),
        figure=desk.figures.get(indicator.code),
        remarks=desk.remarks.get(indicator.id, 0),
        errors=wrong,
        unproved=unproved,
    )


def with_suggestions(desk: Desk, shown: Question) -> Question:
    """A question with what guests suggest for it, for whoever may answer it."""
    if not shown.open:
        return shown
    asked = shown.indicator
    found = [Suggested(one, said(one, asked)) for one in desk.suggested.get(asked.id, ())]
    return replace(shown, suggestions=found)


def bare(
    form: Form,
    indicator: Indicator,
    *,
    typed: Mapping[str, Any] | None = None,
    line: Line | None = None,
    errors: Mapping[str, str] | None = None,
) -> Question:
    """A question without a desk around it: in a draft, or before a guest."""
    shown, wrong = typed or kept(None, indicator), errors or {}
    return Question(
        indicator=indicator,
        field=field_of(indicator, shown["raw"], wrong.get("value", "")),
        typed=shown,
        line=line or line_of(None),
        answer=None,
        said="",
        asked=True,
        open=True,
        only_if=only_if(form, indicator),
        request=None,
        verdict=None,
        verified="",
        evidence=[],
        errors=wrong,
    )


def field_of(indicator: Indicator, raw: tuple[str, ...], error: str = "") -> Field:
    return kinds.of(indicator).field(
        indicator, name=f"answer-{indicator.code}", raw=raw, error=error
    )


def kept(
    answer: Answer | Suggestion | None, indicator: Indicator, department: str = ""
) -> dict[str, Any]:
    """What the inputs hold when a page is opened; ``department`` where nobody has answered."""
    if answer is None:
        begun = {"reason": "", "note": "", "department": department}
        return {"raw": (), "standing": Standing.ANSWERED, **begun}
    return {
        "raw": tuple(kinds.of(indicator).typed(answer.value, indicator)),
        **{name: getattr(answer, name) for name in ("standing", "reason", "note", "department")},
    }


def said(answer: Answer | Suggestion | None, indicator: Indicator) -> str:
    """An answer as people read it; nothing where there is none."""
    return spoken(answer.standing, answer.value, indicator) if answer else ""


def wanted(indicator: Indicator, raw: Sequence[str]) -> str:
    """What somebody chose or typed, before it is known whether it can be kept."""
    labels = {one.code: one.label for one in kinds.of(indicator).choices(indicator)}
    return "; ".join(labels.get(one, one) for one in raw)


def verified(verdict: Verdict | None, indicator: Indicator) -> str:
    """What the analysis put in the answer's place, when it did."""
    if verdict is None or verdict.outcome != Verdict.Outcome.ADJUSTED:
        return ""
    return spoken(verdict.standing, verdict.value, indicator)


def only_if(form: Form, indicator: Indicator) -> str:
    """The condition of a question in words; nothing when it is always asked."""
    before = form.chain(indicator)[1:2]
    if not before or indicator.condition is None:
        return ""
    answers = kinds.of(before[0]).display(sorted(indicator.condition.codes), before[0])
    return _("Only if the answer to %(code)s is: %(answers)s.") % {
        "code": before[0].code,
        "answers": answers,
    }


def hangs_on(desk: Desk, indicator: Indicator) -> Indicator | None:
    """The question outside the person's part that decides whether this one is asked, if any."""
    before = desk.whole.chain(indicator)[1:2]
    return before[0] if before and before[0].code not in desk.form.by_code else None


def line_of(answer: Answer | None) -> Line:
    """What to say of an answer that stands, or of a question nobody has answered."""
    if answer is None:
        return Line("", KEPT, 0, uuid4())
    return Line(saved(answer), KEPT, answer.version, uuid4())


def saved(answer: Answer) -> str:
    """“Saved at 14h32”, with the day unless it is today's."""
    return at(answer.saved_at, _("Saved at %(time)s"), _("Saved on %(day)s, %(time)s"))


def at(moment: datetime, today: str, before: str) -> str:
    """A sentence with its time, or another one with its day and time unless it is today."""
    local = timezone.localtime(moment)
    time = formats.date_format(local, "TIME_FORMAT")
    if local.date() == timezone.localdate():
        return today % {"time": time}
    return before % {"time": time, "day": formats.date_format(local, "SHORT_DATE_FORMAT")}
