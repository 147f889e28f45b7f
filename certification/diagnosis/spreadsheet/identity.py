"""Whose workbook it is, and upon which answers it was filled in: signed, so that nobody mixes them.

The signature covers what no department should change: the questions, their order of keys and the
answers offered. What a department fills in is not covered.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dimensions.form import Dimension
from dimensions.scoring import digest
from migracidades.kit.errors import Refused

from ..desk import Desk
from .layout import LAYOUT

SALT = "diagnosis.spreadsheet"
# A cell holds 32,767 characters; a large dimension may need more than one.
LONGEST = 30_000


@dataclass(frozen=True)
class Identity:
    """``versions`` are those of the answers that stood in it, by question; ``frame`` is the digest
    of what ``frame_of`` was told."""

    programme: str
    government: str
    year: int
    dimension: str
    checksum: str
    language: str
    versions: dict[str, int]
    frame: str


def of(desk: Desk, dimension: Dimension, frame: str) -> Identity:
    """The identity of the workbook of a dimension that leaves now."""
    answers = desk.answers
    return Identity(
        programme=desk.edition.programme.slug,
        government=desk.diagnosis.government.code,
        year=desk.year,
        dimension=dimension.code,
        checksum=desk.diagnosis.questionnaire.checksum,
        language=get_language() or "",
        versions={
            one.code: answers[one.id].version if one.id in answers else 0
            for one in dimension.indicators
        },
        frame=frame,
    )


def signed(identity: Identity) -> list[str]:
    """The identity as the cells of the hidden sheet hold it."""
    text = signing.dumps(asdict(identity), salt=SALT, compress=True)
    return [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]


def read(cells: Iterable[Any]) -> Identity:
    """The identity of a workbook. Raises ``Refused`` when it has none of ours."""
    try:
        return Identity(**signing.loads("".join(map(str, cells)), salt=SALT))
    except (signing.BadSignature, TypeError):
        raise Refused(
            _(
                "This is not a spreadsheet of this site, or its hidden sheet was changed."
                " Download it again and copy the answers over."
            )
        ) from None


def frame_of(rows: Iterable[tuple[str, str]], lists: Iterable[tuple[str, ...]]) -> str:
    """The digest of the rows (key, text) and of the answers offered (key, code, label)."""
    return digest([LAYOUT, sorted(map(list, rows)), sorted(map(list, lists))])


def demand_here(identity: Identity, desk: Desk) -> None:
    """Raise ``Refused`` unless the workbook is of this diagnosis, as it is asked today."""
    here = (desk.edition.programme.slug, desk.diagnosis.government.code, desk.year)
    if (identity.programme, identity.government, identity.year) != here:
        raise Refused(
            _(
                "This spreadsheet belongs to another diagnosis: government %(code)s, edition of"
                " %(year)s. Choose the one that was downloaded here."
            )
            % {"code": identity.government, "year": identity.year}
        )
    if identity.checksum != desk.diagnosis.questionnaire.checksum:
        raise Refused(
            _(
                "The questionnaire has changed since this spreadsheet was downloaded. Download it"
                " again and copy the answers over."
            )
        )
    if identity.dimension not in {one.code for one in desk.form.dimensions}:
        raise Refused(_("This spreadsheet holds questions that are not yours to answer."))
