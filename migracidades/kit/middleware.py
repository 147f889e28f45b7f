"""Where a request comes from, and its reference: in the logs, in the response, on error pages."""

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import counts, logs

logger = logging.getLogger(__name__)

Network = IPv4Network | IPv6Network
Answer = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Referenced(HttpRequest):
    """A request that was given its reference."""

    id: str


class Forwarded:
    """Believes our own proxies, and nobody else, when they say whom they speak for.

    Behind it ``REMOTE_ADDR`` is the visitor's address, and no header that a visitor wrote about
    addresses or scheme is left. ``settings.TRUSTED_PROXIES`` names the networks.
    """

    def __init__(self, get_response: Answer):
        self.get_response = get_response
        self.trusted = [ip_network(one) for one in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if told and self._trusts(request.META.get("REMOTE_ADDR", "")):
            request.META["mc.proxied"] = True
            request.META["HTTP_X_FORWARDED_PROTO"] = scheme
            request.META["REMOTE_ADDR"] = self._visitor(told, request.META["REMOTE_ADDR"])
        return self.get_response(request)

    def _visitor(self, told: str, peer: str) -> str:
        """The last address of the chain that is not a proxy of ours; before it anybody may lie."""
        chain = [one.strip() for one in told.split(",") if one.strip()]
        return next((one for one in reversed(chain) if not self._trusts(one)), peer)

    def _trusts(self, address: str) -> bool:
        return _inside(address, self.trusted)


def _inside(address: str, networks: Iterable[Network]) -> bool:
    try:
        return any(ip_address(address) in one for one in networks)
    except ValueError:  # a socket has no address
        return False


class ContentPolicy:
    """Says to browsers what a page may load: one policy, for every response without its own."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response
        rules = (" ".join([name, *sources]) for name, sources in settings.SECURE_CSP.items())
        self.policy = "; ".join(rules)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own style them
            response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class RequestId:
    """Gives every request its reference, writes its line into the log, and counts it."""

    def __init__(self, get_response: Callable[[Referenced], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Referenced) -> HttpResponse:
        began = time.monotonic()
        request.id = uuid.uuid4().hex[:12]
        with logs.bound(request=request.id):
            response = self.get_response(request)
            _note(request, response.status_code, time.monotonic() - began)
        response["X-Request-Id"] = request.id
        return response


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    # The view's name, never the address: an address may hold the token of an invitation.
    view = request.resolver_match.view_name if request.resolver_match else ""
    method = request.method if request.method in METHODS else "OTHER"
    counts.requests.add(view=view, method=method, status=str(status))
    counts.seconds.add(seconds, view=view)
    facts = {"view": view, "method": method, "status": status, "ms": round(seconds * 1000)}
    logger.info("request", extra={**facts, "request": request})
