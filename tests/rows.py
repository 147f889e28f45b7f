"""One row of any walled model, with everything it needs, inside the scope that is open."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from migracidades.accounts.models import User
from migracidades.tenancy.models import Government, ScopeKey
from migracidades.tenancy.wall import ALL, Wall

_numbers = count(1)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

# What a check constraint asks beyond the fields themselves.
SPECIAL: dict[str, dict[str, Any]] = {
    "tenancy.membership": {"role": "lead"},
    "certification.pieceversion": {"link": "https://example.org/"},
    "certification.window": {"opens_at": NOW, "closes_at": NOW + timedelta(days=1)},
}


def make(model: type[models.Model], government: Government, **given: Any) -> models.Model:
    """A saved row of ``model`` that belongs to ``government`` and its programme."""
    if model is Government:
        return government
    values = {**SPECIAL.get(model._meta.label_lower, {}), **_shown(model), **given}
    for field in model._meta.concrete_fields:
        if field.name not in values and not field.primary_key:
            values |= _value(field, government)
    return model.objects.create(**values)


def _shown(model: type[models.Model]) -> dict[str, Any]:
    """Values that let the row be seen where its wall has a condition: what could leak, does."""
    found: dict[str, Any] = {}
    for condition in (model.wall.members, model.wall.public):
        if condition is not None and condition is not ALL:
            found |= {column: values[0] for column, values in condition.items()}
    return found


def _value(field: models.Field, government: Government) -> dict[str, Any]:
    if isinstance(field, ScopeKey):
        return {field.name: government} if field.name == "government" else {}
    if isinstance(field, models.ForeignKey):
        return {} if field.null else {field.name: _related(field, government)}
    if field.has_default() or field.null or (field.blank and not field.unique):
        return {}
    return {field.name: _plain(field)}


def _related(field: models.ForeignKey, government: Government) -> models.Model:
    if field.related_model is User:
        number = next(_numbers)
        return User.objects.create_user(f"row{number}@canary.test", full_name=f"Row {number}")
    # To what is frozen nothing is added.
    closes = field.name in getattr(field.model, "wall", Wall()).closed_by
    still_open = dict.fromkeys(field.related_model.wall.frozen, False) if closes else {}
    return make(field.related_model, government, **still_open)


def _plain(field: models.Field) -> Any:
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return 2019 + next(_numbers) % 20000
    if isinstance(field, models.DateTimeField):
        return NOW
    if isinstance(field, models.DateField):
        return NOW.date()
    if isinstance(field, models.EmailField):
        return f"row{next(_numbers)}@canary.test"
    return f"canary-{next(_numbers)}"[: field.max_length]
