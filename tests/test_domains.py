"""A programme on a domain of its own: the same addresses without the segment, and no other's."""

import os
import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import get_resolver, reverse

from certification.seal.issuing import issue
from migracidades.kit import domains as hosts
from migracidades.kit import env
from migracidades.ledger import mail, outbox, speaking
from migracidades.ledger.models import MailMessage
from migracidades.tenancy import domains
from migracidades.tenancy.middleware import OUTSIDE, RESERVED
from migracidades.tenancy.models import Membership
from tests.seal.conftest import ready_in

MAIN, BR, AR = "main.test", "br.test", "cidades-ar.test"
PASSWORD = "senha-de-teste-longa"


@pytest.fixture(autouse=True)
def two_domains(settings):
    """Brazil and Argentina moved out; the third programme stayed on the main site."""
    settings.SITE_URL = f"https://{MAIN}"
    settings.PROGRAMME_DOMAINS = {"br": BR, "ar": AR}
    settings.ALLOWED_HOSTS = [MAIN, BR, AR]


class Visitor(Client):
    """Comes over https, as behind a proxy that says so."""

    def generic(self, *args, **more):
        return super().generic(*args, **(more | {"secure": True}))


def at(host: str, *, csrf: bool = False) -> Client:
    """A visitor of a host."""
    return Visitor(enforce_csrf_checks=csrf, HTTP_HOST=host)


def sign_in(client: Client, email: str, prefix: str = ""):
    sent = {"login": email, "password": PASSWORD}
    return client.post(f"{prefix}/accounts/login/", sent)


def is_signed_in(client: Client, prefix: str = "") -> bool:
    return client.get(f"{prefix}/accounts/email/").status_code == 200


class TestAddresses:
    def test_the_same_pages_answer_without_the_segment(self, world):
        page = at(BR).get("/governments/9900011/")
        assert page.status_code == 200
        assert "Vila Exemplo BR" in page.content.decode()
        assert at(BR).get("/theme.css").status_code == 200
        assert at(BR).get("/api/v1/").status_code == 200

    def test_their_links_lead_to_pages_of_the_same_host(self, world):
        visitor = at(BR)
        page = visitor.get("/").content.decode()
        links = {one for one in re.findall(r'href="(/[^"]*)"', page) if "/static/" not in one}
        assert len(links) > 4
        assert not {one for one in links if one.startswith("/br/")}
        assert {one: visitor.get(one).status_code for one in links} == dict.fromkeys(links, 200) | {
            one: 302 for one in links if one.startswith("/desk/")
        }

    @pytest.mark.parametrize(
        ("asked", "answered"),
        [
            ("/br/", f"https://{BR}/"),
            ("/br", f"https://{BR}/"),
            ("/br/register/?state=MS&page=2", f"https://{BR}/register/?state=MS&page=2"),
            ("/br/governments/S%C3%A3o%3Fx/", f"https://{BR}/governments/S%C3%A3o%3Fx/"),
            ("/br//evil.test/", f"https://{BR}//evil.test/"),
        ],
    )
    @pytest.mark.parametrize("host", [MAIN, BR])
    def test_old_addresses_lead_there_for_good(self, world, asked, answered, host):
        response = at(host).get(asked)
        assert (response.status_code, response["Location"]) == (301, answered)

    @pytest.mark.parametrize("host", [MAIN, BR])
    def test_what_is_sent_to_an_old_address_is_sent_again(self, world, host):
        response = at(host, csrf=True).post("/br/verify/?lang=es", {"code": "x"})
        assert response.status_code == 308
        assert response["Location"] == f"https://{BR}/verify/?lang=es"

    def test_other_programmes_are_not_there(self, world):
        for path in ("/ar/", "/ar/governments/9900011/", "/uy/", "/uy/admin/", "/zz/"):
            response = at(BR).get(path)
            assert response.status_code == 404, path
            assert "Location" not in response

    def test_who_stayed_on_the_main_site_stays_there(self, world):
        assert at(MAIN).get("/uy/governments/9900011/").status_code == 200
        assert at(MAIN).get("/governments/9900011/").status_code == 404

    def test_the_list_of_programmes_leads_to_each_where_it_is(self, world):
        page = at(MAIN).get("/").content.decode()
        for address in (f"https://{BR}/", f"https://{AR}/", "/uy/"):
            assert f'href="{address}"' in page

    def test_a_domain_whose_programme_is_not_loaded_shows_nothing(self, world, settings):
        settings.PROGRAMME_DOMAINS = {"cl": BR}
        for path in ("/", "/verify/", "/uy/"):
            page = at(BR).get(path)
            assert page.status_code == 404
            assert "Vila" not in page.content.decode()

    def test_an_unknown_host_is_refused(self, world):
        assert at("evil.test").get("/").status_code == 400

    def test_health_answers_on_every_host(self, world):
        for host in (MAIN, BR):
            assert at(host).get("/health/ready").json()["ready"] is True

    def test_a_host_says_its_port_or_its_case_as_it_likes(self, world, settings):
        assert at(f"{BR}:8443").get("/").status_code == 200
        assert at(BR.upper()).get("/").status_code == 200
        settings.PROGRAMME_DOMAINS = {"br": f"{BR}:9000"}
        assert domains.slug_at(f"{BR}:9000") == "br"
        assert domains.slug_at(BR) is None

    def test_no_slug_can_hide_an_address(self):
        def first(pattern, route=""):
            route += str(pattern.pattern)
            inner = getattr(pattern, "url_patterns", None)
            if inner is None:
                return {route.split("/")[0]}
            return set().union(*(first(one, route) for one in inner))

        inside = set().union(*(first(one) for one in get_resolver().url_patterns))
        outside = set().union(
            *(first(one) for one in get_resolver("migracidades.lobby").url_patterns)
        )
        slugs = re.compile("[a-z][a-z0-9-]*")
        assert {one for one in inside | outside if slugs.fullmatch(one)} <= RESERVED
        assert {one for one in outside if one} <= OUTSIDE


