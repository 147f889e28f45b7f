from typing import TypeVar

from django.http import FileResponse, StreamingHttpResponse

from .models import StoredFile
from .storing import open_file

Download = TypeVar("Download", bound=StreamingHttpResponse)


def respond(stored: StoredFile) -> FileResponse:
    """The file as a download that no browser opens in our name, and nobody on the way keeps."""
    response = FileResponse(
        open_file(stored),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
    return guarded(response)


def guarded(response: Download) -> Download:
    """A download with the headers that keep browsers and caches from making more of it."""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
