"""What can go wrong with a text on its way: it stays, and the page says what happened."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from certification.diagnosis.models import AnswerRevision, Diagnosis
from certification.governments.seating import end_seat
from tests import cycle
from tests.diagnosis.at_desk import (
    SAVED,
    WAITING,
    box,
    desk,
    field,
    kept,
    line,
    opened_and_kept,
    section,
    sign_in,
    write,
)
from tests.diagnosis.building import give

__all__ = ["desk"]
pytestmark = pytest.mark.django_db(transaction=True)
NOT_ACCEPTED = re.compile(r"^Não aceito · guardado neste aparelho")


def test_two_tabs_of_one_person_know_of_each_other(br, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    second = page.context.new_page()
    second.goto(f"{desk}/dimensions/2/")
    write(page, "D2.2", "da primeira aba")
    expect(field(second, "D2.2")).to_have_value("da primeira aba")
    page.context.set_offline(True)
    write(page, "D2.2", "um texto")
    write(second, "D2.2", "outro texto")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    expect(line(second, "D2.2")).to_have_text(WAITING)
    page.context.set_offline(False)
    told = section(second, "D2.2").locator(".mc-conflict, .mc-saved:not(.mc-saved--waiting)")
    expect(told.first).to_be_visible()
    expect(section(page, "D2.2").locator(".mc-saved--waiting")).to_have_count(0)
    shown = [one.locator(".mc-conflict").count() for one in (page, second)]
    assert sorted(shown) == [0, 1], "one is saved, the other gets both texts"
    winner, loser = ((page, second), (second, page))[shown[0]]
    assert kept(br, "D2.2").value == field(winner, "D2.2").input_value()
    assert {field(one, "D2.2").input_value() for one in (winner, loser)} == {
        "um texto",
        "outro texto",
    }


def test_a_browser_that_keeps_nothing_says_so_and_still_sends(br, page, desk):
    page.add_init_script("indexedDB.open = () => { throw new DOMException('', 'QuotaExceeded'); };")
    page.goto(f"{desk}/dimensions/2/")
    page.route("**/answers/**", lambda route: route.abort())
    write(page, "D2.2", "só nesta página")
    expect(line(page, "D2.2")).to_contain_text("este navegador não guarda nada")
    expect(box(page)).to_contain_text("deixe-a aberta ou salve o arquivo")
    page.unroute("**/answers/**")
    box(page).get_by_role("button", name="Tentar agora").click()
    expect(line(page, "D2.2")).to_have_text(SAVED)
    assert kept(br, "D2.2").value == "só nesta página"


def test_a_device_that_is_full_keeps_the_page_working_and_says_so(br, page, desk, live_server):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    room = {"origin": live_server.url, "quotaSize": 1}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", room)
    page.goto(f"{desk}/dimensions/1/")
    expect(page.locator(".mc-desk")).to_have_css("display", "grid")
    page.route("**/answers/**", lambda route: route.abort())
    write(page, "D1.3", "12")
    expect(line(page, "D1.3")).to_contain_text("este navegador não guarda nada")
    page.unroute("**/answers/**")
    box(page).get_by_role("button", name="Tentar agora").click()
    expect(line(page, "D1.3")).to_have_text(SAVED)
    assert kept(br, "D1.3").value == "12"


def test_who_was_removed_while_typing_keeps_the_text(br, page, desk, live_server):
    sign_in(page.context, br.people["contributor"], live_server.url)
    page.goto(f"{desk}/dimensions/2/")
    with br.staff():
        who = {"actor": br.people["administrator"], "roles": {"administrator"}}
        end_seat(seat=br.seat("contributor"), **who)
    write(page, "D2.2", "um dia de trabalho")
    expect(line(page, "D2.2")).to_have_text(NOT_ACCEPTED)
    expect(field(page, "D2.2")).to_have_value("um dia de trabalho")
    why = "Se você tinha um lugar neste governo, ele terminou"
    expect(section(page, "D2.2").locator(".mc-error")).to_contain_text(why)
    page.reload()
    expect(page.locator("h1")).to_have_text("Página não encontrada")
    expect(box(page)).to_contain_text("um dia de trabalho")
    expect(box(page)).to_contain_text(why)
    assert kept(br, "D2.2") is None


def test_a_question_that_became_somebody_elses_while_offline_keeps_the_text(
    br, diagnosis, page, desk, live_server
):
    sign_in(page.context, br.people["contributor"], live_server.url)
    opened_and_kept(page, f"{desk}/dimensions/2/")
    page.context.set_offline(True)
    write(page, "D2.2", "da semana sem linha")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    give(br, diagnosis, "D1")
    page.context.set_offline(False)
    told = section(page, "D2.2").locator(".mc-error")
    expect(told).to_contain_text("D2.2 não está na sua parte agora")
    expect(field(page, "D2.2")).to_have_value("da semana sem linha")
    page.reload()
    expect(box(page)).to_contain_text("da semana sem linha")
    expect(box(page)).to_contain_text("D2.2 não está na sua parte agora")
    assert kept(br, "D2.2") is None


def test_the_page_gone_back_to_after_submitting_is_closed(br, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    page.goto(f"{desk}/diagnosis/check/")
    with br.staff():
        Diagnosis.objects.update(state="submitted")
    page.go_back()
    expect(section(page, "D2.2")).to_be_visible()
    expect(field(page, "D2.2")).to_have_count(0)
    page.go_forward()
    expect(page.get_by_role("button", name="Enviar o diagnóstico")).to_have_count(0)


def test_a_deadline_that_passed_meanwhile_is_told_and_the_text_can_be_taken_along(br, page, desk):
    opened_and_kept(page, f"{desk}/dimensions/2/")
    page.context.set_offline(True)
    write(page, "D2.2", "escrito antes do prazo")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    cycle.closed(br)
    page.context.set_offline(False)
    expect(section(page, "D2.2").locator(".mc-error")).to_be_visible()
    expect(field(page, "D2.2")).to_have_value("escrito antes do prazo")
    page.reload()
    expect(box(page)).to_contain_text("escrito antes do prazo")
    expect(field(page, "D2.2")).to_have_count(0)
    assert kept(br, "D2.2") is None


def test_a_text_of_200_kilobytes_stays_and_is_told_how_much_too_long(page, desk):
    page.goto(f"{desk}/dimensions/2/")
    text = "palavra " * 25_000
    write(page, "D2.2", text)
    expect(section(page, "D2.2").locator(".mc-error")).to_contain_text("limite de 10.000")
    expect(field(page, "D2.2")).to_have_value(text)


@pytest.mark.parametrize("year", [2001, 2071])
def test_saved_is_said_by_the_servers_clock(br, diagnosis, page, desk, year):
    page.clock.set_fixed_time(f"{year}-02-03T04:05:00")
    page.goto(f"{desk}/dimensions/2/")
    page.route("**/answers/**", lambda route: route.abort())
    write(page, "D2.2", "relógio errado")
    expect(line(page, "D2.2")).to_contain_text("guardado neste aparelho às 04h05")
    page.unroute("**/answers/**")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(line(page, "D2.2")).to_have_text(SAVED)
    moment = timezone.localtime(kept(br, "D2.2").saved_at, ZoneInfo(br.here.time_zone))
    expect(line(page, "D2.2")).to_have_text(f"Salvo às {moment:%Hh%M}")
    expect(page.locator(".mc-deadline")).to_contain_text("faltam 29 dias")
    said = {"author": br.people["alternate"], "department": "Saúde"}
    cycle.answer(br, diagnosis, "D2.1", "es", **said)
    write(page, "D2.2", "relógio errado, e notícias certas")
    expect(page.locator("[id='presence-D2.1']")).to_contain_text("Saúde respondeu aqui")


def test_an_answer_lost_on_its_way_back_is_one_save(br, page, desk):
    page.goto(f"{desk}/dimensions/2/")

    def deaf(route):
        route.fetch()
        route.abort()

    page.route("**/answers/**", deaf)
    write(page, "D2.2", "chegou")
    expect(line(page, "D2.2")).to_have_text(WAITING)
    page.unroute("**/answers/**")
    page.reload()
    expect(line(page, "D2.2")).to_have_text(SAVED)
    expect(box(page)).to_be_hidden()
    with br.desk():
        assert AnswerRevision.objects.count() == 1


def test_the_reply_to_a_save_tells_who_else_answered_here(br, diagnosis, page, desk):
    page.goto(f"{desk}/dimensions/2/")
    said = {"author": br.people["alternate"], "department": "Saúde"}
    cycle.answer(br, diagnosis, "D2.1", "es", **said)
    cycle.answer(br, diagnosis, "D1.1", "yes", **said)
    write(page, "D2.2", "a minha")
    told = page.locator("[id='presence-D2.1']")
    expect(told).to_contain_text(re.compile(r"Saúde respondeu aqui às \d\dh\d\d"))
    expect(page.locator(".mc-presence")).to_have_count(1)
    told.get_by_role("link").click()
    expect(page.locator("[id='answer-D2.1-es']")).to_be_checked()
