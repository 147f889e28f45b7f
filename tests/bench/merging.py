"""A dimension that comes back as a spreadsheet: taken in, and what it would do looked at."""

import io
from collections.abc import Callable
from itertools import count
from urllib.parse import urlparse

from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from certification.diagnosis.spreadsheet import layout
from tests.bench import pages
from tests.bench.clock import Row, paired
from tests.bench.scene import Scene
from tests.web import Server, headers_of, posting, session_of

EDGE = "spreadsheet-of-the-bench"
LIMIT = "≤ 1 s"


def rows(scene: Scene, product: Server, cost: Callable[[], float]) -> list[Row]:
    """Sending it back, which reads it once, and its preview, with a detail in every question."""
    desk = f"/br/desk/{scene.code}/{scene.year}/spreadsheets/"
    session, number = session_of(scene.lead), count()
    given = product.ask("GET", f"{desk}1.xlsx", headers=headers_of(session))
    headers = posting(session) | {"Content-Type": f"multipart/form-data; boundary={EDGE}"}

    def send() -> None:
        body = _multipart(_filled(given, next(number)))
        product.ask("POST", desk, status=302, body=body, headers=headers)

    taken = paired("spreadsheet taken in", send, None, cost=cost, per_round=2, limit=LIMIT)
    address = _address(scene, desk, _filled(given, next(number)))
    shown = pages.looked_at(
        "merge preview of a dimension", address, scene.lead, product, cost, LIMIT
    )
    return [taken, shown]


def _filled(content: bytes, number: int) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for row in book.worksheets[0].iter_rows(min_row=layout.HEADINGS_AT + 2):
        if row[layout.CODE].value:
            row[layout.NOTE].value = f"Detalhe {number} da secretaria."
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _multipart(content: bytes) -> bytes:
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="D1.xlsx"\r\n\r\n'
    return head.encode() + content + f"\r\n--{EDGE}--\r\n".encode()


def _address(scene: Scene, desk: str, content: bytes) -> str:
    """Where the preview of a workbook is that was taken in."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(scene.lead)
    file = io.BytesIO(content)
    file.name = "D1.xlsx"
    answer = client.post(desk, {"file": file})
    return urlparse(answer.url).path
