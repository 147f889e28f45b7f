"""What browsers are told a page may load: nothing from elsewhere, nothing written into the page."""

from django.http import HttpResponse
from django.test import Client, RequestFactory

from migracidades.kit.middleware import ContentPolicy

HEADER = "Content-Security-Policy"


def test_a_page_loads_what_is_ours_alone(db):
    told = Client().get("/health/live")[HEADER].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "img-src 'self' data:"} <= set(told)
    assert not any("unsafe" in one or "http" in one for one in told)


def test_a_response_keeps_a_policy_of_its_own():
    own = HttpResponse(headers={HEADER: "sandbox"})
    assert ContentPolicy(lambda _request: own)(RequestFactory().get("/"))[HEADER] == "sandbox"
