"""What is typed of each part of a draft: a sheet of sections, each of them columns of the tree.

A column is drawn as a field and read back as the value the YAML file would hold. What is no number
or no code is kept as it was typed: the loader says what is wrong with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Shape(StrEnum):
    """How a column is typed."""

    LINE = "line"
    FIGURE = "figure"
    WORDS = "words"  # a text in every language
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"


@dataclass(frozen=True)
class Column:
    """One value of a part. ``name`` is its key in the tree, dotted below another one."""

    name: str
    label: Promise
    shape: Shape = Shape.LINE
    hint: Promise | str = ""
    rows: int = 1


@dataclass(frozen=True)
class Section:
    """Columns under a title; ``list`` is the key of the list whose every member has them."""

    title: Promise | str
    columns: tuple[Column, ...]
    hint: Promise | str = ""
    list: str = ""
    folded: bool = False


BLANK_ROWS = 2
CODE_HINT = _("Lower-case letters, figures, - and _: it stays when the words change.")
CODE = Column("code", _("Code"), hint=CODE_HINT)
SCORE = Column("score", _("Score, 0 to 100"), Shape.FIGURE)
NAME = Column("name", _("Name"), Shape.WORDS)

HEAD = (
    Section(
        "",
        (
            Column("version", _("Version"), hint=_("Such as 2027.")),
            Column("languages", _("Languages"), Shape.CHOICES),
        ),
    ),
    Section(_("Title"), (Column("title", _("Title"), Shape.WORDS),)),
    Section(
        _("What is new"),
        (Column("note", _("What is new"), Shape.WORDS, rows=4),),
        hint=_("Shown on the public page of the dimensions."),
    ),
    Section(
        _("Themes of the questions"),
        (CODE, NAME),
        hint=_("A line left empty goes away. Saving gives two more empty ones."),
        list="themes",
        folded=True,
    ),
    Section(
        _("Groups of the dimensions"),
        (CODE, NAME),
        hint=_("A line left empty goes away. Saving gives two more empty ones."),
        list="groups",
        folded=True,
    ),
    Section(
        _("Questions that end with this version"),
        (
            Column(
                "dropped",
                _("No longer asked"),
                Shape.CHOICES,
                hint=_(
                    "Questions of the version before from which none of this one comes. Ticked: "
                    "their answers are left behind, and the governments are told so."
                ),
            ),
        ),
        folded=True,
    ),
)

DIMENSION = (
    Section(
        "",
        (
            Column("group", _("Group"), Shape.CHOICE),
            Column(
                "optional",
                _("Optional: each edition says whether it is asked"),
                Shape.FLAG,
            ),
        ),
    ),
    Section(_("Name"), (NAME,)),
    Section(
        _("Short name"),
        (Column("short", _("Short name"), Shape.WORDS),),
        hint=_("A word or two, for the ring and the menu."),
    ),
    Section(_("What it is about"), (Column("about", _("What it is about"), Shape.WORDS, rows=5),)),
)

INDICATOR = (
    Section(
        "",
        (
            Column(
                "code",
                _("Code"),
                hint=_(
                    "The code of its dimension, a point, a number. A changed meaning wants a code "
                    "of its own."
                ),
            ),
            Column("kind", _("Kind of answer"), Shape.CHOICE),
            Column(
                "weight",
                _("Weight, 1 to 100"),
                Shape.FIGURE,
                hint=_("How much it counts in its dimension. Texts and dates have none."),
            ),
            Column("theme", _("Theme"), Shape.CHOICE),
            Column("minutes", _("Minutes it takes to answer"), Shape.FIGURE),
        ),
    ),
    Section(_("Question"), (Column("text", _("Question"), Shape.WORDS, rows=3),)),
    Section(_("Guidance"), (Column("guidance", _("Guidance"), Shape.WORDS, rows=5),)),
    Section(_("Why it matters"), (Column("why", _("Why it matters"), Shape.WORDS, rows=3),)),
    Section(_("Example"), (Column("example", _("Example"), Shape.WORDS, rows=3),)),
    Section(
        _("Evidence"),
        (
            Column("evidence", _("What proves the answer"), Shape.WORDS, rows=3),
            Column("evidence_kinds", _("Kinds of evidence"), Shape.CHOICES),
            Column(
                "evidence_months",
                _("Oldest evidence accepted, in months"),
                Shape.FIGURE,
                hint=_("Empty: valid until it is repealed."),
            ),
        ),
    ),
    Section(
        _("Answers to choose"),
        (CODE, SCORE, Column("text", _("Answer"), Shape.WORDS)),
        hint=_(
            "For “one of several” and “any of several” only. A line left empty goes away; saving "
            "gives two more empty ones. An answer with the code none is chosen alone."
        ),
        list="options",
        folded=True,
    ),
    Section(
        _("Number"),
        (
            Column("unit", _("Unit"), Shape.WORDS),
            Column("minimum", _("Smallest number"), Shape.FIGURE),
            Column("maximum", _("Largest number"), Shape.FIGURE),
            Column(
                "figure",
                _("Figure at hand"),
                Shape.CHOICE,
                hint=_("Offered beside the question to governments of which the programme has it."),
            ),
        ),
        hint=_("For a number only."),
        folded=True,
    ),
    Section(
        _("What a number is worth"),
        (Column("from", _("From this number on"), Shape.FIGURE), SCORE),
        hint=_("From the smallest to the largest; below the first line it is worth 0."),
        list="bands",
        folded=True,
    ),
    Section(
        _("Who is asked"),
        (
            Column(
                "applies_to",
                _("Asked only of"),
                Shape.CHOICES,
                hint=_("None ticked: of every level of government."),
            ),
            Column(
                "when.indicator",
                _("Only after the answer to"),
                Shape.CHOICE,
                hint=_("Choose the question and save; its answers then stand here to be ticked."),
            ),
            Column("when.in", _("… when the answer is"), Shape.CHOICES),
        ),
        folded=True,
    ),
    Section(
        _("Where the question comes from"),
        (
            Column(
                "was",
                _("Questions of the version before"),
                Shape.CHOICES,
                hint=_(
                    "None ticked: the one of the same code, if there is one. One of another code: "
                    "renamed, or split when several come from it. Several: merged."
                ),
            ),
        ),
        folded=True,
    ),
)


def _named(sheet: Iterable[Section], way: str) -> Iterable[tuple[str, Promise | str]]:
    for section in sheet:
        if section.list:
            yield f"{way}{section.list}", section.title
        within = f"{section.list}." if section.list else ""
        yield from ((f"{way}{within}{one.name}", one.label) for one in section.columns)


# What a value of the tree is called on the pages, by the way to it: an answer's text is no
# question's, though both are kept as "text".
NAMES: dict[str, Promise | str] = {
    "code": CODE.label,
    "dimensions": _("Dimensions"),
    "dimensions.code": CODE.label,
    "dimensions.indicators": _("Questions"),
    **dict(_named(HEAD, "")),
    **dict(_named(DIMENSION, "dimensions.")),
    **dict(_named(INDICATOR, "dimensions.indicators.")),
}


def columns(sheet: Iterable[Section]) -> Iterable[Column]:
    """The columns of a sheet that stand there once."""
    return (one for section in sheet if not section.list for one in section.columns)


def label_of(name: str) -> str:
    """What a text is called on the sheets; an option, theme or group also by its code."""
    kind, _colon, code = name.partition(":")
    if code:
        return f"{_LISTED[kind]} {code}"
    known = (one for sheet in (HEAD, DIMENSION, INDICATOR) for one in columns(sheet))
    return str(next(one.label for one in known if one.name == name and one.shape is Shape.WORDS))


_LISTED = {"option": _("Answer"), "theme": _("Theme"), "group": _("Group")}
