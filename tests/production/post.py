"""A mail server with TLS that can be slow: it holds whoever delivers until it is told."""

import asyncio
import ssl
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from .place import Place


class Post:
    def __init__(self, place: Place):
        self.accepted: list[str] = []  # Message-ID of each message taken
        self.texts: list[str] = []
        self.holding = False
        self.held = 0
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(place.secret("tls_certificate"), place.secret("tls_key"))
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=place.ports["smtp"],
            tls_context=context,
            require_starttls=True,
        )

    def open(self) -> None:
        self._controller.start()

    def close(self) -> None:
        self._controller.stop(no_assert=True)

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.holding:
            self.held += 1
        while self.holding:
            await asyncio.sleep(0.05)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content)
        self.accepted.append(str(message["Message-ID"]))
        self.texts.append(envelope.content.decode())
        return "250 OK"
