"""The document of a seal: from its frozen facts alone to bytes, kept with their hash."""

from datetime import date
from typing import Any

from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation

from migracidades.files.storing import store_bytes
from migracidades.kit import pdf, ring
from migracidades.kit.images import data_uri, qr_code
from migracidades.ledger import outbox
from migracidades.ledger.mail import absolute
from migracidades.tenancy.models import Programme, in_language

from .models import Seal

PDF = "application/pdf"


@outbox.on("seal.issued", name="seal.render", queue="render")
def render_document(*, programme: Programme, seal_id: int, **_: Any) -> None:
    """Draw, store and hash the document of a seal, once."""
    seal = Seal.objects.select_related("government").get(pk=seal_id)
    if seal.file_id:
        return
    try:
        data = draw(seal, programme)
    except pdf.PangoMissing as line:
        raise outbox.Postponed(str(line)) from line
    name = f"{seal.kind}-{programme.slug}-{seal.facts['year']}-{seal.code}.pdf"
    seal.file = store_bytes(data, name, PDF, purpose=seal.kind, government=seal.government)
    seal.sha256, seal.rendered_at = seal.file.sha256, Now()
    seal.save(update_fields=["file", "sha256", "rendered_at"])
    outbox.emit("seal.rendered", seal_id=seal.pk, government_id=seal.government_id)


def draw(seal: Seal, programme: Programme) -> bytes:
    """The bytes of a seal's document in the language its facts name. Needs Pango."""
    with translation.override(seal.facts["language"]):
        html = render_to_string("seal/document.html", context_of(seal))
    return pdf.render(html, identifier=f"{programme.slug}:{seal.code}".encode())


def context_of(seal: Seal) -> dict[str, Any]:
    """What the document shows, in the language of its facts: nothing is looked up."""
    facts, wording = seal.facts, seal.facts["wording"]
    deep = wording["brand"]["deep"]
    address = absolute(reverse("verification", args=[seal.code]))
    return {
        "seal": seal,
        "facts": facts,
        "programme_name": in_language(facts["programme"]["name"], facts["language"]),
        "words": words_of(facts),
        "address": address.split("://", 1)[1],
        "qr": data_uri(qr_code(address, colour=deep)),
        "ring": data_uri(ring.svg(ring.whole(facts["segments"], inner=41), fill=deep)),
        "code_name": in_language(wording["code_name"], facts["language"]),
    }


def words_of(facts: dict[str, Any]) -> dict[str, str]:
    """The sentences of a document, as the programme's ``seal`` texts stood when it was issued."""
    language, said = facts["language"], facts["wording"]["seal"]

    def word(key: str, **filled: Any) -> str:
        return in_language(said[key], language).format(**filled)

    number = facts["priorities"]
    priorities = word("one_priority") if number == 1 else word("priorities", number=number)
    fulfilled = "fulfilled" if facts["course"] else "fulfilled_without_course"
    issued_on = date.fromisoformat(facts["issued_on"])
    return {
        "word": word("word"),
        "certify": word("certify", of=in_language(facts["government"]["of_line"], language)),
        "fulfilled": word(fulfilled, year=facts["year"], priorities=priorities),
        "verify": word("verify"),
        "issued": word("issued", date=formats.date_format(issued_on, "DATE_FORMAT")),
        "meaning": word("meaning"),
        "declaration": word("declaration", year=facts["year"]),
    }
