"""Bundles: what the browser gets is what stands in ``static/``, in the order said."""

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finders

from migracidades.kit import bundles


@pytest.mark.parametrize("name", bundles.BUNDLES)
def test_a_bundle_is_found_like_any_file_and_collected_like_it(name):
    with open(finders.find(name), encoding="utf-8") as file:
        assert file.read() == bundles.text_of(name)
    collected = [path for one in get_finders() for path, _storage in one.list([])]
    assert collected.count(name) == 1


def test_a_changed_part_makes_a_new_bundle(monkeypatch):
    before = finders.find("bundles/site.css")
    monkeypatch.setitem(bundles.BUNDLES, "bundles/site.css", ("css/desk.css",))
    with open(finders.find("bundles/site.css"), encoding="utf-8") as file:
        assert ".mc-answer" in file.read()
    monkeypatch.undo()
    assert finders.find("bundles/site.css") == before
    with open(before, encoding="utf-8") as file:
        assert ".mc-answer {" not in file.read()
