"""Every text of a form by the name it is kept under, and which of them lack a translation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dimensions.form import Dimension, Form, Indicator, Text

Words = Mapping[str, Text]

INDICATOR_TEXTS = ("text", "guidance", "why", "example", "evidence", "unit")
# Said beside a question, in no language part of it: added and put right after publishing too.
ADVICE = ("why",)
DIMENSION_TEXTS = ("name", "short", "about")


def form_texts(form: Form) -> Words:
    """Return the texts of a form's own row, by the names they are kept under."""
    return {
        "title": form.title,
        "note": form.note,
        **{f"theme:{one.code}": one.name for one in form.themes},
        **{f"group:{one.code}": one.name for one in form.groups},
    }


def dimension_texts(dimension: Dimension) -> Words:
    return {name: getattr(dimension, name) for name in DIMENSION_TEXTS}


def indicator_texts(indicator: Indicator) -> Words:
    return {
        **{name: getattr(indicator, name) for name in INDICATOR_TEXTS},
        **{f"option:{one.code}": one.text for one in indicator.options},
    }


def texts_of(form: Form, holder: str) -> Words:
    """The texts of one part: the head (empty), a dimension, an indicator. ``KeyError``."""
    if not holder:
        return form_texts(form)
    if holder in form.by_code:
        return indicator_texts(form.by_code[holder])
    return dimension_texts(form.dimension(holder))


def correctable(form: Form, holder: str, language: str) -> Words:
    """Those of them that may be put right in a published form: in the source language, advice.

    Raises ``KeyError`` where there is no such part.
    """
    texts = texts_of(form, holder)
    if language == form.source_language:
        return {name: text for name, text in texts.items() if name in ADVICE}
    return {name: text for name, text in texts.items() if text}


@dataclass(frozen=True)
class Untranslated:
    """A text without a translation: the code of its part (empty: the head), its name there."""

    holder: str
    name: str

    def __str__(self) -> str:
        return f"{self.holder} {self.name}".strip()


def untranslated(form: Form, language: str) -> list[Untranslated]:
    """Return every text that says nothing in ``language``, in the order of the form."""
    found = list(_missing("", form_texts(form), language))
    for dimension in form.dimensions:
        found += _missing(dimension.code, dimension_texts(dimension), language)
    for indicator in form.indicators:
        found += _missing(indicator.code, indicator_texts(indicator), language)
    return found


def every_text(form: Form) -> list[Text]:
    """Every text of a form that says something in some language."""
    parts = (
        form_texts(form),
        *(dimension_texts(one) for one in form.dimensions),
        *(indicator_texts(one) for one in form.indicators),
    )
    return [text for texts in parts for text in texts.values() if text]


def missing_texts(form: Form, language: str) -> list[str]:
    """The same in words: "D1.3 guidance", "theme:well_being"."""
    return [str(one) for one in untranslated(form, language)]


def _missing(holder: str, texts: Words, language: str) -> Iterator[Untranslated]:
    for name, text in texts.items():
        if text and language not in text.words:
            yield Untranslated(holder, name)
