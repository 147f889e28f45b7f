"""Step 1: a government applies, is admitted, and its people take their seats."""

import re
from collections.abc import Callable
from typing import Any

from certification.application import applying, deciding
from certification.application.models import Application
from certification.diagnosis.delegation.assigning import Charge, assign
from certification.governments.inviting import accept, invite
from migracidades.demo.papers import paper
from migracidades.demo.people import address
from migracidades.demo.story import Story
from migracidades.ledger.models import MailMessage
from migracidades.tenancy.models import Membership, Role

_LINK = re.compile(r"/invitations/([\w-]{40,})/")
_INVITED = (Role.ALTERNATE, Role.SIGNATORY)


def apply(story: Story) -> None:
    _apply(story, lead="lead", motivation=story.told["motivation"])


def apply_again(story: Story) -> None:
    """Somebody else of the same government applies as well."""
    _apply(story, lead="rival", motivation=story.told["rival_motivation"])


def _apply(story: Story, *, lead: str, motivation: str) -> None:
    applicant = story.people[lead]
    with story.at_home(lead):
        made = applying.start(
            edition=story.edition, government=story.government, applicant=applicant
        )
        values = _named(story, lead) | {"motivation": motivation.strip()}
        if story.edition.application_questionnaire:
            values["answers"] = story.read("application")
        applying.save(application=made, values=values)
        applying.attach(application=made, upload=_commitment(story), actor=applicant)
        applying.submit(application=made, actor=applicant)


def _named(story: Story, lead: str) -> dict[str, Any]:
    told = story.told
    values = {
        "lead_name": told[lead]["name"],
        "lead_email": story.people[lead].email,
        "lead_phone": "(00) 0000-0000",
        "contact_email": _mailbox(story, f"{story.read('words')['contact']}.{told['slug']}"),
    }
    for role, shown in (("lead", lead), ("alternate", "alternate"), ("signatory", "signatory")):
        values |= {
            f"{role}_name": told[shown]["name"],
            f"{role}_email": story.people[shown].email,
            f"{role}_office": told[shown]["office"],
        }
    for role, shown in (("lead", lead), ("alternate", "alternate")):
        values[f"{role}_department"] = told[shown]["department"]
    return values


def _mailbox(story: Story, local: str) -> str:
    return address(story.programme.slug, local)


def _commitment(story: Story):
    words = story.read("words")
    said = words["commitment"]
    return paper(
        said["file"],
        said["title"].format(year=story.edition.year),
        story.programme.called(story.government),
        said["signed"].format(**story.told["signatory"]),
        mark=words["mark"],
    )


def admit(story: Story) -> None:
    _decide(story, deciding.admit)


def let_wait(story: Story) -> None:
    """There may be no place for it in this edition."""
    _decide(story, deciding.wait)


def _decide(story: Story, verb: Callable) -> None:
    with story.in_office("coordinator"):
        sent = Application.objects.select_related("edition__programme", "government", "applicant")
        application = sent.get(edition=story.edition, government=story.government)
        reason = story.told.get("reason", "") if story.edition.quota else ""
        verb(application=application, reason=reason, **story.by("coordinator"))


def take_seats(story: Story) -> None:
    """Whoever was named opens the link in their message; the lead brings in the departments."""
    for role in _INVITED:
        _accept(story, role)
    if contributor := story.told.get("contributor"):
        email = story.people[Role.CONTRIBUTOR].email
        _invite(story, email=email, department=contributor["department"])
        _accept(story, Role.CONTRIBUTOR)


def delegate(story: Story) -> None:
    """The lead gives the departments their parts."""
    contributor = story.told.get("contributor")
    if contributor is None:
        return
    with story.at_desk("lead"):
        seat = Membership.objects.get(user=story.people["contributor"], active=True)
        given = {"dimensions": tuple(contributor["dimensions"]), "seat": seat}
        charge = Charge(department=contributor["department"], **given)
        assign(story.diagnosis, charge, **story.by("lead"))


def invite_a_colleague(story: Story) -> None:
    """An invitation that nobody has opened yet."""
    invited = story.told["invited"]
    _invite(story, email=_mailbox(story, invited["address"]), department=invited["department"])


def _invite(story: Story, *, email: str, department: str) -> None:
    with story.at_desk("lead"):
        invite(
            email=email,
            role=Role.CONTRIBUTOR,
            government=story.government,
            department=department,
            **story.by("lead"),
        )


def _accept(story: Story, role: str) -> None:
    user = story.people[role]
    with story.in_office("coordinator"):
        sent = MailMessage.objects.filter(kind="invitation", government=story.government)
        message = sent.filter(to__contains=user.email).latest("created_at")
    token = _LINK.search(message.text)[1]
    with story.at_home(role):
        accept(token=token, user=user)
