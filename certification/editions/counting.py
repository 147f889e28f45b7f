"""What is counted of an edition: three counts, defined here once, never mixed."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Counted(models.TextChoices):
    """One of the three counts; ``label`` is its name, ``definition`` what it counts."""

    ENROLLED = "enrolled", _("Enrolled")
    ADMITTED = "admitted", _("Admitted")
    CERTIFIED = "certified", _("Certified")

    @property
    def definition(self) -> Promise:
        return DEFINITIONS[self]


DEFINITIONS = {
    Counted.ENROLLED: _("governments that sent an application"),
    Counted.ADMITTED: _("governments whose application was accepted"),
    Counted.CERTIFIED: _("governments that received the seal of the edition"),
}
