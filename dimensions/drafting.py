"""Writing a new version: begun from a published one or a file, changed part by part, set aside.

A draft may have faults: whatever somebody typed is kept, and what the loader says of it stands
beside it. Only a part's code must be right at once, for it is how the part is found again.
"""

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dimensions import ancestry, exporting, parts, schema
from dimensions.exporting import Tree
from dimensions.faults import Fault
from dimensions.form import Form
from dimensions.models import Draft, Questionnaire
from dimensions.queries import form_of
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.tenancy.models import Programme
from migracidades.tenancy.rules import RULING

OPEN, RETIRED = Draft.State.OPEN, Draft.State.RETIRED


class Stale(Exception):
    """Somebody else changed the part since it was opened; ``draft`` and ``theirs`` as they are."""

    def __init__(self, draft: Draft, theirs: Tree):
        super().__init__(str(draft))
        self.draft, self.theirs = draft, theirs


class Closed(Refused):
    """The draft is published or set aside."""


@dataclass(frozen=True)
class Judged:
    """A draft as the loader reads it."""

    form: Form
    faults: list[Fault]

    def of(self, tree: Tree, code: str) -> list[Any]:
        return parts.own_faults(tree, self.faults, code)


def levels_of(programme: Programme) -> list[str]:
    """The codes of a programme's levels of government, for ``applies_to``."""
    return [level["code"] for level in programme.config["levels"]]


def judged(draft: Draft) -> Judged:
    """Read a draft with the loader's own rules."""
    programme = draft.programme
    known = {"levels": levels_of(programme), "figures": programme.figures}
    form, faults = schema.judge(draft.tree, **known)
    strange = [
        Fault(said, (*parts.place_of(draft.tree, said.words["code"]), said.words["key"]))
        for said in ancestry.faults(form)
    ]
    return Judged(form, [*faults, *strange])


def begin(
    questionnaire: Questionnaire, *, version: str, actor: User, roles: Iterable[str]
) -> Draft:
    """Begin a version as a copy of a published one. Raises ``Refused`` for a version there is."""
    _demand_right(roles)
    tree = exporting.tree_of(form_of(questionnaire)) | {"version": version.strip()}
    begun = parts.without_origins(tree)
    return _keep(questionnaire.programme, begun, actor, based_on=questionnaire)


def take_in(
    name: str, content: bytes, *, programme: Programme, actor: User, roles: Iterable[str]
) -> Draft:
    """Begin a version from a YAML file. Raises ``ContentError`` with every fault of the file."""
    _demand_right(roles)
    known = {"levels": levels_of(programme), "figures": programme.figures}
    form = schema.read_content(name, content, **known)
    before = Questionnaire.objects.filter(code=form.code, published=True).order_by("version").last()
    return _keep(programme, exporting.tree_of(form), actor, based_on=before)


@transaction.atomic
def _keep(
    programme: Programme, tree: Tree, actor: User, *, based_on: Questionnaire | None
) -> Draft:
    demand_new(programme, tree["code"], tree["version"])
    draft = Draft.objects.create(
        code=tree["code"],
        version=tree["version"],
        tree=tree,
        based_on=based_on,
        begun_by=actor,
        changed_by=actor,
    )
    audit.record("draft.begin", draft, actor=actor, fields={"version": draft.version})
    return draft


def demand_new(
    programme: Programme, code: str, version: str, *, draft: Draft | None = None
) -> None:
    """Raise ``Refused`` for a version that is no word, is published, or is being written already.

    ``draft`` is the one that may bear the name. Until the transaction ends nobody else takes it.
    """
    if not version or len(version) > 20 or not version.replace(".", "").replace("-", "").isalnum():
        raise Refused(_("Name the version with letters and figures, such as 2027."))
    if Questionnaire.objects.filter(code=code, version=version).exists():
        raise Refused(
            _("There is a version %(version)s already. Name this one otherwise.")
            % {"version": version}
        )
    _demand_no_other(programme, code, version, draft)


def _demand_no_other(programme: Programme, code: str, version: str, draft: Draft | None) -> None:
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    written = Draft.objects.filter(code=code, version=version, state=OPEN)
    others = written.exclude(pk=draft.pk) if draft else written
    if other := others.select_related("begun_by").first():
        sentence = _(
            "%(who)s is writing a version %(version)s since %(when)s. Go on with that draft, or "
            "name this one otherwise."
        )
        when = date_format(localtime(other.begun_at), "SHORT_DATE_FORMAT")
        raise Refused(sentence % {"who": other.begun_by, "version": version, "when": when})


