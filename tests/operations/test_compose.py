"""What docker-compose.yml and the Dockerfile promise, read from the files themselves."""

import importlib.util
import ipaddress
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from migracidades.kit import env, steps

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES = COMPOSE["services"]
OURS = {name for name, one in SERVICES.items() if one["image"].startswith("migracidades:")}
ONCE = {"migrate", "roles"}
BIN = Path(sys.executable).parent


def networks_of(name: str) -> set[str]:
    return set(SERVICES[name]["networks"])


def secrets_of(name: str) -> set[str]:
    return set(SERVICES[name].get("secrets", ()))


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


def test_these_are_the_services():
    assert set(SERVICES) == {
        *("proxy", "web-1", "web-2", "worker", "render", "beat", "migrate", "roles"),
        *("postgres", "redis", "cache"),
    }
    assert {"web-1", "web-2", "worker", "render", "beat", *ONCE} == OURS


@pytest.mark.parametrize("name", SERVICES)
class TestEveryService:
    def test_is_nobody_in_particular_and_can_become_nobody_else(self, name):
        one = SERVICES[name]
        user, group = (int(part) for part in one["user"].split(":"))
        assert user > 0
        assert group > 0
        assert one["cap_drop"] == ["ALL"]
        assert "cap_add" not in one
        assert "privileged" not in one
        assert one["security_opt"] == ["no-new-privileges:true"]

    def test_writes_into_volumes_and_memory_alone(self, name):
        one = SERVICES[name]
        assert one["read_only"] is True
        assert one["tmpfs"]
        for volume in one.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or volume.endswith(":ro"), volume

    def test_knows_the_countries_beside_the_image_if_it_is_ours(self, name):
        beside = "./countries:/srv/countries:ro" in SERVICES[name].get("volumes", ())
        assert beside is (name in OURS)
        told = SERVICES[name].get("environment", {}).get("CONTENT_FOLDERS")
        assert told == ("/srv/countries" if beside else None)

    def test_has_its_limits(self, name):
        one = SERVICES[name]
        assert re.fullmatch(r"\d+[mg]", one["mem_limit"])
        assert 0 < one["pids_limit"] <= 256
        assert 0 < one["cpus"] <= 2
        assert int(one["stop_grace_period"].removesuffix("s")) >= 30
        assert one["logging"]["options"]["max-size"]

    def test_starts_again_unless_it_runs_once(self, name):
        assert SERVICES[name]["restart"] == ("no" if name in ONCE else "unless-stopped")

    def test_says_whether_it_is_well(self, name):
        assert ("healthcheck" in SERVICES[name]) is (name not in ONCE)

    def test_comes_from_a_named_version(self, name):
        _image, _colon, tag = SERVICES[name]["image"].partition(":")
        assert tag
        assert tag != "latest"

    def test_gets_its_secrets_as_files(self, name):
        one = SERVICES[name]
        assert secrets_of(name) <= set(COMPOSE["secrets"])
        named = {
            value.removeprefix("/run/secrets/")
            for value in (*one.get("environment", {}).values(), *one.get("command", ()))
            if str(value).startswith("/run/secrets/")
        }
        assert named == secrets_of(name)
        for key, value in one.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN|_URL|KEY", key) and key != "SITE_URL":
                assert value.startswith("/run/secrets/"), key


def test_secrets_are_files_that_no_commit_and_no_image_takes_along():
    for one in COMPOSE["secrets"].values():
        assert one["file"].startswith(".secrets/")
    assert ".secrets/" in (ROOT / ".gitignore").read_text().split()
    assert (ROOT / ".dockerignore").read_text().startswith("*\n")


def test_the_script_makes_every_secret_and_keeps_what_is_there(tmp_path):
    folder = tmp_path / "migracidades" / "deploy"
    folder.mkdir(parents=True)
    script = shutil.copy(ROOT / "migracidades" / "deploy" / "secrets.sh", folder)
    made = tmp_path / ".secrets"
    texts = []
    for _time in range(2):
        subprocess.run(["sh", script, "selo.example.org"], check=True)
        texts.append({path.name: path.read_text() for path in made.iterdir()})
    assert texts[0] == texts[1]
    assert {f".secrets/{name}" for name in texts[0]} == {
        one["file"] for one in COMPOSE["secrets"].values()
    }
    assert made.stat().st_mode & 0o077 == 0
    assert len(texts[0]["secret_key"]) > 50
    password = texts[0]["redis_conf"].split()[1]
    assert texts[0]["redis_url"] == f"redis://:{password}@redis:6379/0\n"
    assert password not in texts[0]["cache_conf"]


class TestWalls:
    def test_only_the_proxy_is_published(self):
        assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
        assert not [name for name, one in SERVICES.items() if "network_mode" in one]

    def test_only_the_proxy_and_the_mail_reach_out(self):
        inside = {name for name, one in COMPOSE["networks"].items() if one.get("internal")}
        assert inside == {"front", "back"}
        assert {name for name in SERVICES if networks_of(name) - inside} == {"proxy", "worker"}

    def test_the_proxy_cannot_reach_the_servers(self):
        assert networks_of("proxy") == {"public", "front"}
        assert all(networks_of(name) == {"back"} for name in ("postgres", "redis", "cache"))

    def test_who_draws_documents_reaches_the_servers_alone(self):
        assert networks_of("render") == {"back"}
        drawing = [name for name in OURS if "--queues=render" in SERVICES[name].get("command", ())]
        assert drawing == ["render"]

    def test_who_runs_does_not_know_who_owns(self):
        assert {name for name in SERVICES if "database_owner_url" in secrets_of(name)} == ONCE
        knowing = {name for name in SERVICES if "database_superuser_url" in secrets_of(name)}
        assert knowing == {"roles"}
        knowing = {name for name in SERVICES if "email_password" in secrets_of(name)}
        assert knowing == {"worker"}

    def test_the_only_proxy_believed_is_ours(self):
        address = SERVICES["proxy"]["networks"]["front"]["ipv4_address"]
        (believed,) = {SERVICES[name]["environment"]["TRUSTED_PROXIES"] for name in OURS}
        assert ipaddress.ip_network(believed) == ipaddress.ip_network(address)


