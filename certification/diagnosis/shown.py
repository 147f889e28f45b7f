"""How a page was asked for: what its forms carry along, so that it comes back the same."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest


@dataclass(frozen=True)
class Shown:
    """``missing``: questions without an answer alone; ``language``: fixed by the link, if it is.

    As text it is the end of an address.
    """

    missing: bool = False
    language: str = ""

    @classmethod
    def by(cls, request: HttpRequest) -> Self:
        wished = request.GET.get("lang", "")
        fixed = wished == request.LANGUAGE_CODE
        return cls("missing" in request.GET, wished if fixed else "")

    @property
    def query(self) -> str:
        fixed = urlencode({"lang": self.language}) if self.language else ""
        return "&".join(one for one in (fixed, "missing" if self.missing else "") if one)

    @property
    def all(self) -> Self:
        return replace(self, missing=False)

    @property
    def only_missing(self) -> Self:
        return replace(self, missing=True)

    def __str__(self) -> str:
        return f"?{self.query}" if self.query else ""