def change(draft: Draft, code: str, part: Tree, *, seen: str, actor: User) -> Draft:
    """Put ``part`` where the part ``code`` stands; the parts below it stay.

    ``seen`` is the fingerprint of the part as it was opened. Raises ``Stale`` when somebody else
    changed it since, ``NoPart`` when it is gone, ``Refused`` when its new code is taken.
    """
    locked = _locked(draft)
    theirs = parts.part(locked.tree, code)
    if parts.fingerprint(theirs) != seen:
        raise Stale(locked, theirs)
    if part.get("code") != code and code:
        _demand_free(locked.tree, part.get("code", ""))
    if code == parts.HEAD:
        demand_new(locked.programme, part.get("code", ""), part.get("version", ""), draft=locked)
    return _write(locked, actor, lambda tree: _replace(tree, code, part))


def add(draft: Draft, part: Tree, *, actor: User, dimension: str = "") -> Draft:
    """Append a dimension, or a question to ``dimension``. Raises ``Refused`` for a taken code."""
    locked = _locked(draft)
    _demand_free(locked.tree, part.get("code", ""))
    key = "indicators" if dimension else "dimensions"
    return _write(locked, actor, lambda tree: _branch(tree, dimension, key).append(part))


def remove(draft: Draft, code: str, *, actor: User) -> Draft:
    """Take a part out of the draft. Raises ``NoPart``."""
    locked = _locked(draft)
    place = parts.place_of(locked.tree, code)
    return _write(locked, actor, lambda tree: parts.at(tree, place[:-1]).pop(place[-1]))


def move(draft: Draft, code: str, by: int, *, actor: User) -> Draft:
    """Move a part up (-1) or down (1) among its neighbours; at the end it stays. ``NoPart``."""
    locked = _locked(draft)
    *above, at = parts.place_of(locked.tree, code)

    def swap(tree: Tree) -> None:
        siblings, to = parts.at(tree, tuple(above)), int(at) + by
        if 0 <= to < len(siblings):
            siblings[int(at)], siblings[to] = siblings[to], siblings[int(at)]

    return _write(locked, actor, swap)


def retire(draft: Draft, *, actor: User, roles: Iterable[str]) -> None:
    """Set a draft aside: it is kept and can be read."""
    _turn(draft, OPEN, RETIRED, "draft.retire", actor, roles)


@transaction.atomic
def reopen(draft: Draft, *, actor: User, roles: Iterable[str]) -> None:
    """Go on writing a draft that was set aside. ``Refused`` if another bears its name by now."""
    _demand_right(roles)
    demand_new(draft.programme, draft.code, draft.version, draft=draft)
    _turn(draft, RETIRED, OPEN, "draft.reopen", actor, roles)


def _turn(draft: Draft, was: str, to: str, act: str, actor: User, roles: Iterable[str]) -> None:
    _demand_right(roles)
    if Draft.objects.filter(pk=draft.pk, state=was).update(state=to):
        audit.record(act, draft, actor=actor)


def _demand_right(roles: Iterable[str]) -> None:
    if not set(roles) & set(RULING):
        raise PermissionDenied


def _locked(draft: Draft) -> Draft:
    locked = Draft.objects.select_for_update(of=("self",)).select_related("programme")
    found = locked.get(pk=draft.pk)
    if found.state != OPEN:
        raise Closed(
            _("This draft is %(state)s: it can be read and not changed.")
            % {"state": found.get_state_display()}
        )
    return found


def _write(draft: Draft, actor: User, edit: Callable[[Tree], Any]) -> Draft:
    tree = deepcopy(draft.tree)
    edit(tree)
    draft.tree, draft.changed_by, draft.changed_at = tree, actor, Now()
    draft.code, draft.version = tree["code"], tree["version"]
    draft.save(update_fields=["tree", "changed_by", "changed_at", "code", "version"])
    draft.refresh_from_db(fields=["changed_at"])
    return draft


def _replace(tree: Tree, code: str, part: Tree) -> None:
    held = parts.at(tree, parts.place_of(tree, code))
    below = {key: held[key] for key in parts.BELOW if key in held}
    held.clear()
    held.update(part | below)


def _branch(tree: Tree, dimension: str, key: str) -> list[Any]:
    holder = parts.at(tree, parts.place_of(tree, dimension))
    return holder.setdefault(key, [])


def _demand_free(tree: Tree, code: str) -> None:
    if not code:
        raise Refused(_("Give it a code."))
    if code in parts.codes_of(tree):
        raise Refused(_("The code %(code)s is taken in this draft.") % {"code": code})
