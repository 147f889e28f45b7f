"""The commitment document: the programme's own text, with what is known filled in."""

import re

from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from certification.editions.models import Edition
from migracidades.kit.markdown import to_html
from migracidades.tenancy.models import Government

from .models import Application

BLANK = "_" * 24
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def document(
    edition: Edition, *, government: Government | None, application: Application | None = None
) -> SafeString:
    """The document in the programme's language; what is not known yet is a line to write on."""
    programme = edition.programme
    with translation.override(programme.default_language):
        text = to_html(programme.text("commitment"))
        known = _known(edition, government) | _people(application)
    filled = PLACEHOLDER.sub(lambda found: escape(known.get(found[1]) or BLANK), text)
    return mark_safe(filled)  # noqa: S308 - clean HTML, and every value escaped


def _known(edition: Edition, government: Government | None) -> dict[str, str]:
    known = {"programme": edition.programme.name, "year": str(edition.year)}
    if government:
        known |= {"government": edition.programme.called(government), "code": government.code}
    return known


def _people(application: Application | None) -> dict[str, str]:
    if application is None:
        return {}
    return {
        "signatory": application.signatory_name,
        "office": application.signatory_office,
        "lead": application.lead_name,
        "lead_office": application.lead_office,
        "alternate": application.alternate_name,
        "alternate_office": application.alternate_office,
    }
