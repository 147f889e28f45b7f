"""HTML → PDF. The only module that knows WeasyPrint; it is imported in the worker alone.

No network and no file but the house's own: everything a document shows comes inside it as
``data:`` or from ``static/``. A missing asset stops the rendering instead of leaving a hole.
"""

import ctypes.util
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

PANGO_LINE = "apt-get install libpango-1.0-0 libpangoft2-1.0-0"
STATIC = Path(settings.BASE_DIR) / "static"
HOUSE = "house:"


class PangoMissing(RuntimeError):
    """The machine has no Pango, so nothing can be drawn; the message is the line to run."""


def missing_line() -> str:
    """The line that installs what drawing needs, or nothing when it is there. Cheap to ask."""
    return "" if ctypes.util.find_library("pangoft2-1.0") else PANGO_LINE


def render(html: str, *, identifier: bytes) -> bytes:
    """The PDF/A-3a (tagged, with its own fonts) of a whole HTML document.

    The same ``html`` and ``identifier`` make the same bytes under the same ``SOURCE_DATE_EPOCH``.
    Addresses may be ``data:…`` or ``house:<path under static/>``. Raises ``PangoMissing``, and
    ``ValueError`` for any other address.
    """
    if line := missing_line():
        raise PangoMissing(line)
    # A second of CPU and 60 MiB, which only the worker pays.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    document = HTML(string=html, base_url=None, url_fetcher=_fetcher())
    try:
        return document.write_pdf(
            pdf_variant="pdf/a-3a", pdf_identifier=identifier, font_config=_fonts()
        )
    except FatalURLFetchingError as error:  # no Exception: it would end the worker
        raise ValueError(str(error)) from error


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class House(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = (STATIC / url.removeprefix(HOUSE)).resolve()
            if not url.startswith(HOUSE) or not path.is_relative_to(STATIC):
                raise FatalURLFetchingError(f"A document may not fetch {url[:80]}")
            kind, _coding = mimetypes.guess_type(path.name)
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return House(allowed_protocols={"data"}, allow_redirects=False)
