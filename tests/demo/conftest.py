"""The demonstration, seeded once for the whole folder into one transaction that is undone.

Its tests stay in one process, as those of every folder do: a second one would have to seed again.
"""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from migracidades.tenancy.models import Programme


@pytest.fixture(scope="package")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict]:
    """The programmes after ``load_content`` and ``demo``, by country."""
    media = str(tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        call_command("load_content", verbosity=0)
        call_command("demo", verbosity=0)
        yield {one.slug: one for one in Programme.objects.all()}
        transaction.set_rollback(True)


@pytest.fixture
def countries(demonstration: dict, django_db_blocker) -> Iterator[dict[str, Programme]]:
    """The demonstration, by country; what a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration
        transaction.set_rollback(True)


@pytest.fixture
def demo(countries: dict[str, Programme]) -> Programme:
    """Brazil's."""
    return countries["br"]


@pytest.fixture
def argentina(countries: dict[str, Programme]) -> Programme:
    return countries["ar"]
