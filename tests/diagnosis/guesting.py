"""Links for guests as a lead makes them, and what guests send by them."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from certification.diagnosis.models import Diagnosis, GuestLink, Suggestion
from certification.diagnosis.queries import with_period
from certification.diagnosis.sharing import Shared, share
from certification.diagnosis.sheet import form_for
from certification.diagnosis.suggesting import suggest
from migracidades.tenancy.scope import Side, enter
from tests.world import Country


def link(country: Country, made: Diagnosis, *codes: str, **more: Any) -> Shared:
    """A link to some questions, from the lead to the department of health unless told."""
    person = country.people["lead"]
    with country.desk(made.government_id):
        fresh = with_period(made.pk)
        asked = form_for(fresh).by_code
        who = {"actor": person, "roles": {"lead"}, "send_id": uuid4(), "department": "Saúde"}
        return share(diagnosis=fresh, indicators=[asked[one] for one in codes], **who | more)


def token_of(country: Country, made: Diagnosis, canary: str) -> str:
    """A link to a question by which somebody has suggested, with a canary in whatever is told."""
    shared = link(country, made, "D1.1", department=f"Setor {canary}")
    typed = {"raw": ["yes"], "standing": "answered", "note": f"Nota {canary}"}
    with enter(country.programme, side=Side.PUBLIC):
        who = {"name": f"Guest {canary}", "department": "", "send_id": uuid4()}
        assert suggest(shared.token, {"D1.1": typed}, **who).kept
    return shared.token


def page(token: str, slug: str = "br") -> str:
    return f"/{slug}/g/{token}/"


def send(token: str, *, slug: str = "br", client: Client | None = None, **typed: Any) -> Any:
    """What the page of a link sends: ``D1_1="yes"``; the texts of a question as ``note_D1_1``."""
    data: dict[str, Any] = {"name": "Maria Souza", "department": "Saúde", "send": uuid4()}
    asked = typed.pop("asked", [])
    for name, value in typed.items():
        part, _line, code = name.rpartition("D")
        code = f"D{code}".replace("_", ".")
        if name in ("name", "department", "send"):
            data[name] = value
        elif part:
            data[f"{part.strip('_')}-{code}"] = value
        else:
            data[f"answer-{code}"] = value
            asked = [*asked, code]
    return (client or Client()).post(page(token, slug), data | {"asked": asked})


def suggested(country: Country, government: Any = None) -> list[Suggestion]:
    with country.desk(government):
        return list(Suggestion.objects.select_related("indicator").order_by("id"))


def links(country: Country) -> list[GuestLink]:
    with country.desk():
        return list(GuestLink.objects.all())


def text_of(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())
