"""Seals drawn from facts alone, one after the other, in one process."""

import resource
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from certification.seal.document import draw
from certification.seal.models import Seal
from migracidades.kit.codes import new_code
from migracidades.ledger.voice import speaking
from migracidades.tenancy.loading import read
from migracidades.tenancy.models import Programme

FACTS = {
    "government": {
        "code": "9900011",
        "name": "Vila Exemplo",
        "of_line": {"pt-br": "do município de"},
        "state_name": "Mato Grosso do Sul",
    },
    "year": 2026,
    "segments": 10,
    "priorities": 3,
    "course": {"pt-br": "Governança migratória"},
    "signatories": [{"name": "Ana Souza", "office": "Representante", "institution": "OIM"}],
    "issued_on": "2026-12-16",
    "language": "pt-br",
    "demonstration": True,
}


def draw_seals(number: int) -> Iterator[tuple[int, float]]:
    """Draw ``number`` seals; every fifty, how many and the peak megabytes so far."""
    config = read(Path(settings.BASE_DIR) / "migracidades" / "content" / "br")
    programme = Programme(pk=1, slug="br", config=config, languages=["pt-br"])
    facts = FACTS | {"programme": {"slug": "br", "name": config["name"]}}
    with speaking(programme):
        for done in range(1, number + 1):
            draw(Seal(code=new_code(), kind="seal", facts=facts), programme)
            if done % 50 == 0:
                yield done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
