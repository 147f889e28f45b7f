"""A ``Form`` as the rows that keep it, and back. ``form_of_rows(rows_of(form)) == form``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dimensions import models
from dimensions.figures import canonical
from dimensions.form import Band, Condition, Dimension, Form, Indicator, Named, Option, Text
from dimensions.scoring import digest
from dimensions.texts import (
    ADVICE,
    DIMENSION_TEXTS,
    INDICATOR_TEXTS,
    Words,
    dimension_texts,
    form_texts,
    indicator_texts,
)

Row = dict[str, Any]

# What may still be put right in a published questionnaire: none of it is what an answer says.
CORRECTABLE = ("translations", "was", "figure", "dropped")


@dataclass(frozen=True)
class Rows:
    """The column values of a form's rows, without keys; ``Dimension`` and ``Indicator`` by code."""

    questionnaire: Row
    dimensions: dict[str, Row]
    indicators: dict[str, Row]

    @property
    def every(self) -> list[Row]:
        return [self.questionnaire, *self.dimensions.values(), *self.indicators.values()]

    def texts_checksum(self) -> str:
        """That of whatever may still be put right."""
        origins = [[code, row["was"]] for code, row in self.indicators.items() if row["was"]]
        figures = [[code, row["figure"]] for code, row in self.indicators.items() if row["figure"]]
        dropped = self.questionnaire["dropped"]
        ends = [["dropped", dropped]] if dropped else []
        return digest([*(row["translations"] for row in self.every), *origins, *figures, *ends])

    def reword(self, holder: str, language: str, words: Mapping[str, str]) -> None:
        """Put translations of the part ``holder`` in the place of those that are there."""
        row = (self.dimensions | self.indicators).get(holder) if holder else self.questionnaire
        if row is not None:
            row["translations"] = reworded(row["translations"], language, words)
            self.questionnaire["texts_checksum"] = self.texts_checksum()


def reworded(translations: Row, language: str, words: Mapping[str, str]) -> Row:
    """The column of translations with other words in one language; an empty text leaves none."""
    texts = translations.get(language, {}) | words
    others = {tongue: held for tongue, held in translations.items() if tongue != language}
    return others | {language: {name: text for name, text in texts.items() if text}}


def rows_of(form: Form) -> Rows:
    """Return the rows that keep a form, checksums included."""
    language = form.source_language
    dimensions = {one.code: _dimension_row(one, language) for one in form.dimensions}
    indicators = {
        one.code: _indicator_row(one, language) | {"position": at}
        for at, one in enumerate(form.indicators, 1)
    }
    head = _questionnaire_row(form)
    made = Rows(head, dimensions, indicators)
    head["checksum"] = digest([_frozen(row) for row in made.every])
    head["texts_checksum"] = made.texts_checksum()
    return made


def _frozen(row: Row) -> Row:
    return {name: _plain(value) for name, value in row.items() if name not in CORRECTABLE}


def _plain(value: Any) -> Any:
    return canonical(value) if isinstance(value, Decimal) else value


def _questionnaire_row(form: Form) -> Row:
    return {
        "code": form.code,
        "version": form.version,
        "kind": form.kind,
        "source_language": form.source_language,
        "languages": list(form.languages),
        "themes": [one.code for one in form.themes],
        "groups": [one.code for one in form.groups],
        "dropped": list(form.dropped),
        **_split(form_texts(form), form.source_language),
    }


def _dimension_row(dimension: Dimension, language: str) -> Row:
    return {
        "code": dimension.code,
        "position": dimension.position,
        "group": dimension.group,
        "optional": dimension.optional,
        **_split(dimension_texts(dimension), language),
    }


def _indicator_row(indicator: Indicator, language: str) -> Row:
    condition = indicator.condition
    return {
        "dimension": indicator.dimension,
        "code": indicator.code,
        "kind": indicator.kind,
        "weight": indicator.weight,
        "theme": indicator.theme,
        "minutes": indicator.minutes,
        "evidence_kinds": list(indicator.evidence_kinds),
        "evidence_months": indicator.evidence_months,
        "applies_to": list(indicator.applies_to),
        "options": [{"code": one.code, "score": one.score} for one in indicator.options],
        "minimum": indicator.minimum,
        "maximum": indicator.maximum,
        "bands": [{"from": canonical(one.start), "score": one.score} for one in indicator.bands],
        "condition": condition
        and {"indicator": condition.indicator, "in": sorted(condition.codes)},
        "was": list(indicator.was),
        "figure": indicator.figure,
        **_split(indicator_texts(indicator), language),
    }


