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
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Programme]:
    """The programme after ``load_content`` and ``demo``."""
    media = str(tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        call_command("load_content", verbosity=0)
        call_command("demo", verbosity=0)
        yield Programme.objects.get(slug="br")
        transaction.set_rollback(True)


@pytest.fixture
def demo(demonstration: Programme, django_db_blocker) -> Iterator[Programme]:
    """The demonstration; what a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration
        transaction.set_rollback(True)
