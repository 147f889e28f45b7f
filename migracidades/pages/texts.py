"""Changing a text of the programme in the admin, and going back to the folder's words."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.kit.text import plain
from migracidades.ledger import audit
from migracidades.tenancy import laying, loading
from migracidades.tenancy.laying import Piece
from migracidades.tenancy.models import Programme, ProgrammeText
from migracidades.tenancy.rules import RULING


class StaleText(Exception):
    """Somebody else changed the text since it was opened; ``theirs`` is how it is now."""

    def __init__(self, theirs: str):
        super().__init__(theirs)
        self.theirs = theirs


def piece_of(config: laying.Config, key: str, language: str) -> Piece | None:
    """The text of a configuration at a key, in a language."""
    every = laying.pieces(config)
    return next((one for one in every if (one.key, one.language) == (key, language)), None)


def folder_of(programme: Programme) -> laying.Config:
    """What the programme's folder said when it was loaded last."""
    return programme.folder or programme.config


@transaction.atomic
def change(
    programme: Programme, piece: Piece, text: str, *,
    reason: str, actor: User, roles: Iterable[str],
) -> None:  # fmt: skip
    """Put other words in the place of ``piece``, which is the text as its author saw it.

    Raises ``PermissionDenied``; ``Refused`` for a text the folder could not have either, without a
    reason and when nothing differs; ``StaleText`` when it was changed meanwhile.
    """
    locked = _begin(programme, piece, reason, roles)
    text = plain(text)
    _demand_fit(piece, text)
    if text == plain(piece.text):
        raise Refused(_("Nothing was changed."))
    _decide(locked, piece, actor, reason, text=text)


@transaction.atomic
def revert(
    programme: Programme, piece: Piece, *, reason: str, actor: User, roles: Iterable[str]
) -> None:
    """Let the folder's words stand again. Raises as ``change`` does."""
    locked = _begin(programme, piece, reason, roles)
    if (piece.key, piece.language) not in laying.changed_here():
        raise Refused(_("Nothing was changed."))
    _decide(locked, piece, actor, reason, reverted=True)


def _begin(programme: Programme, piece: Piece, reason: str, roles: Iterable[str]) -> Programme:
    if not set(roles) & set(RULING):
        raise PermissionDenied
    if not plain(reason):
        raise Refused(_("Please write the reason: it is kept with the change."))
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    now = piece_of(locked.config, piece.key, piece.language)
    if now is None or now.text != piece.text:
        raise StaleText(now.text if now else "")
    return locked


def _demand_fit(piece: Piece, text: str) -> None:
    if not text:
        raise Refused(_("Write a text: nothing may be left without words."))
    if not piece.language and list(loading.faults_of_address(piece.key, text)):
        raise Refused(_("Write the whole address, such as https://example.org."))
    try:
        strange = loading.unknown_places(piece.key, text)
    except ValueError as error:
        raise Refused(_("The braces are not right: write {{ for a brace that is meant.")) from error
    if strange:
        known = ", ".join(f"{{{one}}}" for one in sorted(loading.PLACEHOLDERS[piece.key]))
        named = ", ".join(f"{{{one}}}" for one in sorted(strange))
        sentence = _("%(strange)s is not filled in here. What is filled in: %(known)s.")
        raise Refused(sentence % {"strange": named, "known": known})


def _decide(
    programme: Programme, piece: Piece, actor: User, reason: str,
    *, text: str = "", reverted: bool = False,
) -> None:  # fmt: skip
    folder = folder_of(programme)
    behind = piece_of(folder, piece.key, piece.language)
    made = ProgrammeText.objects.create(
        key=piece.key,
        language=piece.language,
        text=text,
        reverted=reverted,
        folder_text=behind.text if behind else "",
        reason=plain(reason),
        made_by=actor,
    )
    act = "programme.text_revert" if reverted else "programme.text_change"
    fields = {"key": piece.key, "language": piece.language}
    audit.record(act, made, actor=actor, fields=fields, reason=made.reason)
    laying.take_over(programme, folder)
