"""What a questionnaire's YAML file may say: read into a ``Form``, or refused with every fault.

``code``, ``version``, ``kind`` (framework or survey), ``source_language``, ``languages``,
``title``, ``note``, ``themes``, ``groups``, ``dropped`` (which questions of the version before end
with it) and ``dimensions`` stand at the top. Every text is a map from language to text, of which
the source language's is the one that counts. A framework is scored: weights and option scores are
required there, and refused in a survey.
"""

import re
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from dimensions import kinds
from dimensions.faults import Fault
from dimensions.form import (
    Band,
    Condition,
    Dimension,
    Form,
    Indicator,
    Named,
    Option,
)
from dimensions.scoring import FULL
from dimensions.source import Node, open_yaml, opened, parse
from migracidades.tenancy.proofs import PROOFS

FRAMEWORK, SURVEY = "framework", "survey"

LANGUAGE = r"[a-z]{2,3}(-[a-z0-9]{2,4})?"
CODE = r"[a-z][a-z0-9_-]{0,39}"
DIMENSION = r"[A-Z][0-9]{1,2}"


Known = Collection[str] | None


def read(path: Path, *, levels: Known = None, figures: Known = None) -> Form:
    """Return the questionnaire of a file; raises ``ContentError`` with all of its faults.

    ``levels`` are the levels of government of the programme, for ``applies_to``; ``figures`` the
    keys of those it may have at hand. Unless given, any are taken.
    """
    return _whole(open_yaml(path), levels, figures)


def read_content(name: str, content: bytes, *, levels: Known = None, figures: Known = None) -> Form:
    """The same for the content of a file called ``name``, as somebody uploads it."""
    return _whole(parse(name, content), levels, figures)


def judge(
    tree: dict[str, Any], *, levels: Known = None, figures: Known = None
) -> tuple[Form, list[Fault]]:
    """Return the form of a questionnaire that is still being written, and what is wrong with it.

    What cannot be read is left out of the form: it may be looked at, and kept only without faults.
    """
    root = opened(tree)
    return _Reader(root, levels, figures).form(), root.source.found()


def _whole(root: Node, levels: Known, figures: Known) -> Form:
    form = _Reader(root, levels, figures).form()
    root.source.finish()
    return form


