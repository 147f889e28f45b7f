"""The ORM's wall: every read and write of a walled model passes one gate, at run time.

django-scopes forbids methods, and some slip through; every query passes ``get_compiler``.
Joined tables and ``raw()`` are held by PostgreSQL's own policies and composite keys.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q, sql
from django.db.models.sql.constants import ROW_COUNT

from . import published
from .scope import Scope, Side, required
from .wall import ALL, Condition


def visible(model: type[models.Model], scope: Scope) -> Q:
    """The condition that keeps a query of ``model`` inside ``scope``."""
    if scope.programme_id is None:
        return _seats_only(model, scope)
    inside = Q(programme_id=scope.programme_id)
    if scope.side is Side.STAFF:
        return inside
    return inside & _beside_the_staff(model, scope)


def _seats_only(model: type[models.Model], scope: Scope) -> Q:
    if not model.wall.own_everywhere:
        return Q(pk__in=[])
    return Q(**{model.wall.own: scope.user_id})


def _beside_the_staff(model: type[models.Model], scope: Scope) -> Q:
    wall, has_government = model.wall, _has_government(model)
    if scope.side is Side.GOVERNMENT and has_government:
        shared = _holds(wall.members) & ~_holds(wall.withheld)
        return Q(government_id=scope.government_id) & shared
    if wall.own and scope.user_id and wall.public is not ALL:
        return _holds(wall.public) | Q(**{wall.own: scope.user_id})
    return _holds(wall.public)


def _holds(condition: Condition) -> Q:
    if condition is ALL:
        return Q()
    if condition is None:
        return Q(pk__in=[])
    return Q(**{f"{column}__in": values for column, values in condition.items()})


def _has_government(model: type[models.Model]) -> bool:
    return any(field.attname == "government_id" for field in model._meta.concrete_fields)


class WalledQuery(sql.Query):
    def walled(self) -> "WalledQuery":
        query = self.clone()
        if self.combinator or self.is_empty():
            return query
        query.add_q(visible(self.model, required()))
        return query

    def get_compiler(self, *args: Any, **kwargs: Any):
        return super(WalledQuery, self.walled()).get_compiler(*args, **kwargs)

    def chain(self, klass: type | None = None):
        # UPDATE and DELETE become queries of another class, which never see this gate.
        if klass is None or issubclass(klass, WalledQuery):
            return super().chain(klass)
        return super(WalledQuery, self.walled()).chain(klass)


class WalledQuerySet(models.QuerySet):
    def __init__(self, model=None, query=None, using=None, hints=None):
        super().__init__(model, query or (WalledQuery(model) if model else None), using, hints)

    def _insert(self, *args: Any, **kwargs: Any):
        published.note(self.model)
        return super()._insert(*args, **kwargs)

    def _update(self, values: Any):
        published.note(self.model)
        return super()._update(values)

    def update(self, **kwargs: Any) -> int:
        published.note(self.model)
        return super().update(**kwargs)

    def streamed(self, size: int) -> Iterator[Any]:
        """The rows through a cursor of the database, ``size`` at a time, never all at once.

        For what is too much to hold; ``iterator`` does so only where the settings let it, and they
        do not, because every list of choices asks for it.
        """
        return self._iterator(use_chunked_fetch=True, chunk_size=size)

    def _raw_delete(self, using):
        published.note(self.model)
        query = self.query.walled()
        query.__class__ = sql.DeleteQuery
        return query.get_compiler(using).execute_sql(ROW_COUNT)


WalledManager = models.Manager.from_queryset(WalledQuerySet)
