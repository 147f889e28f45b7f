from django.db import models

from migracidades.tenancy.models import ProgrammeOwned
from migracidades.tenancy.wall import ALL, Wall


class Figure(ProgrammeOwned):
    """What a public source says of a government in a year, such as how many people live there.

    ``key`` is one of the programme's figures; ``source`` the source's name by language, as the
    government reads it.
    """

    wall = Wall(public=ALL)

    subject = models.ForeignKey("tenancy.Government", models.PROTECT, related_name="+")
    key = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveBigIntegerField()
    source = models.JSONField()

    class Meta:
        ordering = ["key", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "subject", "key", "year"], name="figure_once_a_year"
            )
        ]
