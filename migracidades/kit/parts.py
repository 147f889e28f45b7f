"""Forms that a script sends without leaving the page (``static/js/desk.js``) get a part of it."""

from django.http import HttpRequest

HEADER = "HTTP_X_PART"


def wants_a_part(request: HttpRequest) -> bool:
    """Whether a script of the page asks; otherwise the answer is a page, or leads to one."""
    return HEADER in request.META
