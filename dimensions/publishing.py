"""Publishing a draft, and putting a translation right afterwards. Both are decisions, recorded.

From publishing on the database refuses every change of codes, kinds, options, scores, weights,
conditions and source texts; only translations may be corrected, and why a question matters.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from dimensions import loading, rows
from dimensions.drafting import OPEN, demand_new, judged
from dimensions.models import Correction, Dimension, Draft, Indicator, Questionnaire
from dimensions.queries import form_of, read_anew
from dimensions.texts import Words, correctable
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.kit.text import plain
from migracidades.ledger import audit
from migracidades.tenancy.rules import RULING


@transaction.atomic
def publish(draft: Draft, *, actor: User, roles: Iterable[str]) -> Questionnaire:
    """Make the draft a questionnaire that can no longer be changed.

    Raises ``PermissionDenied`` for who may not, ``Refused`` for a draft with faults, one that is
    not open, and a version there is already.
    """
    if not set(roles) & set(RULING):
        raise PermissionDenied
    locked = Draft.objects.select_for_update(of=("self",)).select_related("programme")
    held = locked.get(pk=draft.pk)
    if held.state != OPEN:
        raise Refused(_("Only a draft that is being written can be published."))
    read = judged(held)
    if read.faults:
        raise Refused(_("The draft still has faults. Put them right, then publish it."))
    demand_new(held.programme, held.code, held.version, draft=held)
    made = loading.store(rows.rows_of(read.form))
    held.state, held.published_as = Draft.State.PUBLISHED, made
    held.save(update_fields=["state", "published_as"])
    audit.record("questionnaire.publish", made, actor=actor, fields={"checksum": made.checksum})
    return made


@transaction.atomic
def correct(
    questionnaire: Questionnaire,
    holder: str,
    language: str,
    words: Mapping[str, str],
    *,
    reason: str,
    actor: User,
    roles: Iterable[str],
) -> list[Correction]:
    """Put translations of a published questionnaire right: the texts of one part in one language.

    ``words`` maps names of texts to the new words. Raises ``Refused`` without a reason, for the
    source language, which is frozen but for advice, and when nothing differs; ``PermissionDenied``.
    """
    if not set(roles) & set(RULING):
        raise PermissionDenied
    if not plain(reason):
        raise Refused(_("Please write the reason: it is kept with the correction."))
    kept = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk, published=True)
    before = correctable(form_of(kept), holder, language) if language in kept.languages else {}
    if not set(words) & set(before):
        raise Refused(_("The language of the source is frozen; only translations are corrected."))
    made = [
        Correction(
            questionnaire=kept, holder=holder, name=name, language=language,
            before=before[name].words.get(language, ""), after=plain(text),
            reason=plain(reason), made_by=actor,
        )
        for name, text in words.items()
        if _differs(before, name, language, text)
    ]  # fmt: skip
    if not made:
        raise Refused(_("Nothing was changed."))
    Correction.objects.bulk_create(made)
    _write(kept, holder, language, {one.name: one.after for one in made})
    fields = {"holder": holder, "language": language, "texts": [one.name for one in made]}
    audit.record("correct_translations", kept, actor=actor, fields=fields, reason=plain(reason))
    return made


def _differs(before: Words, name: str, language: str, text: str) -> bool:
    return name in before and before[name].words.get(language, "") != plain(text)


def _write(kept: Questionnaire, holder: str, language: str, words: Mapping[str, str]) -> None:
    model = Indicator if "." in holder else Dimension
    chosen = model.objects.filter(questionnaire=kept, code=holder)
    row = chosen.get() if holder else kept
    row.translations = rows.reworded(row.translations, language, words)
    row.save(update_fields=["translations"])
    kept.texts_checksum = rows.rows_of(read_anew(kept)).questionnaire["texts_checksum"]
    kept.save(update_fields=["texts_checksum"])
