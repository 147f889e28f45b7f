"""A dimension without network, session or server: read, answered, and nothing is lost.

The line is cut for the whole browser and the session ended in the database; what the browser does
meanwhile is its own.
"""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from certification.diagnosis.models import AnswerRevision
from tests import cycle
from tests.diagnosis.at_desk import (
    SAVED,
    SIGNED_OUT,
    WAITING,
    box,
    desk,
    field,
    kept,
    line,
    opened_and_kept,
    section,
    sign_in,
    until,
    write,
)

__all__ = ["desk"]

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "async () => (await caches.keys()).filter(one => one.startsWith('pages ')).length"


def test_a_dimension_once_opened_is_read_and_answered_for_days_without_a_line(br, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    write(page, "D2.2", "antes de a linha cair")
    expect(line(page, "D2.2")).to_have_text(SAVED)
    page.context.set_offline(True)
    write(page, "D2.2", "sem linha")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    page.close()

    page = page.context.new_page()
    page.goto(f"{desk}/dimensions/2/")
    expect(field(page, "D2.2")).to_have_value("sem linha")
    expect(box(page)).to_contain_text("Sem conexão. Esta é a página como ela estava")
    expect(page.locator(".mc-desk")).to_have_css("display", "grid")
    write(page, "D2.2", "sem linha, no dia seguinte")
    expect(line(page, "D2.2")).to_have_text(WAITING)

    page.context.set_offline(False)
    expect(line(page, "D2.2")).to_have_text(SAVED)
    assert kept(br, "D2.2").value == "sem linha, no dia seguinte"


def test_what_was_saved_after_a_page_was_kept_stands_in_it(br, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    write(page, "D2.2", "salvo com linha")
    expect(line(page, "D2.2")).to_have_text(SAVED)
    page.context.set_offline(True)
    page.goto(f"{desk}/dimensions/2/")
    expect(field(page, "D2.2")).to_have_value("salvo com linha")
    expect(line(page, "D2.2")).to_have_text(SAVED)


def test_without_a_line_the_desk_opens_where_a_person_begins(page, desk):
    opened_and_kept(page, f"{desk}/")
    opened_and_kept(page, f"{desk}/dimensions/2/")
    opened_and_kept(page, f"{desk}/diagnosis/")
    page.context.set_offline(True)
    page.goto(f"{desk}/")
    expect(box(page)).to_contain_text("Sem conexão. Esta é a página como ela estava")
    page.goto(f"{desk}/diagnosis/")
    lines = page.locator(".mc-columns .mc-tasks li")
    expect(lines.filter(has_text="neste aparelho")).to_have_count(1)
    lines.filter(has_text="neste aparelho").get_by_role("link").click()
    expect(field(page, "D2.2")).to_be_editable()


def test_a_page_that_is_not_on_the_device_says_so_and_leads_to_those_that_are(br, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    page.goto(f"{desk}/diagnosis/")
    page.context.set_offline(True)
    page.goto(f"{desk}/dimensions/2/")
    write(page, "D2.2", "na serra")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    page.goto(f"{desk}/diagnosis/check/")
    expect(page.locator("h1")).to_have_text("Sem conexão, e esta página não está neste aparelho")
    expect(page.locator(".mc-wrap")).to_have_css("padding-top", re.compile(r"\d\dpx"))
    links = page.locator("[data-all-here] a")
    expect(links).to_have_text(["Diagnóstico 2026", "Saúde · Diagnóstico 2026"])
    expect(box(page)).to_contain_text("na serra")
    links.last.click()
    page.wait_for_url("**/dimensions/2/")
    expect(field(page, "D2.2")).to_have_value("na serra")
    page.goto(f"{desk}/diagnosis/check/")
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Conferir as respostas", timeout=15_000)
    expect(page.get_by_text("4 perguntas estão sem resposta")).to_be_visible()
    assert kept(br, "D2.2").value == "na serra"


def test_a_session_that_ended_costs_a_sign_in_and_no_text(br, page, desk, live_server):
    page.goto(f"{desk}/dimensions/2/")
    Session.objects.all().delete()
    write(page, "D2.2", "depois da sessão")
    expect(line(page, "D2.2")).to_have_text(SIGNED_OUT)
    box(page).get_by_role("link", name="Entrar").click()
    page.fill("[name=login]", br.people["lead"].email)
    page.fill("[name=password]", "senha-de-teste-longa")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/dimensions/2/")
    expect(line(page, "D2.2")).to_have_text(SAVED)
    expect(field(page, "D2.2")).to_have_value("depois da sessão")
    assert kept(br, "D2.2").value == "depois da sessão"


def test_two_people_on_one_computer_never_meet_each_others_texts(br, page, desk, live_server):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    Session.objects.all().delete()
    write(page, "D2.2", "segredo da primeira pessoa")
    expect(line(page, "D2.2")).to_have_text(SIGNED_OUT)

    sign_in(page.context, br.people["alternate"], live_server.url)
    other = page.context.new_page()
    other.set_default_timeout(15_000)
    other.goto(f"{desk}/diagnosis/check/")
    until(other, f"async () => (await ({KEPT})()) === 0")
    opened_and_kept(other, f"{desk}/dimensions/2/")
    other.context.set_offline(True)
    other.goto(f"{desk}/dimensions/1/")
    expect(other.locator("[data-all-here] a")).to_have_text(["Saúde · Diagnóstico 2026"])
    expect(box(other)).to_be_hidden()
    assert "segredo" not in other.content()
    other.context.set_offline(False)
    expect(other.locator("h1")).to_have_text("Estrutura institucional", timeout=15_000)
    other.goto(f"{desk}/dimensions/2/")
    expect(field(other, "D2.2")).to_have_value("")
    assert "segredo" not in other.content()
    # The first one's page is still open, and tries under a session that is not theirs.
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(line(page, "D2.2")).to_have_text(SIGNED_OUT)
    write(other, "D2.2", "da segunda pessoa")
    expect(line(other, "D2.2")).to_have_text(SAVED)
    with br.desk():
        assert {one.author_id for one in AnswerRevision.objects.all()} == {
            br.people["alternate"].pk
        }

    page.close()
    sign_in(other.context, br.people["lead"], live_server.url)
    other.goto(f"{desk}/dimensions/2/")
    expect(section(other, "D2.2").locator(".mc-conflict")).to_contain_text("da segunda pessoa")
    expect(field(other, "D2.2")).to_have_value("segredo da primeira pessoa")


def test_signing_out_warns_of_unsent_text_exports_it_and_clears_the_device(br, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    page.route("**/answers/**", lambda route: route.abort())
    write(page, "D2.2", "não quero perder isto")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    page.goto(f"{desk.partition('/desk')[0]}/accounts/logout/")
    leave = page.locator("form[data-sign-out]")
    expect(leave.locator("[data-plainly]")).to_be_hidden()
    expect(box(page)).to_contain_text("não quero perder isto")
    with page.expect_download() as download:
        box(page).get_by_role("button", name="Salvar em um arquivo").click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert "não quero perder isto" in file.read()
    assert page.evaluate(KEPT) == 1
    leave.get_by_role("button", name="Sair e descartar").click()
    page.wait_for_url("**/br/")
    assert page.evaluate(KEPT) == 0
    page.context.set_offline(True)
    with pytest.raises(Exception, match="net::ERR_"):
        page.goto(f"{desk}/dimensions/2/")


def test_a_conflict_after_days_shows_both_texts(br, diagnosis, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    page.context.set_offline(True)
    write(page, "D2.2", "a minha, sem linha")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    cycle.answer(br, diagnosis, "D2.2", "a outra", author=br.people["alternate"])
    page.context.set_offline(False)
    expect(section(page, "D2.2").locator(".mc-conflict")).to_contain_text("a outra")
    page.reload()
    expect(section(page, "D2.2").locator(".mc-conflict")).to_contain_text("a outra")
    expect(field(page, "D2.2")).to_have_value("a minha, sem linha")
    section(page, "D2.2").locator("button[name=over]").click()
    expect(line(page, "D2.2")).to_have_text(SAVED)
    assert kept(br, "D2.2").value == "a minha, sem linha"
