"""A government in its second year: what it answered and proved in the first, and what it finds."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from certification.diagnosis import proving
from certification.diagnosis.models import (
    Answer,
    AnswerRevision,
    Diagnosis,
    Evidence,
    Round,
    Verdict,
)
from certification.diagnosis.sheet import form_for
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import LinkVisit, Piece, PieceVersion
from dimensions import kinds
from tests import cycle
from tests.diagnosis import building
from tests.world import Country

HERE = "/br/desk/9900011/2026/last-edition/"
LAW = {"kind": "law", "title": "Lei 1"}

# The next version: D1.3 renamed, D2.1 split in two, D1.4 asked differently, the rest as before.
NEXT = [
    ('version: "2024"', 'version: "2026"'),
    ("      - code: D1.3\n", "      - code: D1.9\n        was: [D1.3]\n"),
    ("Desde quando?", "Desde que dia?"),
    ("      - code: D2.2\n", "      - code: D2.8\n        was: [D2.1]\n        kind: yes_no\n"
     '        text: {pt-br: "Atende-se em espanhol?"}\n        weight: 1\n        theme: rights\n'
     "        minutes: 1\n      - code: D2.2\n"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def last_year(br):
    return building.diagnosis(br, year=2025)


@pytest.fixture
def lead(br, client):
    client.force_login(br.people["lead"])
    return client


@pytest.fixture
def newer(tmp_path):
    text = building.FORM.read_text()
    for old, new in NEXT:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "next.yaml"
    path.write_text(text)
    return path


def conclude(br: Country, diagnosis: Diagnosis, **answers: Any) -> None:
    cycle.concluded(br, diagnosis, **answers)


def by_lead(br: Country) -> dict[str, Any]:
    return {"actor": br.people["lead"], "roles": {"lead"}}


def prove(
    br: Country, diagnosis: Diagnosis, code: str, *, kind="law", title="Lei 1", days=0
) -> PieceVersion:
    """Prove last year's answer with a link that counts ``days`` from today, or for good."""
    until = timezone.localdate() + timedelta(days=days) if days else None
    with br.desk():
        link = f"https://exemplo.org/{code}/{title}".replace(" ", "-")
        told = Told(kind, title, valid_until=until)
        version = keeping.keep(br.here.pk, told, link=link, **by_lead(br))
        found = building.loaded(diagnosis)
        asked = [form_for(found).by_code[code]]
        here = {"diagnosis": found, "indicators": asked, "where": "art. 2"}
        proving.attach(version, **here, **by_lead(br))
    return version


def withdraw(br: Country, version: PieceVersion) -> None:
    with br.desk():
        keeping.withdraw(version.piece, **by_lead(br))


def lose(br: Country, version: PieceVersion, state: str) -> None:
    """What a visit of its link found."""
    with br.staff():
        LinkVisit.objects.create(government=br.here, version=version, state=state)


def renew(br: Country, version: PieceVersion, title: str = "Lei nova") -> None:
    with br.desk():
        told, link = Told("law", title), f"https://exemplo.org/{title}".replace(" ", "-")
        keeping.renew(version.piece, told, link=link, base=version.number, **by_lead(br))


def judged(br: Country, diagnosis: Diagnosis, code: str, **verdict: Any) -> None:
    """Another verdict in the place of the one on an answer."""
    with br.staff():
        Verdict.objects.filter(diagnosis=diagnosis, indicator__code=code).update(**verdict)


def page(client) -> dict:
    """What the page offers: codes to answer anew with the reason, alone with it, and together."""
    chapters = client.get(HERE).context["chapters"]
    return {
        "anew": {one.indicator.code: one.anew.value for each in chapters for one in each.anew},
        "alone": {
            one.indicator.code: [look.value for look in one.looks]
            for each in chapters
            for one in each.alone
        },
        "together": [one.indicator.code for each in chapters for one in each.certain],
    }


def answers(br: Country, year: int = 2026) -> dict[str, Answer]:
    with br.desk():
        found = Answer.objects.filter(diagnosis__participation__edition__year=year)
        return {one.indicator.code: one for one in found.select_related("indicator")}


def answered_and_proved(br: Country, diagnosis: Diagnosis) -> None:
    """The whole of a diagnosis, its proof and verdicts, put there at once, and concluded."""
    lead, seat = br.people["lead"], br.seat("analyst")
    with br.staff():
        form = form_for(building.loaded(diagnosis))
        here = {"government": br.here, "diagnosis": diagnosis}
        handed_in = Round.objects.create(
            **here, number=1, receipt="D-1", answers_digest="", submitted_by=lead
        )
        for number, one in enumerate(form.indicators):
            value = kinds.of(one).clean(cycle.fullest(one), one)
            said = {**here, "indicator_id": one.id, "value": value}
            Answer.objects.create(**said, author=lead)
            AnswerRevision.objects.create(**said, author=lead, save_id=_uuid(number))
            Verdict.objects.create(
                **said, round=handed_in, outcome="confirmed", released=True, decided_by=seat
            )
            piece = Piece.objects.create(government=br.here)
            version = PieceVersion.objects.create(
                government=br.here, piece=piece, link=f"https://exemplo.org/{one.code}",
                added_by=lead, **LAW,
            )  # fmt: skip
            Evidence.objects.create(**here, indicator_id=one.id, version=version, added_by=lead)
        Diagnosis.objects.filter(pk=diagnosis.pk).update(state="consented")


def _uuid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"