class TestServers:
    def test_jobs_are_never_forgotten(self):
        command = SERVICES["redis"]["command"]
        assert option(command, "--maxmemory-policy") == "noeviction"
        assert option(command, "--appendonly") == "yes"
        assert "/run/secrets/redis_conf" in command
        assert "doorbell:/data" in SERVICES["redis"]["volumes"]

    def test_pages_are_kept_apart_and_may_be_forgotten(self):
        command = SERVICES["cache"]["command"]
        assert option(command, "--maxmemory-policy") == "allkeys-lru"
        assert option(command, "--appendonly") == "no"
        assert "/run/secrets/cache_conf" in command

    def test_every_queue_has_a_worker(self):
        told = [word for name in OURS for word in SERVICES[name].get("command", ())]
        queues = [word.partition("=")[2] for word in told if word.startswith("--queues=")]
        assert sorted(queues) == sorted(settings.QUEUES)


@pytest.mark.parametrize("name", sorted(OURS))
class TestOurServices:
    def test_every_setting_exists(self, name):
        known = {one.name for one in env.asked}
        options = subprocess.run(
            [BIN / "granian", "--help"], capture_output=True, text=True, check=True
        ).stdout
        for key in SERVICES[name]["environment"]:
            assert key.removesuffix("_FILE") in known or key in options, key

    def test_every_command_exists(self, name):
        given = SERVICES[name]["command"]
        chained = [part.split() for part in given[2].split("&&")] if given[0] == "sh" else [given]
        for words in chained:
            assert (BIN / words[0]).exists()
            if words[0] == "python":
                assert words[1] == "manage.py"
                assert words[2] in get_commands()
            else:
                self.asserts_options(words)

    def asserts_options(self, words: list[str]) -> None:
        named = [word for word in words[1:] if not word.startswith("-")]
        subcommand = [] if words[0] == "granian" else named[:1]
        said = subprocess.run(
            [BIN / words[0], *subcommand, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for word in words[1:]:
            if word.startswith("--") and not word.startswith(("--app=", "--quiet")):
                assert re.search(rf"{word.partition('=')[0]}\b", said), word

    def test_the_question_for_its_health_exists(self, name):
        if name in ONCE:
            return
        test = SERVICES[name]["healthcheck"]["test"]
        assert test[:3] == ["CMD", "python", "-m"]
        assert importlib.util.find_spec(test[3])
        pulses = {"beat", *(f"queue:{queue}" for queue in settings.QUEUES)}
        assert test[4] == ("web" if name.startswith("web") else test[4])
        assert test[4] in {"web", *pulses}


def test_the_files_that_commands_name_are_there():
    words = [word.rpartition("=")[2] for name in OURS for word in SERVICES[name]["command"]]
    for word in words:
        if word.startswith("migracidades/"):
            assert (ROOT / word).is_file()
    for volume in SERVICES["proxy"]["volumes"]:
        assert (ROOT / volume.split(":")[0]).is_file()


def test_the_proxys_file_gets_every_word_it_wants():
    template = (ROOT / "migracidades" / "deploy" / "nginx.conf.template").read_text()
    given = SERVICES["proxy"]["environment"]
    assert set(re.findall(r"\$\{(\w+)\}", template)) == set(given) - {"NGINX_ENVSUBST_OUTPUT_DIR"}
    webs = {SERVICES[f"web-{n}"]["networks"]["front"]["ipv4_address"] for n in (1, 2)}
    assert {given["WEB_1"], given["WEB_2"]} == {f"{address}:8000" for address in webs}
    for page in ("deep", "metrics"):
        assert f"location = /health/{page} {{ return 404; }}" in template


class TestImage:
    def test_it_runs_as_nobody_in_particular(self):
        assert re.findall(r"^USER (.*)$", DOCKERFILE, re.M) == ["10001:10001"]
        assert {SERVICES[name]["user"] for name in OURS} == {"10001:10001"}

    def test_it_holds_what_the_lock_says(self):
        assert "--require-hashes -r /requirements.txt" in DOCKERFILE
        assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.M) == ["python:3.11-slim-bookworm"] * 2

    def test_it_has_what_documents_are_drawn_with(self):
        from migracidades.kit.pdf import PANGO_LINE

        assert set(PANGO_LINE.split()[2:]) <= set(DOCKERFILE.split())

    def test_its_steps_exist(self):
        (named,) = re.findall(r"migracidades\.kit\.steps (.*) \\", DOCKERFILE)
        wanted = [step for step in steps.STEPS if step.name in named.split()]
        assert len(wanted) == len(named.split())
        assert not any(step.in_database for step in wanted)

    def test_it_takes_the_code_along_and_nothing_else(self):
        taken = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), re.M)
        assert set(taken) == {
            *("manage.py", "requirements.txt", "migracidades", "certification", "dimensions"),
            *("training", "monitoring", "templates", "static"),
        }

    def test_its_folder_of_files_is_the_sites_alone(self):
        assert "install -d -o site -g site -m 0700 /srv/media" in DOCKERFILE
        assert {SERVICES[n]["environment"]["MEDIA_ROOT"] for n in OURS} == {"/srv/media"}
