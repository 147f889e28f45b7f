"""What each text of a programme is called, and where it is read: for whoever changes it.

A text's key leads into the folder ("seal.certify", "levels.state.plural"). In a list the code of a
member stands for itself: its own name is put before the label ("state: several of them").
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy import steps
from migracidades.tenancy.models import Programme, in_language

# Lists whose members have a code, and the mapping of regions.
LISTS = (
    *("levels", "steps", "events", "figures", "links", "partners", "regions"),
    "personal_documents",
)
# The texts with files of their own in the folder, which pages show as Markdown.
MARKDOWN = ("commitment", "criteria", "history")


@dataclass(frozen=True)
class Known:
    """A text's label, and a few words on where it is read."""

    label: Promise
    use: Promise | str = ""


@dataclass(frozen=True)
class Group:
    """Texts that are read together. Their keys begin with one of ``names``."""

    title: Promise
    names: tuple[str, ...]


GROUPS = (
    Group(
        _("The programme and its front page"),
        ("name", "country", "tagline", "intro", "history", "contact", "links", "partners"),
    ),
    Group(_("The call and the commitment"), ("criteria", "commitment")),
    Group(_("The steps"), ("steps", "events")),
    Group(
        _("Governments and places"),
        (
            *("levels", "code_name", "state_name", "regions", "clock", "figures"),
            "personal_documents",
        ),
    ),
    Group(_("The seal and its declaration"), ("seal",)),
    Group(_("The letter to a department"), ("letter",)),
)
OTHER = _("Other texts")

KNOWN: Mapping[str, Known] = {
    "name": Known(_("Name of the programme"), _("At the top of every page, in mails and seals.")),
    "country": Known(_("Country"), _("In the list of programmes.")),
    "tagline": Known(_("Line under the name"), _("At the top of the front page.")),
    "intro": Known(_("Introduction"), _("On the front page, below the line under the name.")),
    "history": Known(_("History"), _("On the front page.")),
    "contact": Known(_("Contact")),
    "links.*.name": Known(_("name of the link"), _("At the foot of every page.")),
    "links.*.url": Known(_("address of the link")),
    "partners.*.name": Known(_("name of the partner"), _("At the foot of every page.")),
    "partners.*.url": Known(_("address of the partner")),
    "criteria": Known(
        _("Criteria of the call"), _("On the page of the call, when places are limited.")
    ),
    "commitment": Known(
        _("Commitment document"), _("The document to print and sign that an application needs.")
    ),
    "steps.*.name": Known(_("name of the step"), _("Wherever the steps are listed.")),
    "steps.*.about": Known(_("the step in a sentence"), _("On the front page.")),
    "events.*.name": Known(_("name of the event"), _("Beside its step, and in mails about it.")),
    "events.*.about": Known(_("the event in a sentence"), _("On the page of the event.")),
    "levels.*.name": Known(_("one of them"), _("Wherever a level of government is named.")),
    "levels.*.plural": Known(_("several of them"), _("Where governments are counted.")),
    "levels.*.of": Known(
        _("before the name of a government"), _("In sentences, and on the seal: “of the state of”.")
    ),
    "levels.*.signatory": Known(_("who signs for the government")),
    "code_name": Known(_("Name of the official code"), _("Before the code of a government.")),
    "state_name": Known(_("What states are called"), _("Above the column of states in lists.")),
    "regions.*": Known(_("region"), _("In the figures by region.")),
    "clock": Known(_("Name of the capital’s time"), _("Beside deadlines: “23:59 in …”.")),
    "figures.*.name": Known(
        _("name of the figure"), _("Beside the question that asks for this number.")
    ),
    "personal_documents.*.name": Known(
        _("name of the personal document"), _("In the warning before a file that holds its number.")
    ),
    "figures.*.unit": Known(_("unit of the figure"), _("After the number.")),
    "seal.word": Known(_("The word for a seal"), _("Inside the ring, above the year.")),
    "seal.certify": Known(_("Before the government’s name"), _("The first line of the document.")),
    "seal.fulfilled": Known(
        _("What was fulfilled"), _("Below the name, in an edition with a mandatory course.")
    ),
    "seal.fulfilled_without_course": Known(
        _("What was fulfilled, without a course"),
        _("Below the name, in an edition without a mandatory course."),
    ),
    "seal.one_priority": Known(
        _("One priority"), _("Fills {priorities} for a government with one.")
    ),
    "seal.priorities": Known(
        _("Several priorities"), _("Fills {priorities} for a government with more.")
    ),
    "seal.verify": Known(_("Before the address for checking"), _("Beside the QR code.")),
    "seal.issued": Known(_("Date of issue"), _("At the foot of the document.")),
    "seal.meaning": Known(_("What it means"), _("At the foot of the document.")),
    "seal.declaration": Known(
        _("What a declaration is"), _("On the declaration that is valid until the ceremony.")
    ),
    "letter.word": Known(_("The word for a letter"), _("In its heading, before its number.")),
    "letter.subject": Known(_("Subject"), _("Below the heading.")),
    "letter.greeting": Known(_("Greeting"), _("The first line.")),
    "letter.body": Known(_("What is asked for"), _("Below the greeting, before the questions.")),
    "letter.closing": Known(_("Closing words"), _("Above the signature.")),
}


def grouped(keys: Collection[str]) -> list[tuple[Promise, list[str]]]:
    """The keys under the titles of their groups, in the order of the page; none is lost."""
    named = {name for group in GROUPS for name in group.names}
    rest = Group(OTHER, tuple({_first(key) for key in keys} - named))
    held = [
        (group.title, [key for name in group.names for key in _of(name, keys)])
        for group in (*GROUPS, rest)
    ]
    return [(title, found) for title, found in held if found]


def _of(name: str, keys: Collection[str]) -> list[str]:
    """The keys that begin with a name: member by member of a list, each in the order above."""
    found = [key for key in keys if _first(key) == name]
    members = list(dict.fromkeys(_head(key) for key in found))
    order = {known: at for at, known in enumerate(KNOWN)}
    return sorted(
        found, key=lambda key: (members.index(_head(key)), order.get(pattern(key), len(order)))
    )


def _head(key: str) -> str:
    """What the texts of one member of a list have in common; outside of lists, the name."""
    name, *rest = key.split(".")
    return ".".join((name, *rest[:1])) if name in LISTS else name


def use_of(key: str) -> Promise | str:
    """Where a text is read, in a few words; nothing for one that nobody described."""
    found = KNOWN.get(pattern(key))
    return found.use if found else ""


def label_of(programme: Programme, key: str) -> str:
    """What a text is called. One that nobody named is called by its key."""
    found = KNOWN.get(pattern(key))
    if found is None:
        return key
    member = _member(programme, key)
    return f"{member}: {found.label}" if member else str(found.label)


def _first(key: str) -> str:
    return key.partition(".")[0]


def pattern(key: str) -> str:
    """The key with a star for the member of a list."""
    name, *rest = key.split(".")
    return ".".join((name, "*", *rest[1:])) if name in LISTS and rest else key


def _member(programme: Programme, key: str) -> str:
    """The name of the member of a list that a text belongs to, in the language in force."""
    name, *rest = key.split(".")
    if name not in LISTS or not rest:
        return ""
    code = rest[0]
    if name == "steps":
        return steps.name_of(programme, code)
    listed = programme.config.get(name, [])
    named = [one for one in listed if isinstance(one, dict) and one.get("code") == code]
    own = in_language(named[0].get("name"), programme.default_language) if named else ""
    return own or code
