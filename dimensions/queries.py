"""What other rooms and pages ask about questionnaires.

The ``Form`` of a published questionnaire is kept in this process: nothing of it can change but its
translations, and those have a checksum of their own.
"""

from collections.abc import Collection

from dimensions import rows
from dimensions.form import Form
from dimensions.models import Questionnaire

KEPT_FORMS = 64

_forms: dict[tuple[object, ...], Form] = {}


def published(kind: str = Questionnaire.Kind.FRAMEWORK) -> list[Questionnaire]:
    """Return the published questionnaires of a kind in the programme in scope, newest first."""
    found = Questionnaire.objects.filter(kind=kind, published=True)
    return sorted(found.order_by("pk"), key=lambda one: one.version, reverse=True)


def current_framework() -> Questionnaire | None:
    """Return the newest published framework of the programme in scope, if there is one."""
    return next(iter(published()), None)


def form_of(
    questionnaire: Questionnaire,
    *,
    optional: Collection[str] | None = None,
    level: str | None = None,
) -> Form:
    """Return the form of a questionnaire, or the part asked of one government.

    ``optional`` names the optional dimensions that are switched on (all of them, unless given),
    ``level`` the level of government. Costs three queries the first time in a process, then none.
    """
    if not questionnaire.published:
        return read_anew(questionnaire).part(optional=optional, level=level)
    whole = (questionnaire.pk, questionnaire.checksum, questionnaire.texts_checksum)
    part = (*whole, None if optional is None else frozenset(optional), level)
    if part not in _forms:
        form = _forms.get(whole) or _keep(whole, read_anew(questionnaire))
        _keep(part, form.part(optional=optional, level=level))
    return _forms[part]


def read_anew(questionnaire: Questionnaire) -> Form:
    """The form as its rows say now, kept nowhere."""
    return rows.form_of_rows(
        questionnaire,
        questionnaire.dimensions.order_by("position"),
        questionnaire.indicators.order_by("position"),
        default_language=questionnaire.programme.default_language,
    )


def _keep(key: tuple[object, ...], form: Form) -> Form:
    if len(_forms) >= KEPT_FORMS:
        _forms.clear()
    _forms[key] = form
    return form
