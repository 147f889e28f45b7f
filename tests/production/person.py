"""Somebody with a browser, over TLS: cookies, forms, redirects, and a second factor."""

import base64
import hashlib
import hmac
import http.client
import re
import ssl
import struct
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from .place import Place


@dataclass
class Page:
    status: int
    path: str
    text: str
    headers: http.client.HTTPMessage
    cookies: list[str] = field(default_factory=list)


class Person:
    def __init__(self, place: Place):
        self.place = place
        self.context = ssl.create_default_context(cafile=str(place.secret("tls_certificate")))
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        return self._follow("GET", path, None)

    def post(self, path: str, **fields: str) -> Page:
        """Send the form of a page, with the token that its cookie holds."""
        token = self.cookies.get("__Host-csrftoken", "")
        return self._follow("POST", path, {"csrfmiddlewaretoken": token, **fields})

    def once(self, method: str, path: str, fields: dict[str, str] | None = None) -> Page:
        """One request, its answer whatever it is."""
        port = self.place.ports["https"]
        connection = http.client.HTTPSConnection(
            "localhost", port, timeout=30, context=self.context
        )
        headers = {"Referer": f"{self.place.address}/", "Accept-Language": "en"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        said = answer.headers.get_all("Set-Cookie", [])
        for cookie in said:
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return Page(answer.status, path, text, answer.headers, said)

    def _follow(self, method: str, path: str, fields: dict[str, str] | None) -> Page:
        page = self.once(method, path, fields)
        for _hop in range(6):
            if page.status not in (301, 302, 303):
                break
            target = urlsplit(page.headers["Location"])
            page = self.once(
                "GET", f"{target.path}?{target.query}" if target.query else target.path
            )
        return page


def hidden(page: Page, name: str) -> str:
    """The value of a field that the page brought along."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"{page.path} has no field {name}:\n{page.text[:2000]}"
    return found[1]


def code(secret: str) -> str:
    """What an authenticator app shows now for ``secret`` (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
