"""What a row of a programme or of a government carries: the keys of its tenant, and its wall."""

from typing import Any

from django.db import models
from django.utils.encoding import force_str

from .query import WalledManager
from .scope import ScopeError, Side, required
from .wall import Wall


class ScopeKey(models.ForeignKey):
    """A tenant key: filled from the scope, never from input, refused when it differs."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return self.fill(model_instance)

    def fill(self, instance: models.Model) -> Any:
        value = getattr(instance, self.attname)
        held = self.from_scope()
        if value is None and held is not None:
            setattr(instance, self.attname, held)
            return held
        if held is not None and value != held:
            raise ScopeError(
                f"{instance._meta.label}.{self.name} is {value}, the scope says {held}."
            )
        return value

    def from_scope(self) -> int | None:
        scope = required()
        if self.name == "programme":
            return scope.programme_id
        return scope.government_id if scope.side is Side.GOVERNMENT else None


class Walled(models.Model):
    """What ``ProgrammeOwned`` and ``GovernmentOwned`` share. Each model declares its ``wall``."""

    wall: Wall
    objects = WalledManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def _get_FIELD_display(self, field: Any) -> Any:
        # Django hashes every label to show one, and to hash a lazy text is to translate it.
        value = getattr(self, field.attname)
        label = next((label for known, label in field.flatchoices if known == value), value)
        return force_str(label, strings_only=True)

    def validate_constraints(self, exclude: set[str] | None = None) -> None:
        # The keys stand in no form, and Django skips every constraint that names an absent field.
        keys = [field for field in self._meta.concrete_fields if isinstance(field, ScopeKey)]
        for key in keys:
            key.fill(self)
        super().validate_constraints(exclude=set(exclude or ()) - {key.name for key in keys})


class ProgrammeOwned(Walled):
    """A row of one programme."""

    programme = ScopeKey("tenancy.Programme", models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        base_manager_name = "objects"


class GovernmentOwned(Walled):
    """A row private to one government of one programme."""

    programme = ScopeKey("tenancy.Programme", models.PROTECT, related_name="+")
    government = ScopeKey("tenancy.Government", models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        base_manager_name = "objects"
