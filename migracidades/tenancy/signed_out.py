"""Who comes to a desk without being signed in, or not any more."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from migracidades.kit.typed import page_of, typed


def signed_out(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page; a form that came too late gets its words back first."""
    if texts := typed(request):
        context = {"typed": texts, "back": page_of(request) or request.path}
        return render(request, "errors/401.html", context, status=401)
    return redirect_to_login(request.get_full_path())
