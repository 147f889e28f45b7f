"""The next free code of a dimension or a question: a code is never given twice.

Each country letters its dimensions as it likes ("D1", "E1"); the letter comes from those there are.
"""

import re
from collections import Counter
from collections.abc import Iterable

from dimensions.form import Form

FIRST = "D"


def next_code(dimension: str, forms: Iterable[Form]) -> str:
    """The first code of a question that no version of the dimension has used."""
    asked = (one for form in forms for one in form.indicators if one.dimension == dimension)
    used = [int(found[1]) for one in asked if (found := re.search(r"\.([0-9]+)$", one.code))]
    return f"{dimension}.{max(used, default=0) + 1}"


def next_dimension(form: Form, earlier: Iterable[Form] = ()) -> str:
    """The first code of a dimension unused so far, under the letter that most of ``form`` bear."""
    letters = Counter(one.code[:1] for one in form.dimensions if one.code[:1].isalpha())
    letter = letters.most_common(1)[0][0] if letters else FIRST
    every = (one.code for held in (form, *earlier) for one in held.dimensions)
    used = [int(code[1:]) for code in every if code[:1] == letter and code[1:].isdigit()]
    return f"{letter}{max(used, default=0) + 1}"
