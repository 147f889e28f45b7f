"""Exporting: what was read is what is written, and reading it again gives the same bytes."""

from dataclasses import replace
from pathlib import Path

import pytest

from dimensions import schema
from dimensions.exporting import dump, export, tree_of
from dimensions.form import Text
from migracidades.kit.text import plain

FILES = Path(__file__).parent / "files"
BRAZIL = Path(__file__).parents[2] / "migracidades" / "content" / "br" / "frameworks"
EVERY = [*sorted(BRAZIL.glob("*.yaml")), FILES / "small.yaml", FILES / "survey.yaml"]
AWKWARD = [
    "yes",
    "2024",
    "null",
    "- no list: # no comment",
    "“quoted” and \"quoted\" and 'quoted'",
    "first\n\nthird line\n  indented",
    "  ".join(["long"] * 60),
    "word " * 60 + "\n" + "word " * 60,
    "tab\there, emoji 🧭, soft­hyphen",
    "#" * 120,
    "{of} %(x)s \\n",
]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_an_export_says_what_the_file_says(path):
    form = schema.read(path)
    written = export(form)
    again = schema.read_content("again.yaml", written.encode())
    assert again == form
    assert export(again) == written


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_is_bent(text):
    form = schema.read(FILES / "small.yaml")
    first, *others = form.dimensions
    about = Text({"pt-br": plain(text)})
    form = replace(form, dimensions=(replace(first, about=about), *others))
    again = schema.read_content("again.yaml", export(form).encode())
    assert again.dimensions[0].about.words == about.words
    assert export(again) == export(form)


def test_a_figure_survives():
    text = (FILES / "small.yaml").read_text()
    told = text.replace("kind: number\n", "kind: number\n        figure: population\n")
    form = schema.read_content("told.yaml", told.encode())
    written = export(form)
    assert "        figure: population\n" in written
    again = schema.read_content("again.yaml", written.encode())
    assert again == form
    assert again.by_code["D1.3"].figure == "population"
    assert export(again) == written


def test_the_order_of_keys_is_that_of_our_files():
    """A database gives the keys back in an order of its own."""
    tree = tree_of(schema.read(FILES / "small.yaml"))
    backwards = dict(reversed(tree.items()))
    assert dump(backwards) == dump(tree)
    assert list(tree_of(schema.read(FILES / "small.yaml"))["title"]) == ["pt-br", "en"]
