"""Both hosts in Chromium: the redirect, the cookies it keeps apart, a passkey of the own domain."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

PASSWORD = "senha-de-teste-longa"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hosts(world, live_server, settings) -> tuple[str, str]:
    """The main site and Brazil's own domain; browsers lead ``*.localhost`` to this machine."""
    port = live_server.url.rpartition(":")[2]
    main, own = f"localhost:{port}", f"br.localhost:{port}"
    settings.SITE_URL = f"http://{main}"
    settings.PROGRAMME_DOMAINS = {"br": own}
    settings.ALLOWED_HOSTS = ["localhost", "br.localhost"]
    return f"http://{main}", f"http://{own}"


def sign_in(page: Page, email: str) -> None:
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_from_the_old_address_to_a_passkey_of_the_new(world, hosts, page: Page):
    main, own = hosts
    lead = world.br.people["lead"]
    page.set_default_timeout(15_000)
    page.goto(f"{main}/br/desk/9900011/?lang=es")
    assert page.url.startswith(f"{own}/accounts/login/?next=/desk/9900011/")
    sign_in(page, lead.email)
    page.wait_for_url(f"{own}/desk/9900011/**")
    assert {one["domain"] for one in page.context.cookies()} == {"br.localhost"}

    page.goto(f"{main}/uy/desk/9900011/")
    assert page.url.startswith(f"{main}/uy/accounts/login/"), "signed in on one host alone"

    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    key |= {"hasUserVerification": True, "isUserVerified": True}
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page.goto(f"{own}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)  # once more, before anything about keys
    page.press("[name=password]", "Enter")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(f"{own}/accounts/2fa/**/recovery-codes/**")
    (credential,) = devtools.send(
        "WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]}
    )["credentials"]
    assert credential["rpId"] == "br.localhost"
    assert Authenticator.objects.filter(user=lead, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto(f"{own}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(f"{own}/desk/9900011/**")
    expect(page.locator("h1").first).to_be_visible()