class TestCookies:
    def test_a_session_on_one_domain_is_none_on_another(self, world):
        lead = world.br.people["lead"]
        with world.uy.staff():
            Membership.objects.create(user=lead, role="lead", government=world.uy.here)
        own, main = at(BR), at(MAIN)
        assert sign_in(own, lead.email).status_code == 302
        assert sign_in(main, lead.email, "/uy").status_code == 302
        assert is_signed_in(own)
        assert is_signed_in(main, "/uy")

        for taken, thief, prefix in ((own, at(MAIN), "/uy"), (main, at(BR), ""), (own, at(AR), "")):
            thief.cookies.update(taken.cookies)
            assert not is_signed_in(thief, prefix)
        assert is_signed_in(own), "whoever carried the cookie away did not end the session"

    def test_no_cookie_names_a_domain(self, world):
        visitor = at(BR)
        visitor.get("/accounts/login/")
        sign_in(visitor, world.br.people["lead"].email)
        visitor.post("/language/", {"language": "es", "next": "/"})
        world.br.people["lead"].refresh_from_db()
        assert world.br.people["lead"].language == "es"
        names = {live.SESSION_COOKIE_NAME, live.CSRF_COOKIE_NAME, live.LANGUAGE_COOKIE_NAME}
        assert names <= set(visitor.cookies)
        for cookie in visitor.cookies.values():
            assert (cookie["domain"], cookie["path"]) == ("", "/")

    def test_a_form_of_another_domain_is_refused(self, world):
        """Each host trusts itself alone: a list of trusted origins would trust them crosswise."""
        visitor = at(BR, csrf=True)
        visitor.get("/verify/")
        token = visitor.cookies[live.CSRF_COOKIE_NAME].value
        sent = {"code": "7K3F-9MWD", "csrfmiddlewaretoken": token}
        for origin, status in ((BR, 200), (AR, 403), (MAIN, 403)):
            answer = visitor.post("/verify/", sent, HTTP_ORIGIN=f"https://{origin}")
            assert answer.status_code == status, origin

    def test_the_language_is_kept_on_its_host(self, world):
        visitor = at(BR)
        visitor.post("/language/", {"language": "es", "next": "/register/"})
        assert '<html lang="es">' in visitor.get("/register/").content.decode()
        assert '<html lang="pt-br">' in at(AR).get("/register/").content.decode()

    @pytest.mark.parametrize("target", [f"https://{AR}/", f"https://{MAIN}/uy/", "//evil.test/"])
    def test_next_never_leaves_the_host(self, world, target):
        visitor = at(BR)
        answer = visitor.post("/language/", {"language": "es", "next": target})
        assert answer["Location"] == "/"
        sent = {"login": world.br.people["lead"].email, "password": PASSWORD, "next": target}
        assert visitor.post("/accounts/login/", sent)["Location"] == "/desk/"

    def test_next_leads_back_to_the_page_that_asked(self, world):
        visitor, lead = at(BR), world.br.people["lead"]
        asked = visitor.get("/desk/9900011/")["Location"]
        assert asked == "/accounts/login/?next=/desk/9900011/"
        sent = {"login": lead.email, "password": PASSWORD, "next": "/desk/9900011/"}
        assert visitor.post(asked, sent)["Location"] == "/desk/9900011/"
        assert visitor.get("/desk/9900011/").status_code == 200


