"""In which language, at which hour and under which address something is said outside a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from migracidades.tenancy import domains


@contextmanager
def speaking(programme: Any, language: str | None = None) -> Iterator[None]:
    """Run the body in a programme's language and time zone, where it stands on the web.

    ``language`` counts when the programme offers it, else the programme's own does. Links made
    by ``reverse`` and ``mail.absolute`` then lead there. What was in force before comes back.
    """
    with (
        domains.standing(programme.slug),
        translation.override(language_for(programme, language)),
        timezone.override(ZoneInfo(programme.time_zone)),
    ):
        yield


def language_for(programme: Any, wished: str | None) -> str:
    """``wished`` when the programme offers it, else the programme's own language."""
    return wished if wished and wished in programme.languages else programme.default_language
