"""How a country numbers its people, as ``personal_documents`` and ``mobile_phones`` of its
``programme.yaml`` say it. ``files.personal`` looks for such numbers, and says what a shape is.
"""

from collections.abc import Collection, Iterator
from typing import Any

from migracidades.kit import shapes
from migracidades.kit.check_digits import CHECKS

# What every programme looks for besides its documents.
KNOWN = ("email", "telephone")
MOST = 20

CODE = shapes.word("[a-z][a-z0-9_]{0,19}", "lower_case")
LOOKS = shapes.word(r"[0-9A*][0-9A* ./-]{2,28}[0-9A*]", "000.000.000-00, in quotes")
DIALLED = shapes.word(r"\(?[0-9][0-9() .-]{5,28}[0-9]", "(00) 90000-0000, in quotes")
WORD = shapes.word(r"\S.{1,59}", "a word")
MOBILES = shapes.fields(
    {
        "country": shapes.word("[1-9][0-9]{0,2}", "55, in quotes"),
        "shapes": shapes.each(DIALLED, least=1),
        "words": shapes.each(WORD, least=1),
    },
    {"called": shapes.each(DIALLED), "calling": shapes.each(WORD)},
)


def documents(languages: Collection[str]) -> shapes.Shape:
    document = {
        "code": CODE,
        "name": shapes.texts(languages),
        "shapes": shapes.each(LOOKS, least=1),
        "words": shapes.each(WORD, least=1),
    }
    return shapes.each(shapes.fields(document, {"check": shapes.one_of(CHECKS)}))


def faults(listed: Any) -> Iterator[str]:
    """What ``documents`` does not see: a code that is taken, a shape no check digits fit."""
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, dict):
            continue
        code, check = one.get("code"), CHECKS.get(one.get("check", ""))
        if code in KNOWN:
            yield f"personal_documents: the code {code} is taken, use another"
        for shape in one.get("shapes") or ():
            if check and sum(sign.isdigit() for sign in str(shape)) != check.length:
                yield f"personal_documents: “{shape}” of {code} needs {check.length} digits"
