"""Whom a request comes from: our own proxies are believed, nobody else."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from rest_framework.throttling import AnonRateThrottle

from migracidades.kit.middleware import Forwarded


@pytest.fixture
def passed(settings):
    """The request as the site sees it behind proxies in 10.0.0.0/24."""

    def send(peer: str, chain: str | None = None, scheme: str | None = None) -> HttpRequest:
        settings.TRUSTED_PROXIES = ["10.0.0.0/24"]
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        told = {"HTTP_X_FORWARDED_FOR": chain, "HTTP_X_FORWARDED_PROTO": scheme}
        seen = []
        middleware = Forwarded(lambda request: seen.append(request) or HttpResponse())
        headers = {name: value for name, value in told.items() if value is not None}
        middleware(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))
        return seen[0]

    return send


@pytest.mark.parametrize(
    ("peer", "chain", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger's word
        ("10.0.0.2", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the visitor lied in front
        ("10.0.0.2", "203.0.113.9, 10.0.0.7", "203.0.113.9"),  # two proxies of ours
        ("10.0.0.2", "", "10.0.0.2"),
        ("", "198.51.100.1", ""),  # a socket
    ],
)
def test_the_address_is_the_visitors(passed, peer, chain, address):
    assert passed(peer, chain).META["REMOTE_ADDR"] == address


def test_the_scheme_is_what_our_proxy_says(passed):
    assert passed("10.0.0.2", "203.0.113.9", "https").is_secure()
    assert not passed("10.0.0.2", "203.0.113.9", "http").is_secure()
    assert not passed("203.0.113.9", None, "https").is_secure()


def test_without_proxies_of_ours_nobody_is_believed(settings, passed):
    seen = []
    settings.TRUSTED_PROXIES = []
    middleware = Forwarded(lambda request: seen.append(request) or HttpResponse())
    middleware(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4"))
    assert seen[0].META["REMOTE_ADDR"] == "127.0.0.1"
    assert "HTTP_X_FORWARDED_FOR" not in seen[0].META


def test_calls_of_the_api_are_counted_by_the_visitors_address(passed):
    """Everybody behind the proxy has a count of their own; a forged header gives no fresh one."""
    counted = {
        AnonRateThrottle().get_ident(passed("10.0.0.2", f"{forged}, {address}"))
        for address in ("203.0.113.9", "203.0.113.10")
        for forged in ("198.51.100.1", "198.51.100.2")
    }
    assert counted == {"203.0.113.9", "203.0.113.10"}
