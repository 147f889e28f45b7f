"""The interface speaks Portuguese and Spanish whole: nothing missing, nothing lost on the way."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages import Catalog

from migracidades.kit import catalogs

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
TAG = re.compile(r"<[^>]+>")
SHORT = 12
# Texts that are written the same in another language.
ALIKE: set[str] = set()

pytestmark = pytest.mark.parametrize("language", catalogs.LANGUAGES)


@cache
def catalog(language: str) -> Catalog:
    return catalogs.update(language, catalogs.gather())


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each message with its translation; of a plural, each form with the one it renders."""
    for message in catalog(language):
        if message.id and isinstance(message.id, tuple):
            one, many = message.id
            first, *others = message.string
            yield one, first
            yield from ((many, form) for form in others)
        elif message.id:
            yield message.id, message.string or ""


def unlike(language: str, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [
        (english, said)
        for english, said in pairs(language)
        if Counter(pattern.findall(english)) != Counter(pattern.findall(said))
    ]


def test_every_message_is_translated(language):
    assert catalogs.incomplete(catalog(language)) == []


def test_no_message_is_kept_that_nobody_says(language):
    said = {(message.context, message.id) for message in catalogs.gather()}
    kept = {(message.context, message.id) for message in catalogs.read(language)}
    assert kept - said == set()


def test_placeholders_survive(language):
    assert unlike(language, PLACEHOLDER) == []


def test_markup_survives(language):
    assert unlike(language, TAG) == []


def test_spaces_at_the_ends_survive(language):
    def ends(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    assert [pair for pair in pairs(language) if ends(pair[0]) != ends(pair[1])] == []


def test_nothing_long_stays_english(language):
    same = [
        english
        for english, said in pairs(language)
        if english == said and len(PLACEHOLDER.sub("", english)) > SHORT
    ]
    assert set(same) <= ALIKE


def test_plural_forms_are_as_many_as_the_language_has(language):
    wanted = catalog(language).num_plurals
    found = {len(one.string) for one in catalog(language) if isinstance(one.id, tuple) and one.id}
    assert found <= {wanted}
