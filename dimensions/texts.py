"""Every text of a form by the name it is kept under, and which of them lack a translation."""

from collections.abc import Mapping

from dimensions.form import Dimension, Form, Indicator, Text

Words = Mapping[str, Text]

INDICATOR_TEXTS = ("text", "guidance", "example", "evidence", "unit")
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


def missing_texts(form: Form, language: str) -> list[str]:
    """Return which texts have no translation: "D1.3 guidance", "theme:well_being"."""
    missing = _missing("", form_texts(form), language)
    for dimension in form.dimensions:
        missing += _missing(dimension.code, dimension_texts(dimension), language)
    for indicator in form.indicators:
        missing += _missing(indicator.code, indicator_texts(indicator), language)
    return missing


def _missing(code: str, texts: Words, language: str) -> list[str]:
    return [
        f"{code} {name}".strip()
        for name, text in texts.items()
        if text and language not in text.words
    ]
