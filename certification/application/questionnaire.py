"""What an edition asks of an application beside its people: a survey of the country's folder."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certification.editions.models import Edition
from certification.governments.figures import at_hand
from dimensions import kinds
from dimensions.asking import Given, shown
from dimensions.form import Dimension, Form, Indicator
from dimensions.queries import form_of
from migracidades.tenancy.models import Government

from .models import Application


@dataclass(frozen=True)
class Part:
    """A part of the form as it was filled in: its questions with what was answered."""

    dimension: Dimension
    answers: list[tuple[Indicator, str]]


def asked_of(edition: Edition, government: Government) -> Form | None:
    """The questions for a government that applies; none when the edition asks none."""
    if edition.application_questionnaire is None:
        return None
    return form_of(edition.application_questionnaire, level=government.level)


def form_for(application: Application) -> Form | None:
    """The questions of an application."""
    return asked_of(application.edition, application.government)


def figures_beside(application: Application, form: Form) -> dict[str, str]:
    """The figures at hand for its questions, a sentence each, by code."""
    edition = application.edition
    found = at_hand(
        application.government, form.indicators, programme=edition.programme, until=edition.year
    )
    return {code: one.told for code, one in found.items()}


def faults(application: Application) -> dict[str, str]:
    """A sentence for every question asked and not answered, by its code."""
    form = form_for(application)
    if form is None:
        return {}
    missing = _asked(form, application) - application.answers.keys()
    return {
        one.code: _("Please answer this question.")
        for one in form.indicators
        if one.code in missing
    }


def answered(application: Application) -> list[Part]:
    """The parts with the questions that were asked and the answers as people read them."""
    form = form_for(application)
    if form is None:
        return []
    asked = _asked(form, application)
    return [
        Part(
            one,
            [(ask, _said(ask, application)) for ask in one.indicators if ask.code in asked],
        )
        for one in form.dimensions
    ]


def _asked(form: Form, application: Application) -> frozenset[str]:
    return shown(form, {code: Given(value) for code, value in application.answers.items()})


def _said(indicator: Indicator, application: Application) -> str:
    return kinds.of(indicator).display(application.answers.get(indicator.code), indicator)
