from django.http import FileResponse

from .models import StoredFile
from .storing import open_file


def respond(stored: StoredFile) -> FileResponse:
    """The file as a download that no browser opens in our name, and nobody on the way keeps."""
    response = FileResponse(
        open_file(stored),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
