"""Where production is tried: a folder, a database with its logins, a database of Redis, secrets.

All of it is made here and taken away again; the installed servers keep what they had.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import psycopg2
import yaml

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
STORES = ("redis", "cache")  # of the installed program, as the services are started
# Who may make databases and roles on the installed server.
SUPERUSER = os.environ.get(
    "PRODUCTION_SUPERUSER_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
)


class Place:
    """A server as docker-compose.yml and the README would leave it, on this machine."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mc-production-"))
        self.key = f"mc_check_{os.getpid()}"
        self.database = self.key
        self.app, self.owner = f"{self.key}_app", f"{self.key}_owner"
        self.canaries = {"mail password": secrets.token_hex(), "health token": ""}
        self.media = self.folder / "media"
        self.media.mkdir(mode=0o700)
        self.countries = self.folder / "countries"
        self.countries.mkdir()
        (self.folder / "log").mkdir()
        self._make_secrets()
        self.extra_roles: list[str] = []

    @cached_property
    def ports(self) -> dict[str, int]:
        names = ("web-1", "web-2", "http", "https", *STORES, "smtp")
        held = [socket.create_server(("127.0.0.1", 0)) for _name in names]
        found = {name: one.getsockname()[1] for name, one in zip(names, held, strict=True)}
        for one in held:
            one.close()
        return found

    @property
    def address(self) -> str:
        return f"https://localhost:{self.ports['https']}"

    def secret(self, name: str) -> Path:
        return self.folder / ".secrets" / name

    # ------------------------------------------------------------------ what compose gives
    def env_of(self, service: str) -> dict[str, str]:
        """The environment of a service, with this machine's places instead of a container's."""
        given = SERVICES[service].get("environment", {})
        mine = {key: self._here(value) for key, value in given.items()}
        mine |= {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "SSL_CERT_FILE": str(self.secret("tls_certificate")),  # the mail server's as well
            "TRUSTED_PROXIES": "127.0.0.1/32",
        }
        if service in self.ports:
            mine |= {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(self.ports[service])}
        return mine

    def command_of(self, service: str) -> list[str]:
        return [self._here(word) for word in SERVICES[service]["command"]]

    def _here(self, value: str) -> str:
        value = value.replace("/tmp/", f"{self.folder}/")
        value = value.replace("/run/secrets", str(self.folder / ".secrets"))
        value = value.replace("/srv/media", str(self.media))
        value = value.replace("/srv/countries", str(self.countries))
        return re.sub(r"\$\{(\w+):[-?]([^}]*)\}", self._dotenv, value)

    def _dotenv(self, found: re.Match[str]) -> str:
        written = {
            "SITE_URL": self.address,
            "ALLOWED_HOSTS": "localhost",
            "CONTACT": "ajuda@example.org",
            "EMAIL_HOST": "localhost",
            "EMAIL_PORT": str(self.ports["smtp"]),
            "EMAIL_HOST_USER": "",
            "DEFAULT_FROM_EMAIL": "MigraCidades <nao-responda@example.org>",
        }
        return written.get(found[1], found[2])

    # ------------------------------------------------------------------ secrets
    def _make_secrets(self) -> None:
        """By the script that a real server uses; then the addresses are those of this machine."""
        deploy = self.folder / "migracidades" / "deploy"
        deploy.mkdir(parents=True)
        script = shutil.copy(ROOT / "migracidades" / "deploy" / "secrets.sh", deploy)
        subprocess.run(["sh", script, "localhost"], check=True)
        host = re.search(r"@([^/]+)/", SUPERUSER)
        where = f"@{host[1] if host else '127.0.0.1:5432'}/{self.database}\n"
        for name, login in (("database_url", self.app), ("database_owner_url", self.owner)):
            text = self.secret(name).read_text()
            text = re.sub(r"//mc_\w+:", f"//{login}:", text)
            self.write(name, re.sub(r"@.*\n", where, text))
            self.canaries[name] = text.split(":")[2].partition("@")[0]
        self.write("database_superuser_url", SUPERUSER)
        for store in STORES:
            url, place = self.secret(f"{store}_url"), f"@127.0.0.1:{self.ports[store]}/0\n"
            self.write(url.name, re.sub(r"@.*\n", place, url.read_text()))
            password = self.secret(f"{store}_conf").read_text().split()[1]
            self.canaries[f"password of {store}"] = password
        self.write("email_password", self.canaries["mail password"])
        for name in ("secret_key", "health_token"):
            self.canaries[name.replace("_", " ")] = self.secret(name).read_text().strip()

    def write(self, secret: str, text: str) -> None:
        path = self.secret(secret)
        path.chmod(0o600)
        path.write_text(text)

    # ------------------------------------------------------------------ the database
    @property
    def superuser_url(self) -> str:
        return SUPERUSER.rpartition("/")[0] + f"/{self.database}"

    def ask(self, sql: str) -> list[tuple]:
        """Rows of the site's database, past every wall."""
        connection = psycopg2.connect(self.superuser_url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def wipe(self, roles: Iterable[str] = ()) -> None:
        """Take the database away, and ``roles``."""
        connection = psycopg2.connect(SUPERUSER)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
            for role in roles:
                cursor.execute(f"DROP ROLE IF EXISTS {role}")
        connection.close()

    def remove(self) -> None:
        """Everything that was made here, whatever happened meanwhile."""
        self.wipe((*self.extra_roles, self.app, self.owner))
        shutil.rmtree(self.folder, ignore_errors=True)
