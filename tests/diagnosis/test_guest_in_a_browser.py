"""From the lead's phone to a guest whose browser runs no script and keeps no cookie, and back."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.diagnosis.at_desk import desk
from tests.diagnosis.guesting import suggested

__all__ = ["desk"]
pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "navigator.share = (data) => { window.shared = data.text; return Promise.resolve(); }"


def test_a_question_travels_to_a_guest_and_back(br, page: Page, desk, browser: Browser):
    page.add_init_script(SHEET)
    page.goto(f"{desk}/questions/D2.2/")
    page.get_by_role("link", name="Compartilhar esta pergunta").click()
    page.get_by_role("button", name="Criar o link").click()
    page.get_by_role("button", name="Compartilhar", exact=True).click()
    text = page.evaluate("window.shared")
    address = re.search(r"http://\S+/g/(\S+)/", text)[0]
    assert text == page.get_by_label("Texto para enviar").input_value()

    guest = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    phone = guest.new_page()
    here = desk.partition("/br/")[0]
    phone.goto(re.sub(r"http://[^/]+", here, address))
    phone.get_by_label("Sua resposta").fill("Atendemos com intérprete")
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.get_by_text("Escreva o seu nome.").first).to_be_visible()
    phone.get_by_label("Seu nome").fill("Maria Souza")
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.get_by_text("Enviado às")).to_be_visible()
    assert guest.cookies() == []
    guest.close()
    assert [one.value for one in suggested(br)] == ["Atendemos com intérprete"]

    page.goto(f"{desk}/guests/")
    page.get_by_role("button", name="Usar esta resposta").click()
    expect(page.get_by_text("A sugestão agora é a resposta.")).to_be_visible()
