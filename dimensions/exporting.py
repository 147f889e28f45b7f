"""A questionnaire as the YAML file that would make it: what was read is what is written.

A *tree* is what a YAML file holds: mappings, lists, texts and numbers. ``tree_of`` makes one of a
``Form``, ``dump`` writes one down. Every questionnaire has one spelling, so that exporting what was
imported from an export gives the same bytes.
"""

from decimal import Decimal
from typing import Any

import yaml

from dimensions.form import Band, Dimension, Form, Indicator, Named, Option, Text
from dimensions.texts import DIMENSION_TEXTS, INDICATOR_TEXTS

Tree = dict[str, Any]

WIDTH = 100
# As our own files have them; what is not named here is a language, in the order of ``languages``.
ORDER = (
    *("code", "version", "kind", "source_language", "languages", "group", "optional", "title"),
    *("name", "note", "short", "about", "themes", "groups", "dropped"),
    *("dimensions", "indicators", "text", "guidance", "why", "example"),
    *("evidence", "evidence_kinds", "evidence_months", "applies_to"),
    *("weight", "theme", "minutes", "options", "unit", "minimum", "maximum", "bands", "when"),
    *("was", "figure"),
    *("indicator", "in", "from", "score"),
)


def export(form: Form) -> str:
    """Return the YAML text of a form: ``schema.read_content`` of it gives the form again."""
    return dump(tree_of(form))


def tree_of(form: Form) -> Tree:
    """Return what the YAML file of a form holds, without what is empty."""
    return _filled(
        code=form.code,
        version=form.version,
        kind=form.kind,
        source_language=form.source_language,
        languages=list(form.languages),
        title=_words(form.title),
        note=_words(form.note),
        themes=[_named(one) for one in form.themes],
        groups=[_named(one) for one in form.groups],
        dropped=list(form.dropped),
        dimensions=[_dimension(one) for one in form.dimensions],
    )


def _dimension(one: Dimension) -> Tree:
    texts = {name: _words(getattr(one, name)) for name in DIMENSION_TEXTS}
    indicators = [_indicator(ask) for ask in one.indicators]
    return _filled(
        code=one.code, group=one.group, optional=one.optional, indicators=indicators, **texts
    )


def _indicator(one: Indicator) -> Tree:
    when = one.condition
    return _filled(
        code=one.code,
        kind=one.kind,
        evidence_kinds=list(one.evidence_kinds),
        evidence_months=one.evidence_months,
        applies_to=list(one.applies_to),
        weight=one.weight,
        theme=one.theme,
        minutes=one.minutes,
        options=[_option(option) for option in one.options],
        minimum=_number(one.minimum),
        maximum=_number(one.maximum),
        bands=[_band(band) for band in one.bands],
        when=when and {"indicator": when.indicator, "in": sorted(when.codes)},
        was=list(one.was),
        figure=one.figure,
        **{name: _words(getattr(one, name)) for name in INDICATOR_TEXTS},
    )


def _named(one: Named) -> Tree:
    return {"code": one.code, "name": _words(one.name)}


def _option(one: Option) -> Tree:
    return _filled(code=one.code, text=_words(one.text), score=one.score)


def _band(one: Band) -> Tree:
    return {"from": _number(one.start), "score": one.score}


def _words(text: Text) -> dict[str, str]:
    return dict(text.words)


def _number(value: Decimal | None) -> int | str | None:
    """A number as YAML keeps it exactly: a fraction is a text, which the loader reads alike."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"


def _filled(**values: Any) -> Tree:
    return {key: held for key, held in values.items() if held or (held == 0 and held is not False)}


def dump(tree: Tree) -> str:
    """Return the YAML text of a tree, keys in their usual order."""
    listed = tree.get("languages")
    order = (*ORDER, *(listed if isinstance(listed, list) else ()))
    return yaml.dump(
        _ordered(tree, {key: at for at, key in enumerate(order)}),
        Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH,
    )  # fmt: skip


def _ordered(value: Any, places: dict[str, int]) -> Any:
    if isinstance(value, list):
        return [_ordered(one, places) for one in value]
    if not isinstance(value, dict):
        return value
    known = sorted(value, key=lambda key: (places.get(key, len(places)), str(key)))
    return {key: _ordered(value[key], places) for key in known}


class _Dumper(yaml.SafeDumper):
    """Lists of codes in one line, long texts folded, everything else one value a line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def lines(self, data: list[Any]) -> yaml.Node:
        in_one = all(not isinstance(one, dict | list) for one in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=in_one)

    def words(self, data: str) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=_style(data))


def _style(text: str) -> str | None:
    if "\n" in text:
        return "|"
    if len(text) > WIDTH - 20:
        return ">"
    return '"' if _is_prose(text) else None


def _is_prose(text: str) -> bool:
    return not text.replace("_", "").replace("-", "").replace(".", "").isalnum()


_Dumper.add_representer(list, _Dumper.lines)
_Dumper.add_representer(str, _Dumper.words)
