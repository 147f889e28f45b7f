"""The records of the admin in the reader's language: names, columns, the way back, what it says."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import override

from certification.editions.models import Edition
from training.models import Course

RECORDS = list(admin.site._registry.values())


def label(record, form, name):
    """What a column or a field is called, in Spanish."""
    with override("es"):
        if name in form.base_fields:
            return str(form.base_fields[name].label)
        named = (form._meta.labels or {}).get(name)
        return str(named or capfirst(label_for_field(name, record.model, record)))


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: one.opts.label)
def test_every_name_of_a_record_is_translated(world, rf, record):
    """What nobody named Django calls as the code does, in English."""
    opts = record.opts
    for named in (opts.app_config.verbose_name, opts.verbose_name, opts.verbose_name_plural):
        assert isinstance(named, Promise), named
    request = rf.get("/")
    request.programme, request.seats, request.government = world.br.programme, (), None
    with world.br.staff():
        form = record.get_form(request)
    shown = {*record.list_display, *form.base_fields, *record.readonly_fields} - {"__str__"}
    english = {name for name in shown if label(record, form, name) == words(name)}
    assert english == set()


def words(name):
    return capfirst(name.replace("_", " "))


@pytest.fixture
def course(world):
    with world.br.staff():
        return Course.objects.create(
            code="curso", titles={"pt-br": "Curso", "es": "Curso"}, provider="Enap", hours=9
        )


@pytest.fixture
def client(world, client):
    client.force_login(world.br.people["administrator"])
    return client


def speak(client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def trail(client, path):
    page = client.get(path).content.decode()
    found = re.search(r'<nav class="mc-breadcrumb".*?</nav>', page, re.DOTALL)
    return re.findall(r">([^<>]*\S)\s*<", found[0])


def test_the_way_back_is_in_the_readers_words(world, client):
    with world.br.staff():
        edition = Edition.objects.create(year=2031)
    home = "/br/admin/certification/edition/"
    assert trail(speak(client, "es"), home) == ["Mesa del programa", "Ediciones"]
    steps = ["Mesa do programa", "Edições"]
    speak(client, "pt-br")
    assert trail(client, f"{home}add/") == [*steps, "Adicionar edição"]
    assert trail(client, f"{home}{edition.pk}/change/") == [*steps, str(edition)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "Se guardaron los cambios: curso"), ("pt-br", "Alterações salvas: curso")],
)
def test_what_was_saved_is_said_without_an_article(client, course, language, said):
    """Django's own makes every record masculine, an edition too."""
    speak(client, language)
    path = f"/br/admin/training/course/{course.pk}/change/"
    sent = {"code": "curso", "title_pt_br": "Curso", "title_es": "Otro", "title_en": ""}
    sent |= {"provider": "Enap", "hours": "10", "link": ""}
    client.post(path, sent)
    assert said in client.get("/br/admin/training/course/").content.decode()
