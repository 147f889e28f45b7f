"""What ``make production-check`` walks through, step by step. Each returns what it has to tell."""

import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import refusals
from .person import Page, Person, code
from .place import STORES, Place
from .post import Post
from .site import SITE, Site, wait_for

EMAIL, NAME, PASSWORD = "ana.canario@example.org", "Ana Canário Souza", "senha-canario-que-e-longa"
INVITE = "/br/admin/people/invite/"
LOAD_SECONDS = 3


@dataclass
class Walk:
    place: Place
    site: Site
    post: Post
    administrator: Person = field(init=False)
    link: str = ""
    totp: str = ""
    invited: int = 0

    def steps(self) -> Iterator[tuple[str, object]]:
        yield "An empty database: roles, migrations, content", self.prepare
        yield "The first administrator, by command", self.seat_the_first
        yield "Refused to start unsafe", self.refuse
        yield "Started: two webs, worker, render, beat, proxy with TLS", self.start
        yield "Health, metrics and who may ask", self.ask_health
        yield "Signed in over TLS with a second factor", self.sign_in
        yield "A worker killed at work, and one asked to end: each job once", self.lose_a_worker
        yield "Replaced one after the other under load: no request lost", self.replace_under_load
        yield "Nothing of anybody in the logs", self.read_logs
        yield "Stopped", self.stop
        yield "Backed up, wiped and restored", self.restore

    # ------------------------------------------------------------------ before the first visitor
    def prepare(self) -> str:
        self.site.do(
            ["python", "-m", "migracidades.kit.steps", "translations", "static"], "migrate"
        )
        self.site.start("redis")
        self._lay_a_country_beside()
        self.site.run("roles")
        return self.site.run("migrate").strip().splitlines()[-1][:100]

    def _lay_a_country_beside(self) -> None:
        """A third country, from outside the image: its folder alone is written, nothing built."""
        told = {
            "name": "Uruguay Acoge",
            "country": "Uruguay",
            "languages": "es,en",
            "time-zone": "America/Montevideo",
            "levels": "municipality,department",
            "contact": "equipo@example.org",
        }
        words = [f"--{key}={value}" for key, value in told.items()]
        self.site.do(["python", "manage.py", "new_programme", "uy", *words], "migrate")

    def seat_the_first(self) -> str:
        words = ["python", "manage.py", "first_administrator", "br", EMAIL, NAME]
        said = self.site.do(words, "web-1")
        found = re.search(rf"{re.escape(self.place.address)}(/\S+)", said)
        assert found, said
        self.link = found[1]
        self.place.canaries |= {"sign-up link": self.link.rsplit("-", 1)[1].strip("/")}
        self.place.canaries |= {"password": PASSWORD, "e-mail": EMAIL, "name": "Canário"}
        return ""

    def refuse(self) -> str:
        self.site.start("cache")
        cases = refusals.by_settings(self.site) + refusals.by_database(self.site)
        return f"{cases} cases, and {refusals.at_start(self.site)} processes"

    def start(self) -> str:
        began = time.monotonic()
        self.post.open()
        self.site.start(*SITE, "proxy")
        self.site.wait_until_well("web-1", "web-2")
        return f"{time.monotonic() - began:.1f} s until ready"

    # ------------------------------------------------------------------ visitors
    def ask_health(self) -> str:
        visitor = Person(self.place)
        for page, status in (("live", 200), ("ready", 200), ("deep", 404), ("metrics", 404)):
            assert visitor.get(f"/health/{page}").status == status, page
        assert json.loads(visitor.get("/health/ready").text)["degraded"] == []
        home = visitor.get("/br/")
        assert home.status == 200
        assert "Uruguay Acoge" in visitor.get("/uy/").text
        assert home.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "Contact: mailto:ajuda@" in visitor.get("/.well-known/security.txt").text
        for proxied in ({"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-For": "203.0.113.9"}):
            status, _text = self.site.inside("web-1", "/health/deep", **proxied)
            assert status == 404, "Whom the proxy speaks for is not inside."
        token = {"Authorization": f"Bearer {self.place.canaries['health token']}"}
        proxied = {"X-Forwarded-For": "203.0.113.9", **token}
        assert self.site.inside("web-1", "/health/metrics", **proxied)[0] == 200
        # Beat's first tick comes after some seconds.
        wait_for(lambda: self._deep() == [], 40, f"Not well: {self._deep()}")
        self.site.wait_until_well("worker", "render", "beat", seconds=5)
        return f"{len(self._metrics())} series"

    def sign_in(self) -> str:
        ana = self.administrator = Person(self.place)
        page = ana.get(self.link)
        assert page.status == 200, page
        page = ana.post(page.path, password1=PASSWORD, password2=PASSWORD)
        assert page.status == 200, page.text[:2000]
        page = self._sign_in(ana)
        page = ana.get("/br/admin/")
        assert page.path.startswith("/br/accounts/2fa/"), f"No second factor asked: {page.path}"
        page = ana.get("/br/accounts/2fa/totp/activate/")
        if "reauthenticate" in page.path:
            page = ana.post(page.path, password=PASSWORD)
        found = re.search(r"\b[A-Z2-7]{32}\b", page.text)
        assert found, page.text[:3000]
        self.totp = self.place.canaries["second factor"] = found[0]
        ana.post("/br/accounts/2fa/totp/activate/", code=code(self.totp))
        assert ana.get("/br/admin/").path == "/br/admin/"
        ana.post("/br/accounts/logout/")
        assert "/accounts/login/" in ana.get("/br/admin/").path
        page = self._sign_in(ana)
        assert page.path.startswith("/br/accounts/2fa/authenticate"), page.path
        assert "/accounts/login/" in Person(self.place).get("/br/admin/").path
        used = code(self.totp)
        wait_for(lambda: code(self.totp) != used or self._enter(ana), 31, "The code is refused.")
        self._enter(ana)
        page = ana.get("/br/admin/")
        assert (page.status, page.path) == (200, "/br/admin/"), page.path
        self.place.canaries["session"] = ana.cookies["__Host-sessionid"]
        return ""

    def _sign_in(self, person: Person) -> Page:
        person.get("/br/accounts/login/")
        return person.post("/br/accounts/login/", login=EMAIL, password=PASSWORD)

    def _enter(self, person: Person) -> bool:
        page = person.post("/br/accounts/2fa/authenticate/", code=code(self.totp))
        return not page.path.startswith("/br/accounts/2fa/authenticate")

    # ------------------------------------------------------------------ jobs
    def lose_a_worker(self) -> str:
        began = time.monotonic()
        self.post.holding, self.post.held = True, 0
        assert self._invite() < 400
        wait_for(lambda: self.post.held, 20, "No worker took the job.")
        self.site.kill("worker")
        self.post.holding = False
        self.site.start("worker")
        wait_for(lambda: self._done() == self.invited, 60, "The killed worker's job is not done.")
        lost = time.monotonic() - began
        self.post.holding, self.post.held = True, 0
        assert self._invite() < 400
        wait_for(lambda: self.post.held, 20, "No worker took the second job.")
        threading.Timer(1, self._let_go).start()
        assert self.site.stop("worker") == 0, "The worker was asked to end, and ended badly."
        assert self._done() == self.invited, "The worker ended before its work was done."
        self.site.start("worker")
        self._each_once()
        tries = self.place.ask("SELECT max(attempts) FROM ledger_outboxentry")[0][0]
        assert tries == 2, f"The killed job was tried {tries} times."
        return f"done {lost:.0f} s after the kill"

    def _let_go(self) -> None:
        self.post.holding = False

    def _invite(self) -> int:
        email = f"convidada-{self.invited + 1}-canario@example.org"
        page = self.administrator.once(
            "POST", INVITE, {**self._token(), "email": email, "role": "observer"}
        )
        self.invited += page.status == 302
        return page.status

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.administrator.cookies["__Host-csrftoken"]}

    def _done(self) -> int:
        done = "SELECT count(*) FROM ledger_outboxentry WHERE handler = 'ledger.mail'"
        return int(self.place.ask(f"{done} AND state = 'done'")[0][0])

    def _each_once(self) -> None:
        accepted = self.post.accepted
        assert len(accepted) == len(set(accepted)) == self.invited, accepted
        (sent,) = self.place.ask("SELECT count(*) FROM ledger_mailmessage WHERE state = 'sent'")
        assert sent[0] == self.invited

    # ------------------------------------------------------------------ a new version
    def replace_under_load(self) -> str:
        """Visitors read, and the administrator writes, while each web process is replaced."""
        stop, answers = threading.Event(), []

        def read() -> None:
            visitor = Person(self.place)
            while not stop.is_set():
                for path in (
                    "/br/",
                    "/br/accounts/login/",
                    "/static/favicon.svg",
                    "/br/dimensions/",
                ):
                    answers.append((path, _status(visitor, path)))

        def write() -> None:
            while not stop.is_set():
                answers.append((INVITE, self._safely_invite()))

        crowd = [threading.Thread(target=one) for one in (read, read, read, write)]
        for one in crowd:
            one.start()
        try:
            for name in ("web-1", "web-2"):
                time.sleep(LOAD_SECONDS / 2)
                exit_code = self.site.stop(name)
                assert exit_code == 0, f"{name} ended with {exit_code}: {self.site.tail(name)}"
                self.site.start(name)
                self.site.wait_until_well(name)
            time.sleep(LOAD_SECONDS / 2)
        finally:
            stop.set()
            for one in crowd:
                one.join(30)
        lost = [one for one in answers if not one[1] or one[1] >= 500]
        assert not lost, f"{len(lost)} of {len(answers)} requests were lost: {lost[:5]}"
        written = self.place.ask("SELECT count(*) FROM tenancy_invitation")[0][0]
        assert written == self.invited, f"{written} invitations, {self.invited} acknowledged"
        wait_for(lambda: self._done() == self.invited, 120, "Jobs of the load are not done.")
        self._each_once()
        return f"{len(answers)} requests, {self.invited} of them writing"

    def _safely_invite(self) -> int:
        try:
            return self._invite()
        except OSError:
            return 0

    # ------------------------------------------------------------------ what stays
    def read_logs(self) -> str:
        lines, ours = 0, 0
        self.place.canaries["invitation link"] = self._a_token()
        self.place.canaries["invited person"] = "canario@example.org"
        for path in sorted((self.place.folder / "log").glob("*.log")):
            text = path.read_text(errors="replace")
            for what, canary in self.place.canaries.items():
                assert canary not in text, f"The {what} stands in the log of {path.stem}."
            for line in text.splitlines() if path.stem not in STORES else ():
                lines += 1
                ours += _is_fact(line)
        requests = self._lines("web-1") + self._lines("web-2")
        answered = [one for one in requests if one["message"] == "request"]
        assert answered, "No request was logged."
        assert all(one["at"].endswith("Z") and one["request"] for one in answered)
        assert {one.get("programme") for one in answered} == {"br", "uy", None}
        jobs = [one for one in self._lines("worker") if one["message"] == "job done"]
        assert all(one["programme"] == "br" and one["job"] for one in jobs)
        assert jobs
        return f"{ours} of {lines} lines are JSON"

    def _lines(self, name: str) -> list[dict]:
        text = (self.place.folder / "log" / f"{name}.log").read_text()
        return [json.loads(line) for line in text.splitlines() if _is_fact(line)]

    def _a_token(self) -> str:
        found = re.search(
            r"/br/invitations?/([\w=-]{20,})", self.post.texts[-1].replace("=\r\n", "")
        )
        assert found, self.post.texts[-1]
        return found[1][:30]

    def stop(self) -> str:
        began = time.monotonic()
        for name in ("proxy", "beat", "worker", "render", "web-1", "web-2"):
            exit_code = self.site.stop(name)
            assert exit_code == 0, f"{name} ended with {exit_code}: {self.site.tail(name)}"
        return f"{time.monotonic() - began:.1f} s, every exit code 0"

    def restore(self) -> str:
        """As the README says it; the walls stand again, signed as they were."""
        dump = self.place.folder / "database.dump"
        rows = "SELECT count(*), md5(string_agg(digest, '' ORDER BY id)) FROM tenancy_invitation"
        before = self.place.ask(rows)
        subprocess.run(["pg_dump", "-Fc", "-f", dump, "-d", self.place.superuser_url], check=True)
        self.place.wipe()
        self.site.run("roles")
        subprocess.run(["pg_restore", "-d", self.place.superuser_url, dump], check=True)
        assert self.place.ask(rows) == before
        self.site.do(refusals.CHECK, "web-1")
        return f"{dump.stat().st_size // 1024} KiB"

    def _deep(self) -> list[str]:
        return json.loads(self.site.inside("web-1", "/health/deep")[1])["faults"]

    def _metrics(self) -> list[str]:
        text = self.site.inside("web-1", "/health/metrics")[1]
        return [line for line in text.splitlines() if not line.startswith("#")]


def _status(person: Person, path: str) -> int:
    try:
        return person.once("GET", path).status
    except OSError:
        return 0


def _is_fact(line: str) -> bool:
    return line.startswith("{") and line.endswith("}")
