"""What the API gives, said once: for its list of addresses, its schema and its page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Parameter:
    """Something that narrows or chooses what an address gives."""

    name: str
    says: Promise
    kind: type = str


@dataclass(frozen=True)
class Address:
    """``path`` is relative to the API's own; ``listed`` when it can be called as it stands."""

    name: str
    path: str
    title: Promise
    gives: Promise
    parameters: tuple[Parameter, ...] = ()
    listed: bool = True


PAGE = Parameter("page", _("Lists come in pages of 50; “next” and “previous” lead on."), int)
LANGUAGE = Parameter("lang", _("The language of texts: pt-br, es or en."))

ADDRESSES = (
    Address(
        "programme",
        "programme/",
        _("The programme"),
        _("Its name in the language asked for, languages, time zone, levels of government, links."),
    ),
    Address(
        "editions",
        "editions/",
        _("Editions"),
        _("Every published edition, the newest first, with its three counts and what each means."),
        (PAGE,),
    ),
    Address(
        "edition",
        "editions/{year}/",
        _("One edition"),
        _("The same, with the dates of the five steps and the rules of the edition."),
        (Parameter("year", _("The year of the edition."), int),),
        listed=False,
    ),
    Address(
        "dimensions",
        "dimensions/",
        _("Dimensions and indicators"),
        _("What the diagnosis asks: the dimensions of a questionnaire with their indicators."),
        (Parameter("version", _("A version of the questionnaire; without it, the newest.")),),
    ),
    Address(
        "certified",
        "certified-governments/",
        _("Certified governments"),
        _(
            "Who was certified in which year: with the seal issued here, or with the public source"
            " of an edition before this platform."
        ),
        (
            Parameter("year", _("Certified in this year."), int),
            Parameter("level", _("A level of government, by the code the programme gives it.")),
            Parameter("state", _("A state, by its abbreviation.")),
            PAGE,
        ),
    ),
    Address(
        "seal",
        "seals/{code}/",
        _("A seal"),
        _(
            "What a seal or declaration states, frozen when it was issued; whether it stands, and"
            " if not why; the SHA-256 of its document and the address where anybody verifies it."
        ),
        (Parameter("code", _("The code printed on the document.")),),
        listed=False,
    ),
    Address(
        "schema",
        "schema/",
        _("The schema"),
        _("This description as OpenAPI 3, for programs."),
    ),
)
BY_NAME = {one.name: one for one in ADDRESSES}
