"""Pieces of pages that are shown again and again for the same few values: drawn once, and kept.

A template takes Django some tens of microseconds for each of its tags; what is kept costs one.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEPT = 4096
_PLACE = re.compile("\ufdd0(\\w+)\ufdd1")


def piece(template: str, **values: Hashable) -> SafeString:
    """What a template says of ``values`` in the language in force.

    For one that shows nothing but them (no person, no moment, no request), and is asked for few
    combinations: so many are kept.
    """
    return _kept(template, get_language(), **values)


def several(template: str, each: Iterable[Mapping[str, Hashable]]) -> SafeString:
    """A ``piece`` for each of some values, one behind the other."""
    language = get_language()
    drawn = "".join([_kept(template, language, **values) for values in each])
    return mark_safe(drawn)  # noqa: S308 - each was escaped by its template


def framed(template: str, contents: Mapping[str, str], **values: Hashable) -> SafeString:
    """The same, with ``contents``, other ones each time, where the template names them."""
    places = {name: f"\ufdd0{name}\ufdd1" for name in contents}
    drawn: str = _kept(template, get_language(), **values, **places)
    # In one pass: what people typed is never looked through for places.
    filled = _PLACE.sub(lambda place: conditional_escape(contents[place[1]]), drawn)
    return mark_safe(filled)  # noqa: S308 - the template escaped its values, the line above these


@lru_cache(maxsize=KEPT, typed=True)  # typed: what is marked safe equals what is not
def _kept(template: str, _language: str | None, **values: Hashable) -> SafeString:
    return render_to_string(template, values)
