"""How a number looks, as a ``programme.yaml`` writes it: ``000.000.000-00``, ``(00) 90000-0000``.

``0`` is any digit, ``A`` a letter, ``*`` one of both, any other digit itself; what stands between
may be left out, or be another of its kind. A country writes shapes and no patterns, so that none of
them can be slow: whatever is made of a shape tries a bounded number of characters at each place.
"""

import re

ATOMS = {"0": "[0-9]", "A": "[a-z]", "*": "[0-9a-z]"}
# Said behind the first sign of a number, which so is looked for at once: it is no piece of a longer
# number, and no amount of money. ``AFTER``: no piece of a longer one, and no decimal.
BEGINS = r"(?<![0-9/][0-9])(?<![0-9][.\-][0-9])(?<!\$[0-9])(?<!\$ [0-9])"
BEGINS_WITH_A_LETTER = r"(?<![0-9a-z][a-z])(?<![0-9][.\-/][a-z])"
AFTER = r"(?![0-9a-z@])(?![.\-/][0-9])(?!,[0-9]{2}(?![0-9]))"
BETWEEN = {".": r"(?: ?[.\-]\s{0,2}| )?", " ": r"[ .\-]?"}
BETWEEN |= dict.fromkeys("-/", r"(?: ?[.\-/]\s{0,2}| )?")
DIALLED = r"[\s.\-()/]{0,3}"
ABROAD = re.compile(r"\+(?<![0-9a-z]\+)[1-9](?:[ .\-()]{0,2}[0-9]){9,14}(?![0-9a-z@])")


def of_document(shape: str) -> re.Pattern[str]:
    """What finds a document of a shape in a text that is ``flat``."""
    first, *rest = [ATOMS.get(one) or BETWEEN.get(one[0], one) for one in _parts(shape)]
    begins = BEGINS if first == ATOMS["0"] else BEGINS_WITH_A_LETTER
    return re.compile(f"{first}{begins}{''.join(rest)}{AFTER}")


def of_telephone(shape: str, country: str) -> list[re.Pattern[str]]:
    """What finds a telephone number with the prefix of its country, with a nought, and bare."""
    first, *rest = [ATOMS.get(one) or one if one.isalnum() else DIALLED for one in _parts(shape)]
    body = "".join([*rest, AFTER])
    abroad = rf"{country}(?<![0-9]{country}){DIALLED}0?{first}{body}"
    inland = (f"0{BEGINS}{first}{body}", f"{first}{BEGINS}{body}")
    return [re.compile(one) for one in (abroad, *inland)]


def short(length: int) -> re.Pattern[str]:
    """What finds a number that a spreadsheet took the first one or two zeros from."""
    return re.compile(rf"[0-9]{BEGINS}[0-9]{{{length - 3},{length - 2}}}{AFTER}")


def _parts(shape: str) -> list[str]:
    """Signs one by one, and what is between them."""
    return re.findall(r"[0-9A*]|[^0-9A*]+", shape.lstrip("( "))
