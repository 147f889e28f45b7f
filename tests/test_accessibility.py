"""Every page, looked at by axe and by a phone: WCAG A and AA, 320 pixels, nothing in the console.

A mouse and a finger reach every link, button and field at its own middle.

One page for every address somebody may read (``tests/access.py``), scanned as on a desk; then the
states an address has besides, scanned as on a phone: errors, drafts, what was returned, what is
over.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from migracidades.accounts.models import User
from tests.access import DOORS
from tests.browser import NARROW, looking, site
from tests.doors import ANONYMOUS, STRANGER, Door
from tests.reaching import covered
from tests.standing import YEAR, committed
from tests.underway import Underway, walk
from tests.visits import address

__all__ = ["committed", "looking", "site"]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Nothing to look at: a file, a sheet of style, data for programs, the end of a session.
NO_PAGE = (
    *("file", "theme", "api", "health", "jsi18n", "autocomplete", "seal_file", "download"),
    *("desk_worker", "diagnosis_copy"),
)
WRONG = ".mc-error, .mc-summary, .errornote"
WHO = (ANONYMOUS, STRANGER, "lead", "signatory", "coordinator", "administrator", "operator")


@pytest.fixture(scope="module")
def underway(committed) -> Underway:
    return committed(walk)


def readable(door: Door) -> bool:
    asked = door.asks[0]
    return bool(asked.who) and not any(word in door.name for word in NO_PAGE)


def reader(door: Door, world: Underway) -> User | None:
    """Somebody who may read the page: whoever is asked for least."""
    role = next(one for one in WHO if one in door.asks[0].who)
    people = {ANONYMOUS: None, STRANGER: world.standing.stranger}
    return people.get(role, world.here.country.people.get(role))


def scan(page: Page) -> list[str]:
    """What axe finds, with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} ({node['failureSummary'][:200]})"
        for one in found
        for node in one["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """What is wider than a small phone, which the page is shown on from here."""
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide <= NARROW["width"]:
        return []
    found = page.evaluate(
        "[...document.querySelectorAll('body *')]"
        ".filter(one => one.getBoundingClientRect().right > 321)"
        ".map(one => one.outerHTML.slice(0, 120)).slice(0, 4)"
    )
    return [f"{wide} pixels wide at 320: {found}"]


def demand(page: Page, faults: list[str]) -> None:
    assert not faults, f"{page.url}\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "door", [one for one in DOORS if readable(one)], ids=lambda door: door.name
)
def test_a_page(door, underway, looking):
    page = looking.open(reader(door, underway), address(door, underway.here, underway.here))
    assert looking.status in (200, 410), "the link of a guest is over with its diagnosis"
    # What axe itself does to a page may be against its policy: complaints are read before.
    complaints = [*looking.complaints, *covered(page)]
    demand(page, [*complaints, *scan(page), *overflow(page), *covered(page)])


# ------------------------------------------------------------------ the states besides
@dataclass(frozen=True)
class State:
    """A page in a state: who looks, where, and what is typed into which form, if anything."""

    name: str
    who: Callable[[Underway], User | None]
    path: Callable[[Underway], str]
    form: str = ""
    typed: dict[str, str] = field(default_factory=dict)


def nobody(_world: Underway) -> None:
    return None


def staff(role: str) -> Callable[[Underway], User]:
    return lambda world: world.here.country.people[role]


def team(place: str, role: str = "lead") -> Callable[[Underway], User]:
    return lambda world: getattr(world, place).people[role]


def at(path: str) -> Callable[[Underway], str]:
    return lambda world: f"/br/{path}"


def desk(place: str, path: str = "") -> Callable[[Underway], str]:
    return lambda world: f"/br/desk/{getattr(world, place).here.code}/{YEAR}/{path}"


COORDINATOR, ANALYST = staff("coordinator"), staff("analyst")
LEAD = staff("lead")


def row(path: str, get: Callable[[Underway], Any]) -> Callable[[Underway], str]:
    return lambda world: f"/br/{path.format(get(world))}"


STATES = [
    State("an unknown page", nobody, at("nowhere/")),
    State("a page of others", LEAD, at("admin/")),
    State("a second lobby", nobody, lambda world: "/"),
    State("the operators' list", staff("operator"), lambda world: "/programmes/"),
    State("sign-in refused", nobody, at("accounts/login/"), "main form", {"login": "x@y.org"}),
    State("sign-up", nobody, at("accounts/signup/")),
    State("password forgotten", nobody, at("accounts/password/reset/")),
    State("one's e-mail", LEAD, at("accounts/email/")),
    State("one's password", LEAD, at("accounts/password/change/")),
    State("second factor", LEAD, at("accounts/2fa/")),
    State("a code that is none", nobody, at("verify/"), "main form", {"code": "AAAA-AAAA"}),
    State("no code at all", nobody, at("verify/"), "main form"),
    State("a seal revoked", nobody, row("v/{}", lambda world: world.revoked.code)),
    State("an invitation too late", nobody, row("invitations/{}/", lambda world: world.expired)),
    State("an older version", nobody, at("register/1999/")),
    State("the call, in Spanish", nobody, at("call/?lang=es")),
    State("governments found", staff("signatory"), at("apply/?q=vila")),
    State(
        "an application with errors",
        lambda world: world.applicant,
        row("applications/{}/", lambda world: world.draft.pk),
        "main form[enctype]",
        {"lead_email": "nobody"},
    ),
    State(
        "an application, still a draft",
        lambda world: world.applicant,
        row("applications/{}/", lambda world: world.draft.pk),
    ),
    State("one's applications", lambda world: world.applicant, at("applications/")),
    State("answers half given", team("answering"), desk("answering", "diagnosis/")),
    State("a dimension to answer", team("answering"), desk("answering", "dimensions/1/")),
    State(
        "an answer that is none",
        team("answering"),
        desk("answering", "dimensions/2/"),
        "form[action$='/D2.2/']",
        {"answer-D2.2": "muitos"},
    ),
    State("answers missing", team("answering"), desk("answering", "diagnosis/check/")),
    State("answers to sign", team("answering", "signatory"), desk("answering", "diagnosis/check/")),
    State("what was asked again", team("returned"), desk("returned", "dimensions/1/")),
    State("a diagnosis returned", team("returned"), desk("returned")),
    State("nothing chosen yet", team("drafting"), desk("drafting", "priorities/")),
    State(
        "a priority with errors",
        team("drafting"),
        desk("drafting", "priorities/add/"),
        "main form",
    ),
    State("priorities returned", team("sent_back"), desk("sent_back", "priorities/")),
    State("a government that left", team("withdrawn"), desk("withdrawn")),
    State("people, one invited wrongly", LEAD, at("desk/9900011/people/"),
          "main form:has([name='email'])"),
    State("leaving without a word", LEAD, at(f"desk/9900011/{YEAR}/withdraw/"), "main form"),
    State("a certificate without a file", staff("contributor"),
          at("training/migracidades/certificate/"), "main form"),
    State("a guest's questions", nobody, row("g/{}/", lambda world: world.guest_token)),
    State("a guest without a name", nobody, row("g/{}/", lambda world: world.guest_token),
          "main form", {"name": ""}),
    State("what guests suggest", team("answering"), desk("answering", "guests/")),
    State("a queue without anybody", COORDINATOR, at("admin/review/?show=lapsed")),
    State(
        "verdicts to give",
        ANALYST,
        row("admin/review/{}/dimensions/1/", lambda world: world.judging.pk),
    ),
    State(
        "verdicts that lack a word",
        ANALYST,
        row("admin/review/{}/dimensions/2/", lambda world: world.judging.pk),
        "#content form",
        {"outcome-D2.1": "requested"},
    ),
    State("a review under way", ANALYST, row("admin/review/{}/", lambda world: world.judging.pk)),
    State("a plan to judge", ANALYST, row("admin/plans/plan/{}/", lambda world: world.proposed.pk)),
    State(
        "a certificate to check",
        ANALYST,
        row("admin/completions/{}/", lambda world: world.pending.pk),
    ),
    State("who may be certified", staff("issuer"), at(f"admin/seals/{YEAR}/")),
    State("a seal to revoke", staff("issuer"),
          row("admin/seals/code/{}/", lambda world: world.here.seal.code)),
    State("a table that is none", staff("administrator"), at("admin/governments/import/"),
          "#content form"),
    State("a question with faults", staff("administrator"),
          row("admin/questionnaires/drafts/{}/parts/D1.1/",
              lambda world: world.here.shared.draft.pk),
          "#content form:has([name='seen'])", {"weight": "much"}),
    State("a draft seen by a municipality", staff("administrator"),
          row("admin/questionnaires/drafts/{}/preview/?level=municipality",
              lambda world: world.here.shared.draft.pk)),
    State("a questionnaire without a file", staff("administrator"),
          at("admin/questionnaires/import/"), "#content form"),
    State("a text with a place nobody fills", staff("administrator"),
          at("admin/texts/seal.certify/en/"), "#content form", {"text": "{mayor}", "reason": "x"}),
    State("an edition with errors", staff("administrator"),
          at("admin/certification/edition/add/"), "#edition_form"),
]  # fmt: skip


def send(page: Page, state: State) -> None:
    """Fill in what is typed and send the form as it is, without the browser's own objections."""
    form = page.locator(state.form).first
    for name, text in state.typed.items():
        control = form.locator(f"[name='{name}']").first
        if control.get_attribute("type") == "radio":
            form.locator(f"[name='{name}'][value='{text}']").check(force=True)
        else:
            control.fill(text)
    with page.expect_navigation():
        form.evaluate("form => { form.noValidate = true; form.submit() }")
    assert page.locator(WRONG).count(), f"{page.url} finds nothing wrong"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_state(state, underway, looking):
    page = looking.open(state.who(underway), state.path(underway))
    if state.form:
        send(page, state)
    complaints = [*looking.complaints, *covered(page)]
    demand(page, [*complaints, *overflow(page), *covered(page), *scan(page)])
