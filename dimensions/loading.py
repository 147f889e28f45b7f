"""From a questionnaire's YAML file to its rows; loading the same file twice changes nothing.

A published questionnaire is frozen. A file that differs from it in anything but translations, which
earlier questions one comes from or are dropped, and which figure is offered for it, is refused,
naming what differs; what was put right there is taken over and recorded in the audit, except
translations that were corrected in the admin (``dimensions.publishing``), which stay.
"""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dimensions import ancestry, rows, schema
from dimensions.faults import ContentError, Fault, say
from dimensions.models import Correction, Dimension, Indicator, Questionnaire
from dimensions.queries import form_of
from dimensions.rows import Row, Rows
from migracidades.ledger import audit
from migracidades.tenancy.models import Programme


@dataclass(frozen=True)
class Loaded:
    """What loading did: ``created``, ``replaced`` (a draft), ``corrected`` or ``unchanged``."""

    questionnaire: Questionnaire
    outcome: str
    corrected: tuple[str, ...] = ()


FROZEN = _(
    "%(file)s: %(kept)s is published and frozen, and the file differs from it in %(what)s. Undo "
    "these changes, or give the file a new version."
)
FOLDERS = ("frameworks", "surveys")


def load_all(programme: Programme, country: Path) -> list[Loaded]:
    """Load every questionnaire in a country's folder, oldest version first.

    Raises ``ContentError`` with the faults of all files; then nothing of them is loaded.
    """
    loaded, faults = [], []
    with transaction.atomic():
        for path in (one for name in FOLDERS for one in sorted((country / name).glob("*.yaml"))):
            try:
                loaded.append(load(programme, path))
            except ContentError as error:
                faults += error.found
        if faults:
            raise ContentError(faults)
    return loaded


@transaction.atomic
def load(programme: Programme, path: Path, *, publish: bool = True) -> Loaded:
    """Load a file into the programme in scope, and publish it unless told otherwise.

    Raises ``ContentError`` with every fault of the file, or with what differs from the published
    questionnaire of the same code and version.
    """
    levels = [level["code"] for level in programme.config["levels"]]
    form = schema.read(path, levels=levels, figures=programme.figures)
    if faults := ancestry.faults(form):
        raise ContentError([Fault(one, label=path.name) for one in faults])
    new = rows.rows_of(form)
    kept = Questionnaire.objects.filter(code=form.code, version=form.version).first()
    if kept is not None and kept.published:
        _lay_over(kept, new)
        return _correct(kept, new, path)
    return Loaded(
        store(new, draft=kept, publish=publish), "created" if kept is None else "replaced"
    )


def store(new: Rows, *, draft: Questionnaire | None = None, publish: bool = True) -> Questionnaire:
    """Keep rows as a questionnaire, in the place of ``draft`` if there is one.

    It is published when all of it stands: nothing is added to what is frozen.
    """
    questionnaire = draft or Questionnaire()
    for column, value in new.questionnaire.items():
        setattr(questionnaire, column, value)
    questionnaire.published = False
    questionnaire.save()
    questionnaire.dimensions.all().delete()
    common = {"questionnaire": questionnaire}
    made = Dimension.objects.bulk_create(
        Dimension(**row, **common) for row in new.dimensions.values()
    )
    chapters = {one.code: one for one in made}
    Indicator.objects.bulk_create(
        Indicator(**row | {"dimension": chapters[row["dimension"]]}, **common)
        for row in new.indicators.values()
    )
    if publish:
        for held in (questionnaire.indicators, questionnaire.dimensions):
            held.update(published=True)
        questionnaire.published = True
        questionnaire.save(update_fields=["published"])
    return questionnaire


def _lay_over(kept: Questionnaire, new: Rows) -> None:
    """What was corrected in the admin stays so, whatever the file says."""
    for one in Correction.objects.filter(questionnaire=kept):
        new.reword(one.holder, one.language, {one.name: one.after})


def _correct(kept: Questionnaire, new: Rows, path: Path) -> Loaded:
    old = rows.rows_of(form_of(kept))
    if changed := _changes(old, new, ("position",)) or _changes(old, new):
        raise ContentError([Fault(say(FROZEN, file=path.name, kept=kept, what=", ".join(changed)))])
    if old.questionnaire["texts_checksum"] == new.questionnaire["texts_checksum"]:
        return Loaded(kept, "unchanged")
    corrected = (
        *_put_right(Dimension, kept, old.dimensions, new.dimensions),
        *_put_right(Indicator, kept, old.indicators, new.indicators),
    )
    head = ("translations", "dropped", "texts_checksum")
    for column in head:
        setattr(kept, column, new.questionnaire[column])
    kept.save(update_fields=head)
    audit.record("correct_translations", kept, fields={"translations": corrected})
    return Loaded(kept, "corrected", corrected)


def _changes(old: Rows, new: Rows, beside: tuple[str, ...] = ()) -> list[str]:
    """Return what of a frozen questionnaire differs: "D3.2 (weight)", "D4.9 (added)".

    An added question moves all that follow: hence ``beside``, the columns not to look at.
    """
    before = {"the head": old.questionnaire, **old.dimensions, **old.indicators}
    after = {"the head": new.questionnaire, **new.dimensions, **new.indicators}
    changes = []
    for code in {**before, **after}:
        if columns := _differing(before.get(code), after.get(code), beside):
            changes.append(f"{code} ({', '.join(columns)})")
    return changes


def _differing(before: Row | None, after: Row | None, beside: tuple[str, ...]) -> list[str]:
    if before is None or after is None:
        return ["added" if before is None else "removed"]
    free = {*rows.CORRECTABLE, "texts_checksum", "checksum", *beside}
    return sorted(name for name in before if name not in free and before[name] != after[name])


def _put_right(
    model: type[Dimension] | type[Indicator],
    kept: Questionnaire,
    old: dict[str, Row],
    new: dict[str, Row],
) -> list[str]:
    columns = [name for name in rows.CORRECTABLE if hasattr(model, name)]
    corrected = [code for code in new if any(old[code][one] != new[code][one] for one in columns)]
    for code in corrected:
        chosen = model.objects.filter(questionnaire=kept, code=code)
        chosen.update(**{name: new[code][name] for name in columns})
    return corrected
