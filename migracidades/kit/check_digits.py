"""Check digits of the documents that countries number people by. Arithmetic alone.

``CHECKS`` maps the name that a ``programme.yaml`` uses to how many digits a number has, and whether
such digits belong together.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple


class Check(NamedTuple):
    length: int
    holds: Callable[[str], bool]


def cpf(digits: str) -> bool:
    """Brazil, Cadastro de Pessoas Físicas. Eleven times the same digit is nobody's."""
    if len(set(digits)) == 1:
        return False
    first = _down(digits[:9], range(10, 1, -1))
    second = _down(digits[:9] + first, range(11, 1, -1))
    return digits[9:] == first + second


def pis(digits: str) -> bool:
    """Brazil, the number of PIS, PASEP, NIS and NIT."""
    if len(set(digits)) == 1:
        return False
    return digits[10:] == _down(digits[:10], (3, 2, 9, 8, 7, 6, 5, 4, 3, 2))


def cns(digits: str) -> bool:
    """Brazil, Cartão Nacional de Saúde."""
    return digits[0] in "12789" and _sum(digits, range(15, 0, -1)) % 11 == 0


def cuil(digits: str) -> bool:
    """Argentina, CUIL and CUIT of a person; those of companies begin otherwise."""
    if digits[:2] not in ("20", "23", "24", "25", "26", "27"):
        return False
    rest = (11 - _sum(digits[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11
    return digits[10:] == str(rest)


def cui(digits: str) -> bool:
    """Guatemala, the CUI of a DPI: number, check digit, department and municipality."""
    place = 1 <= int(digits[9:11]) <= 22 and int(digits[11:]) >= 1
    return place and digits[8] == str(_sum(digits[:8], range(2, 10)) % 11)


CHECKS: Mapping[str, Check] = {
    "cpf": Check(11, cpf),
    "pis": Check(11, pis),
    "cns": Check(15, cns),
    "cuil": Check(11, cuil),
    "cui": Check(13, cui),
}


def _sum(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _down(digits: str, weights: Iterable[int]) -> str:
    """The digit that Brazil's register adds: what is lacking to a multiple of eleven."""
    rest = 11 - _sum(digits, weights) % 11
    return str(rest if rest < 10 else 0)
