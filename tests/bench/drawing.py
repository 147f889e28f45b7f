"""Documents: a seal beside naive WeasyPrint, and the report of an edition.

Run as a process of its own, for its memory: ``python -m tests.bench.drawing YEAR POSTGRES_PID``.
"""

import json
import os
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import django

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
SEALS = 5
ROUNDS = 7


def main(year: int, postgres: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "migracidades.settings"
    django.setup()
    # The report first: the memory of drawing is measured on top of it, as the worker's is.
    found = [_report(year, postgres), *_seals()]
    print(json.dumps([one.data() for one in found]))


def _seals():
    from django.conf import settings

    from certification.seal.document import draw
    from certification.seal.models import Seal
    from migracidades.kit.codes import new_code
    from migracidades.ledger.voice import speaking
    from migracidades.tenancy.loading import read
    from migracidades.tenancy.models import Programme
    from tests.bench.clock import Row, paired

    config = read(Path(settings.BASE_DIR) / "migracidades" / "content" / "br")
    programme = Programme(pk=1, slug="br", config=config, languages=["pt-br"])
    wording = {key: config.get(key) for key in ("seal", "brand", "code_name")}
    facts = FACTS | {"programme": {"slug": "br", "name": config["name"]}, "wording": wording}
    sizes = []

    def product() -> None:
        draw(Seal(code=new_code(), kind="seal", facts=facts), programme)
        sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    with speaking(programme):
        page = _html(Seal(code=new_code(), kind="seal", facts=facts), programme)
        row = paired(
            "draw a seal",
            product,
            lambda: _naive(page),
            cost=time.process_time,
            per_round=SEALS,
            rounds=ROUNDS,
            note="floor: naive WeasyPrint, no PDF/A",
        )
    note = f"{sizes[0]:.0f} MiB after the first seal"
    return row, Row("render worker, peak", sizes[-1], "MiB", limit="≤ 300 MiB, flat", note=note)


def _html(seal, programme) -> str:
    from django.template.loader import render_to_string
    from django.utils import translation

    from certification.seal.document import context_of

    with translation.override(seal.facts["language"]):
        return render_to_string("seal/document.html", context_of(seal))


def _naive(html: str) -> None:
    from weasyprint import HTML

    from migracidades.kit.pdf import _fetcher

    HTML(string=html, url_fetcher=_fetcher()).write_pdf()


def _report(year: int, postgres: int):
    """Counting an edition and writing its spreadsheet, as the worker does."""
    from certification.editions.models import Edition
    from migracidades.ledger.voice import speaking
    from migracidades.tenancy.models import Programme
    from migracidades.tenancy.scope import Side, enter
    from monitoring.edition_reports import sheets_of
    from monitoring.figures import figures_of
    from monitoring.workbook import workbook
    from tests.bench.clock import cpu_of, paired

    programme = Programme.objects.get(slug="br")

    def product() -> None:
        with enter(programme, side=Side.STAFF), speaking(programme):
            edition = Edition.objects.select_related("questionnaire__programme").get(year=year)
            workbook(sheets_of(figures_of(edition), programme))

    row = paired(
        "edition report",
        product,
        None,
        cost=lambda: cpu_of(os.getpid(), postgres),
        per_round=1,
        rounds=3,
        unit="s",
    )
    return replace(row, note=f"edition of {year}, the whole registry")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
