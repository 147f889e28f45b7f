"""In which language, at which hour and under which address something is said outside a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation


@contextmanager
def speaking(programme: Any, language: str | None = None) -> Iterator[None]:
    """Run the body in a programme's language, time zone and address prefix.

    ``language`` counts when the programme offers it, else the programme's own does. Links made
    by ``reverse`` then start with ``/<slug>/``. What was in force before comes back.
    """
    before = get_script_prefix()
    set_script_prefix(f"/{programme.slug}/")
    try:
        with (
            translation.override(language_for(programme, language)),
            timezone.override(ZoneInfo(programme.time_zone)),
        ):
            yield
    finally:
        set_script_prefix(before)


def language_for(programme: Any, wished: str | None) -> str:
    """``wished`` when the programme offers it, else the programme's own language."""
    return wished if wished and wished in programme.languages else programme.default_language
