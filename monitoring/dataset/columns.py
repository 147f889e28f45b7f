"""What each column of the data says: the dictionary, and nothing that is not in it is handed out.

Names of columns are the same in every language; what they mean is said in the language in force.
Personal data are left out by choice of columns: no person, no department's name (of a small one it
names its person), no typed text, no evidence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dimensions import kinds
from dimensions.form import Form, Indicator
from dimensions.scoring import State
from migracidades.tenancy.models import Programme, in_language

SEPARATOR = "|"
TEXT, WHOLE, NUMBER, TRUTH, DAY = "string", "integer", "number", "boolean", "date"


@dataclass(frozen=True)
class Column:
    """``type`` is a Frictionless type; ``allowed`` are codes with what they stand for."""

    name: str
    type: str
    meaning: str
    source: str
    allowed: str = ""


def described(pairs: Sequence[tuple[str, object]]) -> str:
    """Codes and what they stand for, in one cell."""
    return "; ".join(f"{code} = {said}" for code, said in pairs)


def government_columns(programme: Programme) -> list[Column]:
    """Which government, asked what: the columns both tables begin with."""
    edition, form, registry = _("edition"), _("questionnaire"), _("registry of governments")
    levels = [
        (one["code"], programme.level_name(one["code"])) for one in programme.config["levels"]
    ]
    regions = programme.config.get("regions", {})
    named = [(code, in_language(one, programme.default_language)) for code, one in regions.items()]
    return [
        Column("programme", TEXT, _("Short name of the programme, as in its address"), edition),
        Column("edition", WHOLE, _("Year of the edition"), edition),
        Column("framework", TEXT, _("Code of the questionnaire"), form),
        Column("framework_version", TEXT, _("Version of the questionnaire"), form),
        Column(
            "framework_checksum",
            TEXT,
            _("SHA-256 of the questions, options, scores and weights of that version"),
            form,
        ),
        Column(
            "government_code",
            TEXT,
            _("Official code of the government; read it as text, it may begin with zero"),
            registry,
        ),
        Column("government", TEXT, _("Name of the government"), registry),
        Column("level", TEXT, _("Level of government"), registry, described(levels)),
        Column("state", TEXT, _("State or province"), registry),
        Column("region", TEXT, _("Region"), registry, described(named)),
        Column(
            "concluded_on",
            DAY,
            _("Day on which the diagnosis was consented to, in the programme’s time zone"),
            _("review"),
        ),
    ]


def answer_columns(programme: Programme) -> list[Column]:
    """The long table: one row for each government and question within its competence."""
    form = _("questionnaire")
    kind_names = [(code, one.name) for code, one in kinds.KINDS.items()]
    return [
        *government_columns(programme),
        Column("dimension", TEXT, _("Code of the dimension"), form),
        Column("dimension_name", TEXT, _("Name of the dimension"), form),
        Column("indicator", TEXT, _("Code of the question, the same in every version"), form),
        Column("question", TEXT, _("Text of the question"), form),
        Column("kind", TEXT, _("Kind of question"), form, described(kind_names)),
        Column("weight", WHOLE, _("Weight of the question; empty when it is not scored"), form),
        *_side("declared", _("The government’s own answer"), _("diagnosis")),
        *_side("verified", _("The answer as the analysis verified it"), _("review")),
        Column(
            "well_developed",
            TRUTH,
            _("Whether the verified answer is the fullest one; empty when it does not count"),
            _("computed"),
            "true; false",
        ),
        Column(
            "department_given",
            TRUTH,
            _("Whether the government said which department answered; the name is left out"),
            _("diagnosis"),
            "true; false",
        ),
    ]


def _side(prefix: str, whose: str, source: str) -> Iterator[Column]:
    about = {"whose": whose}
    yield Column(
        f"{prefix}_status",
        TEXT,
        _("%(whose)s: what became of the question") % about,
        source,
        described(statuses()),
    )
    yield Column(
        f"{prefix}_value",
        TEXT,
        _(
            "%(whose)s: code; several codes with | between them; number with a decimal point; day "
            "as year-month-day. Typed texts are left out"
        )
        % about,
        source,
        _("the codes of each question stand with its column of the table “governments”"),
    )
    yield Column(
        f"{prefix}_label",
        TEXT,
        _("%(whose)s: as people read it, in the language of this file") % about,
        source,
    )
    yield Column(
        f"{prefix}_score",
        WHOLE,
        _("%(whose)s: what it is worth; empty when it does not count") % about,
        _("computed"),
        "0–100",
    )


def statuses() -> list[tuple[str, str]]:
    """What may have become of a question."""
    return [
        (State.ANSWERED, _("answered")),
        (State.NO_DATA, _("the government has no data; counts 0")),
        (State.NOT_APPLICABLE, _("does not apply; leaves the sums")),
        (State.HIDDEN, _("not asked, because of another answer; leaves the sums")),
        (State.UNANSWERED, _("without an answer; counts 0")),
    ]


def wide_columns(programme: Programme, forms: Sequence[Form]) -> list[Column]:
    """The wide table: one row a government, verified answers and what the dimensions are worth."""
    return [
        *government_columns(programme),
        *_dimension_columns(forms),
        *(_indicator_column(one) for one in shown_indicators(forms)),
    ]


def dimension_codes(forms: Sequence[Form]) -> dict[str, str]:
    """Every dimension of the versions in use, by code, with its name."""
    return {one.code: str(one.name) for form in forms for one in form.dimensions}


def shown_indicators(forms: Sequence[Form]) -> list[Indicator]:
    """Every question of the versions in use but those answered with a typed text."""
    found = {one.code: one for form in forms for one in form.indicators}
    return [one for one in found.values() if discloses(one)]


def discloses(indicator: Indicator) -> bool:
    """Whether the answers to a question may be handed out: typed texts are not."""
    return indicator.kind != kinds.Free.code


def _dimension_columns(forms: Sequence[Form]) -> Iterator[Column]:
    computed = _("computed")
    for code, name in dimension_codes(forms).items():
        about = {"code": code, "name": name}
        yield Column(
            f"{code}_score",
            NUMBER,
            _("%(code)s %(name)s: verified score in percent; empty when nothing counts") % about,
            computed,
            "0–100",
        )
        yield Column(
            f"{code}_well_developed",
            WHOLE,
            _("%(code)s %(name)s: questions whose verified answer is the fullest one") % about,
            computed,
        )
        yield Column(
            f"{code}_counted",
            WHOLE,
            _("%(code)s %(name)s: questions that count for this government") % about,
            computed,
        )


def _indicator_column(indicator: Indicator) -> Column:
    kind = kinds.of(indicator)
    choices = described([(one.code, one.label) for one in kind.choices(indicator)])
    unit = str(indicator.unit)
    asked = str(indicator.text)
    meaning = _("Verified answer: %(question)s") % {"question": asked}
    if isinstance(kind, kinds.Multiple):
        several = _("several, with | between them")
        choices = f"{choices} ({several})"
    return Column(indicator.code, _type(indicator), meaning, _("review"), choices or unit)


def _type(indicator: Indicator) -> str:
    return {kinds.Number.code: NUMBER, kinds.Day.code: DAY}.get(indicator.kind, TEXT)