class _Reader:
    """Reads one file; holds what is declared at its top and asked for further down."""

    def __init__(self, root: Node, levels: Known, figures: Known):
        self.root, self.levels, self.figures = root, levels, figures
        source = root.text("source_language", shape=LANGUAGE)
        listed = root.codes("languages")
        if source not in listed:
            root.fault(
                _("%(key)s must hold the source language %(language)s"),
                "languages",
                language=source,
            )
        self.source_language, self.listed = source, listed
        self.languages = (source, *(one for one in listed if one != source))
        self.scored = root.choice("kind", (FRAMEWORK, SURVEY)) == FRAMEWORK
        self.themes = self._named("themes")
        self.groups = self._named("groups")
        self.indicators: dict[str, Indicator] = {}

    def form(self) -> Form:
        root = self.root
        form = Form(
            code=root.text("code", shape=CODE),
            version=root.text("version", shape=r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}"),
            kind=FRAMEWORK if self.scored else SURVEY,
            source_language=self.source_language,
            languages=self.listed,
            title=root.words("title", self.languages, required=True),
            note=root.words("note", self.languages),
            themes=self.themes,
            groups=self.groups,
            dropped=root.codes("dropped"),
            dimensions=self._dimensions(),
        )
        root.close()
        return form

    def _named(self, key: str) -> tuple[Named, ...]:
        return tuple(self._one_named(node) for node in _each_once(self.root, key))

    def _one_named(self, node: Node) -> Named:
        named = Named(node.code(shape=CODE), node.words("name", self.languages, required=True))
        node.close()
        return named

    def _dimensions(self) -> tuple[Dimension, ...]:
        nodes = _each_once(self.root, "dimensions", required=True)
        return tuple(self._dimension(node, at) for at, node in enumerate(nodes, 1))

    def _dimension(self, node: Node, position: int) -> Dimension:
        code = node.code(shape=DIMENSION)
        dimension = Dimension(
            code=code,
            position=position,
            name=node.words("name", self.languages, required=True),
            short=node.words("short", self.languages, required=True),
            about=node.words("about", self.languages),
            group=node.choice("group", [one.code for one in self.groups], required=False),
            optional=node.flag("optional"),
            indicators=tuple(
                self._indicator(child, code)
                for child in _each_once(node, "indicators", required=True)
            ),
        )
        node.close()
        return dimension

    def _indicator(self, node: Node, dimension: str) -> Indicator:
        code = node.code(shape=rf"{re.escape(dimension)}\.[0-9]{{1,3}}")
        kind = node.choice("kind", tuple(kinds.KINDS))
        indicator = Indicator(
            code=code,
            kind=kind,
            dimension=dimension,
            text=node.words("text", self.languages, required=True),
            guidance=node.words("guidance", self.languages),
            why=node.words("why", self.languages),
            example=node.words("example", self.languages),
            evidence=node.words("evidence", self.languages),
            evidence_kinds=node.codes("evidence_kinds", PROOFS),
            evidence_months=node.whole("evidence_months", 1, 240),
            applies_to=node.codes("applies_to", self.levels),
            weight=self._weight(node, kind),
            theme=node.choice(
                "theme", [one.code for one in self.themes], required=bool(self.themes)
            ),
            minutes=node.whole("minutes", 1, 240, required=True) or 0,
            options=tuple(self._option(child) for child in _each_once(node, "options")),
            unit=node.words("unit", self.languages),
            minimum=node.decimal("minimum"),
            maximum=node.decimal("maximum"),
            bands=tuple(self._band(child) for child in node.children("bands")),
            condition=self._condition(node.child("when")),
            was=node.codes("was"),
            figure=self._figure(node, kind),
        )
        self._check(node, indicator)
        return indicator

    def _check(self, node: Node, indicator: Indicator) -> None:
        node.close()
        if indicator.kind in kinds.KINDS:
            for fault in kinds.of(indicator).faults(indicator):
                node.complain(fault)
        self.indicators[indicator.code] = indicator

    def _weight(self, node: Node, kind: str) -> int | None:
        counts = self.scored and kind in kinds.KINDS and kinds.KINDS[kind].scored
        weight = node.whole("weight", 1, 100, required=counts)
        if weight is not None and not counts:
            node.fault(_("this question is not scored: remove the weight"), "weight")
        return weight

    def _figure(self, node: Node, kind: str) -> str:
        figure = node.text("figure", shape=CODE, required=False)
        if figure and kind != kinds.Number.code:
            node.fault(_("only a number can have a figure at hand: remove it"), "figure")
        elif figure and self.figures is not None and figure not in self.figures:
            unknown = _("%(key)s “%(found)s” is not one of the programme's figures: %(known)s")
            known = ", ".join(self.figures) or "–"
            node.fault(unknown, "figure", found=figure, known=known)
        return figure

    def _option(self, node: Node) -> Option:
        option = Option(
            code=node.code(shape=CODE),
            text=node.words("text", self.languages, required=True),
            score=node.whole("score", 0, FULL, required=self.scored),
        )
        if option.score is not None and not self.scored:
            node.fault(_("a survey is not scored: remove the score"), "score")
        node.close()
        return option

    def _band(self, node: Node) -> Band:
        start = node.decimal("from", required=True)
        score = node.whole("score", 0, FULL, required=True)
        if not self.scored:
            node.fault(_("a survey is not scored: remove the bands"))
        node.close()
        return Band(start or Decimal(0), score or 0)

    def _condition(self, node: Node | None) -> Condition | None:
        if node is None:
            return None
        earlier = node.choice("indicator", self.indicators)
        wanted = node.codes("in", self._answers_to(earlier))
        if not wanted:
            node.fault(_("%(key)s must name at least one answer of the question before"), "in")
        node.close()
        return Condition(earlier, frozenset(wanted))

    def _answers_to(self, code: str) -> tuple[str, ...]:
        indicator = self.indicators.get(code)
        if indicator is None or indicator.kind not in kinds.KINDS:
            return ()
        return kinds.of(indicator).codes(indicator)


def _each_once(node: Node, key: str, *, required: bool = False) -> list[Node]:
    """Return the mappings of a list, complaining about codes that stand there twice."""
    children, seen = node.children(key, required=required), set()
    for child in children:
        code = str(child.value.get("code"))
        if code in seen:
            child.fault(
                _("the code %(code)s stands in %(list)s twice"), "code", code=code, list=key
            )
        seen.add(code)
    return children
