"""``{% load files %}{% file_link evidence.file %}``"""

from typing import Any

from django import template

from migracidades.files import looking
from migracidades.files.links import url_for
from migracidades.files.models import StoredFile
from migracidades.tenancy.scope import Side, required

register = template.Library()


@register.inclusion_tag("files/link.html", takes_context=True)
def file_link(context: dict[str, Any], stored: StoredFile) -> dict[str, Any]:
    """A link that says the file's name, kind and size; to the staff whether it was scanned."""
    sent = stored.uploaded_by_id is not None and required().side is Side.STAFF
    told = stored.get_scan_display() if sent else ""
    return {"stored": stored, "url": url_for(stored, context["request"]), "told": told}


@register.simple_tag(takes_context=True)
def file_url(context: dict[str, Any], stored: StoredFile) -> str:
    """The file's address on this side."""
    return url_for(stored, context["request"])


@register.inclusion_tag("files/personal_tag.html", takes_context=True)
def personal_tag(context: dict[str, Any], stored: StoredFile | None) -> dict[str, Any]:
    """That a file may hold personal data, of which kinds and how much; nothing otherwise."""
    return {"told": looking.told(stored, context["request"].programme) if stored else ""}


@register.filter
def looked(stored: StoredFile) -> str:
    """That a file was not looked through for personal data, or not whole."""
    return looking.looked(stored)
