"""Every table of a government, as far as the wall shows it to the government's own people."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from migracidades.tenancy.models import Government, Membership
from migracidades.tenancy.walls import walled_models

from .writing import Row

# The records of the platform itself: what it did, not what a government put in.
NOT_PUT_IN = ("ledger",)
SECRET = ("digest", "storage_key")
# Who of the programme's team did something: no page names them to a government.
UNNAMED = ("decided_by", "issued_by", "planned_by")
ROWS = 500


def tables() -> list[type[models.Model]]:
    """The models of which a government has rows of its own."""
    own = [
        one for one in walled_models()
        if any(field.name == "government" for field in one._meta.concrete_fields)
        and one._meta.app_label not in NOT_PUT_IN
    ]  # fmt: skip
    return sorted(own, key=lambda one: one._meta.label_lower)


def rows_of(model: type[models.Model], government: Government, people: set[int]) -> Iterator[Row]:
    """Its rows without what opens something; the keys of persons are added to ``people``."""
    fields = [one for one in model._meta.concrete_fields if one.name not in SECRET]
    persons = [
        one.attname
        for one in fields
        if one.related_model is get_user_model() and one.name not in UNNAMED
    ]
    # The base manager is walled as well, and every model has one.
    found = model._base_manager.filter(government=government).order_by("pk")
    for row in found.values(*(one.attname for one in fields)).iterator(chunk_size=ROWS):
        people |= {row[name] for name in persons if row[name]}
        yield row


def people_of(government: Government, wanted: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The names behind those keys; addresses of the government's own people alone."""
    seats = Membership.objects.filter(government=government).values_list("user_id", flat=True)
    own = set(seats)
    known = get_user_model().objects.filter(pk__in=set(wanted)).order_by("pk")
    for one in known.iterator(chunk_size=ROWS):
        address = {"email": one.email} if one.pk in own else {}
        yield {"id": one.pk, "full_name": str(one), **address}
