"""What a person typed into a form that could not be taken: shown back to be copied, never lost."""

from urllib.parse import urlsplit

from django.http import HttpRequest

# What forms carry beside the words of a person.
CARRIED = {
    *("csrfmiddlewaretoken", "person", "save", "send", "seen", "since"),
    *("base", "over", "version", "standing", "texts", "held", "personal"),
}


def typed(request: HttpRequest) -> list[str]:
    """The texts of a refused form of a desk, in their order; none of what another site sent.

    A desk's forms hold no password, so that these words may be shown again.
    """
    at_desk = getattr(request, "at_desk", False)
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    if not at_desk or request.method != "POST" or not _of_here(source, request):
        return []
    held = [text for name, texts in request.POST.lists() if name not in CARRIED for text in texts]
    return [text for text in held if text.strip()]


def page_of(request: HttpRequest) -> str:
    """The path of the page whose form was sent; empty when that is not known or not of here."""
    page = request.headers.get("Referer", "")
    return urlsplit(page).path if _of_here(page, request) else ""


def _of_here(address: str, request: HttpRequest) -> bool:
    return urlsplit(address)[:2] == (request.scheme, request.get_host())
