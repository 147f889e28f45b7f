"""Pieces of pages drawn once for the same values, and never with somebody else's."""

import pytest
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from migracidades.kit import pieces
from migracidades.kit.pieces import framed, piece

LINE = {"number": 1, "url": "/", "done": 1, "total": 2, "current": False}


@pytest.fixture(autouse=True)
def nothing_kept():
    pieces._kept.cache_clear()


def line(**values) -> str:
    return piece("partials/rail_line.html", **LINE | {"name": "Saúde"} | values)


def test_the_same_values_are_drawn_once():
    assert line() is line()
    assert line() != line(done=2)


@pytest.mark.parametrize(("language", "words"), [("en", "1 of 2"), ("es", "1 de 2")])
def test_each_language_has_its_own(language, words):
    with translation.override("pt-br" if language == "en" else "en"):
        line()
    with translation.override(language):
        assert words in line()


@pytest.mark.parametrize("first", [str, mark_safe])
def test_what_is_marked_safe_never_stands_in_for_what_is_not(first):
    line(name=first("<b>"))
    assert "1 &lt;b&gt;<" in line(name="<b>")
    assert "1 <b><" in line(name=mark_safe("<b>"))


def test_a_frame_takes_other_contents_each_time():
    one, other = (framed("partials/ring.html", {"paths": text}, dot=3) for text in ("a", "b"))
    assert one.replace("\na\n", "\nb\n") == other != one
    assert isinstance(one, SafeString)
    assert pieces._kept.cache_info().currsize == 1


def test_contents_are_escaped_unless_marked_safe():
    shown = framed("partials/ring.html", {"paths": "<script>"})
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert "<g/>" in framed("partials/ring.html", {"paths": mark_safe("<g/>")})


def test_contents_that_look_like_a_place_are_contents():
    """A person may paste any character; one text of a reply never turns up inside another."""
    typed = "\ufdd0unit\ufdd1"
    shown = framed("partials/ring.html", {"number": typed, "unit": "of 12"})
    assert typed in shown
    assert shown.count("of 12") == 1