class TestLinks:
    def test_a_link_carries_the_programmes_own_origin(self, world):
        for country, link in (
            (world.br, f"https://{BR}/verify/"),
            (world.ar, f"https://{AR}/verify/"),
            (world.uy, f"https://{MAIN}/uy/verify/"),
        ):
            with speaking(country.programme):
                assert mail.absolute(reverse("verify")) == link
        assert mail.absolute("/health/live") == f"https://{MAIN}/health/live"

    def test_so_do_mails_written_in_a_request_and_by_the_worker(self, world):
        """An invitation: its link is made in the request, its envelope by the worker."""
        visitor = at(BR)
        visitor.force_login(world.br.people["lead"])
        visitor.cookies.clear()
        sign_in(visitor, world.br.people["lead"].email)
        sent = {"email": "nova@br.test", "role": "contributor", "act": "invite"}
        assert visitor.post("/desk/9900011/people/", sent).status_code == 302
        assert outbox.drain(world.br.programme) == []
        with world.br.staff():
            message = MailMessage.objects.get(to="nova@br.test")
        assert f"https://{BR}/invitations/" in message.text
        assert f"https://{BR}/" in message.text.split("-- ")[1]
        assert MAIN not in message.text
        with speaking(world.br.programme):
            assert mail.as_email(message).extra_headers["Message-ID"].endswith(f"@{BR}>")

    def test_a_printed_seal_still_leads_to_its_page(self, world, settings, tmp_path):
        """Issued while the programme stood under its segment; verified after it moved."""
        settings.MEDIA_ROOT = str(tmp_path)
        settings.PROGRAMME_DOMAINS = {}
        ready = ready_in(world.br)
        with world.br.staff():
            asked = {"actor": world.br.people["issuer"], "roles": {"issuer"}}
            seal, _fresh = issue(ready.participation, kind="seal", **asked)
        with speaking(world.br.programme):
            printed = mail.absolute(reverse("verification", args=[seal.code]))
        assert printed == f"https://{MAIN}/br/v/{seal.code}"

        settings.PROGRAMME_DOMAINS = {"br": BR}
        moved = at(MAIN).get(printed.removeprefix(f"https://{MAIN}"))
        assert (moved.status_code, moved["Location"]) == (301, f"https://{BR}/v/{seal.code}")
        page = at(BR).get(f"/v/{seal.code}")
        assert "Vila Exemplo BR" in page.content.decode()
        told = at(BR).get(f"/api/v1/seals/{seal.code}/").json()
        assert f"https://{BR}/v/{seal.code}" in str(told)
        assert at(AR).get(f"/v/{seal.code}").status_code == 404


class TestSetting:
    """What the one setting brings with it."""

    @pytest.fixture
    def read(self, monkeypatch):
        def settings_with(**given: str) -> dict:
            monkeypatch.setattr(env, "asked", [])
            for name, value in given.items():
                monkeypatch.setenv(name, value)
            return runpy.run_path(str(Path(live.BASE_DIR) / "migracidades" / "settings.py"))

        monkeypatch.setattr(os, "environ", os.environ.copy())
        return settings_with

    def test_its_hosts_are_allowed_and_its_cookies_host_only(self, read):
        read_ = read(SITE_URL=f"https://{MAIN}", PROGRAMME_DOMAINS=f"br={BR}, ar={AR.upper()}:8443")
        assert read_["PROGRAMME_DOMAINS"] == {"br": BR, "ar": f"{AR}:8443"}
        assert {BR, AR} <= set(read_["ALLOWED_HOSTS"])
        for cookie in ("SESSION", "CSRF", "LANGUAGE"):
            assert read_[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert read_["SESSION_COOKIE_SECURE"]
        assert read_["CSRF_COOKIE_SECURE"]

    def test_without_https_the_names_are_plain(self, read):
        assert read(SITE_URL="http://127.0.0.1:8000")["SESSION_COOKIE_NAME"] == "sessionid"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"br": "https://cities.test"},
            {"br": "*"},
            {"br": ".cities.test"},
            {"br": "cities.test/br"},
            {"br": MAIN},
            {"br": BR, "ar": BR},
        ],
    )
    def test_what_cannot_be_a_host_stops_the_start(self, wrong):
        with pytest.raises(ImproperlyConfigured, match="PROGRAMME_DOMAINS"):
            hosts.checked(wrong, site_url=f"https://{MAIN}")

    def test_what_is_no_pair_stops_the_start(self, read):
        with pytest.raises(ImproperlyConfigured, match="PROGRAMME_DOMAINS"):
            read(PROGRAMME_DOMAINS=BR)