def _split(texts: Words, language: str) -> Row:
    """Return the columns of texts: those of the source language, and the others by language.

    Advice stands with the others in every language, for it is not frozen.
    """
    others: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        for tongue, words in text.words.items():
            if tongue != language or name in ADVICE:
                others.setdefault(tongue, {})[name] = words
    frozen = {name: text for name, text in texts.items() if name not in ADVICE}
    source = {name: text.words[language] for name, text in frozen.items() if text}
    return {"source": source, "translations": others}


@dataclass(frozen=True)
class _Joiner:
    """Puts the two columns of texts together again."""

    language: str
    default: str

    def join(self, row: Any, name: str) -> Text:
        words = {self.language: row.source[name]} if name in row.source else {}
        words |= {
            tongue: texts[name] for tongue, texts in row.translations.items() if name in texts
        }
        return Text(words, (self.default, self.language))

    def named(
        self, row: models.Questionnaire, prefix: str, codes: Iterable[str]
    ) -> tuple[Named, ...]:
        return tuple(Named(code, self.join(row, f"{prefix}:{code}")) for code in codes)

    def texts(self, row: Any, names: Iterable[str]) -> dict[str, Text]:
        return {name: self.join(row, name) for name in names}


def form_of_rows(
    row: models.Questionnaire,
    dimensions: Iterable[models.Dimension],
    indicators: Iterable[models.Indicator],
    *,
    default_language: str,
) -> Form:
    """Return the form kept in these rows, which must be in their order of asking."""
    joiner = _Joiner(row.source_language, default_language)
    chapters: dict[int, list[models.Indicator]] = {}
    for one in indicators:
        chapters.setdefault(one.dimension_id, []).append(one)
    return Form(
        id=row.pk,
        code=row.code,
        version=row.version,
        kind=row.kind,
        source_language=row.source_language,
        languages=tuple(row.languages),
        themes=joiner.named(row, "theme", row.themes),
        groups=joiner.named(row, "group", row.groups),
        dropped=tuple(row.dropped),
        dimensions=tuple(_dimension(one, chapters.get(one.pk, []), joiner) for one in dimensions),
        checksum=row.checksum,
        **joiner.texts(row, ("title", "note")),
    )


def _dimension(
    row: models.Dimension, indicators: list[models.Indicator], joiner: _Joiner
) -> Dimension:
    return Dimension(
        id=row.pk,
        code=row.code,
        position=row.position,
        group=row.group,
        optional=row.optional,
        indicators=tuple(_indicator(one, row.code, joiner) for one in indicators),
        **joiner.texts(row, DIMENSION_TEXTS),
    )


def _indicator(row: models.Indicator, dimension: str, joiner: _Joiner) -> Indicator:
    return Indicator(
        id=row.pk,
        code=row.code,
        kind=row.kind,
        dimension=dimension,
        weight=row.weight,
        theme=row.theme,
        minutes=row.minutes,
        evidence_kinds=tuple(row.evidence_kinds),
        evidence_months=row.evidence_months,
        applies_to=tuple(row.applies_to),
        options=tuple(
            Option(one["code"], joiner.join(row, f"option:{one['code']}"), one["score"])
            for one in row.options
        ),
        minimum=row.minimum,
        maximum=row.maximum,
        bands=tuple(Band(Decimal(one["from"]), one["score"]) for one in row.bands),
        condition=_condition(row.condition),
        was=tuple(row.was),
        figure=row.figure,
        **joiner.texts(row, INDICATOR_TEXTS),
    )


def _condition(kept: Row | None) -> Condition | None:
    return None if kept is None else Condition(kept["indicator"], frozenset(kept["in"]))
