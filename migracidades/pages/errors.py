"""Error pages. They never query: the transaction they stand in may be broken.

What was typed into a form of a desk is shown back on them.
"""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from migracidades.kit.typed import typed


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_long = isinstance(exception, RequestDataTooBig)
    return render(request, "errors/400.html", {"too_long": too_long}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", {"typed": typed(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", {"typed": typed(request)}, status=404)


def crashed(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", {"typed": typed(request)}, status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/403_csrf.html", {"typed": typed(request)}, status=403)
