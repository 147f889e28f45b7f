"""What a lead looks for stands where they look: sharing, letters, guests, and the line on top."""

import re

import pytest
from django.test import Client

from tests.diagnosis import building
from tests.diagnosis.test_pages import DESK, text_of
from tests.diagnosis.test_sharing import LIST, NEW, make

GROUP = re.compile(r'<nav class="mc-panel" aria-labelledby="departments">(.*?)</nav>')
LETTERS = f"{DESK}/letters/"


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', page)


def test_the_overview_leads_to_them_before_the_dimensions(diagnosis, lead):
    page = text_of(lead.get(f"{DESK}/diagnosis/"))
    group = GROUP.search(page)
    assert links(group[1]) == [f"{DESK}/parts/", LETTERS, LIST]
    assert group.start() < page.index(f'href="{DESK}/dimensions/1/"')
    assert page.count(f'"{LIST}"') == 1, "once"


@pytest.mark.parametrize("role", ["contributor", "signatory"])
def test_who_does_not_lead_has_no_such_group(br, diagnosis, client, role):
    client.force_login(br.people[role])
    page = text_of(client.get(f"{DESK}/diagnosis/"))
    assert GROUP.search(page) is None
    assert LETTERS not in page
    assert (f'"{LIST}"' in page) is (role == "contributor")


def test_each_question_can_be_shared_from_its_dimension(br, diagnosis, lead, client):
    share = f'href="{NEW}?question=D1.1"'
    assert share in lead.get(f"{DESK}/dimensions/1/").text
    building.give(br, diagnosis, "D1")
    client.force_login(br.people["contributor"])
    assert share not in client.get(f"{DESK}/dimensions/1/").text


def test_not_once_it_takes_no_answer(br, diagnosis, lead):
    building.cycle.closed(br)
    assert "?question=" not in lead.get(f"{DESK}/dimensions/1/").text


def test_letters_and_a_new_link_say_which_diagnosis_and_until_when(diagnosis, lead: Client):
    for response in (lead.get(LETTERS), make(lead, "D1.1")):
        top = text_of(response).split("<h1")[0]
        assert f'<p class="mc-deadline"><a href="{DESK}/diagnosis/">Diagnóstico 2026</a>' in top
        assert "prazo:" in top


def test_what_is_sent_to_a_guest_names_the_zone_of_its_deadline(diagnosis, lead):
    page = text_of(make(lead, "D1.1"))
    text = page.split("data-share-text>")[1].split("</textarea>")[0]
    assert re.search(r"até \d+ de \w+ de \d{4}, 23h59 em Vila Exemplo BR \(.+ em Brasília\)", text)


@pytest.mark.parametrize(("language", "title"), [("pt-br", "Quem responde o quê"),
                                                 ("es", "Quién responde qué")])  # fmt: skip
def test_the_page_of_parts_does_not_say_its_title_twice(diagnosis, lead, language, title):
    page = text_of(lead.get(f"{DESK}/parts/?lang={language}"))
    assert title in page.split("<h1>")[1].split("</h1>")[0]
    assert title not in page.split('<p class="mc-lead">')[1].split("</p>")[0]
