"""The ground of ``make run``: whatever was killed starts again; every failure is a sentence."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from migracidades.kit import embedded, processes, supervisor

HOLD = """
import sys, time
from migracidades.kit import embedded
embedded.start(sys.argv[1], durable=False)
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def log(tmp_path):
    with (tmp_path / "log").open("ab") as file:
        yield file


def ask(name: str, sql: str) -> tuple:
    connection = psycopg2.connect(embedded.database_url(name))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()
    finally:
        connection.close()


def is_alive(pid: int) -> bool:
    return "State:\tZ" not in processes._read(pid, "status") and Path(f"/proc/{pid}").exists()


class TestServers:
    def test_they_answer_and_keep_what_they_were_told(self, instance):
        embedded.start(instance, durable=False)
        assert redis.Redis(unix_socket_path=str(embedded.sockets(instance) / "valkey.sock")).ping()
        assert ask(instance, "SELECT current_user::text") == ("mc_app",)
        embedded.make_roles(embedded.superuser_url(instance))
        embedded.stop(instance)
        assert not processes.strays(embedded.mark(instance), programs=("postgres", "valkey-server"))
        embedded.start(instance, durable=False)
        assert ask(instance, "SELECT 1") == (1,)

    def test_the_two_logins_are_no_masters(self, instance):
        embedded.start(instance, durable=False)
        rights = "bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)"
        assert ask(instance, f"SELECT {rights} FROM pg_roles WHERE rolname ~ '^mc_'") == (False,)
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert ask(instance, owner) == ("mc_owner",)

    def test_nobody_else_may_have_the_sockets(self, instance):
        folder = embedded.sockets(instance)
        folder.chmod(0o755)
        with pytest.raises(embedded.ServerError, match="yours alone"):
            embedded.sockets(instance)
        folder.chmod(0o700)

    def test_after_everything_was_killed_the_next_start_recovers(self, instance):
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, instance], stdout=subprocess.PIPE, cwd=embedded.ROOT
        )
        assert holder.stdout.readline() == b"up\n"
        pid_file = embedded.folder(instance) / "postgres" / "postmaster.pid"
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        holder.kill()
        holder.wait()
        stranger = subprocess.Popen(["sleep", "60"])
        try:
            pid_file.write_text(f"{stranger.pid}\n")
            (embedded.sockets(instance) / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")
            embedded.start(instance, durable=False)
            assert ask(instance, "SELECT 1") == (1,)
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()

    def test_servers_die_with_the_one_who_started_them(self, instance):
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, instance], stdout=subprocess.PIPE, cwd=embedded.ROOT
        )
        assert holder.stdout.readline() == b"up\n"
        holder.kill()
        holder.wait()
        deadline = time.monotonic() + 10
        programs = ("postgres", "valkey-server")
        while left := processes.strays(embedded.mark(instance), programs=programs):
            assert time.monotonic() < deadline, left
            time.sleep(0.1)

    def test_a_database_that_cannot_start_says_why(self, instance, monkeypatch):
        embedded.claim(instance)
        embedded.start_postgres(instance, durable=False)
        embedded.stop(instance)
        (embedded.folder(instance) / "postgres" / "PG_VERSION").write_text("9\n")
        monkeypatch.setattr(embedded, "PATIENCE", 1)
        embedded.claim(instance)
        with pytest.raises(embedded.ServerError, match=r"postgres does not start: .*log"):
            embedded.start_postgres(instance, durable=False)


class TestClaim:
    def test_a_second_start_is_told_the_address(self, instance):
        embedded.claim(instance)
        embedded.announce(instance, "http://127.0.0.1:8000/")
        with pytest.raises(embedded.Taken, match=r"http://127\.0\.0\.1:8000/"):
            embedded.claim(instance)

    def test_two_test_runs_take_two_instances(self, instance):
        embedded.claim(instance)
        other = embedded.claim_any(instance)
        try:
            assert other == f"{instance}-2"
            assert embedded.database_url(other) != embedded.database_url(instance)
        finally:
            embedded.stop(other)
            shutil.rmtree(embedded.folder(other))
            embedded.sockets(other).rmdir()


class TestProcesses:
    def test_what_does_not_listen_is_killed_with_its_children(self, log):
        script = "trap '' TERM; (trap '' TERM; sleep 60) & echo $!; wait"
        process = processes.spawn(["sh", "-c", script], log=log, mark="none")
        path = Path(log.name)
        while not path.read_text():
            time.sleep(0.02)
        processes.end(process, seconds=0.3)
        time.sleep(0.1)
        assert not is_alive(int(path.read_text()))

    def test_all_are_asked_before_any_is_waited_for(self, log):
        said = Path(log.name)
        deaf = processes.spawn(
            ["sh", "-c", "trap '' TERM; echo deaf; exec sleep 60"], log=log, mark="none"
        )
        while "deaf" not in said.read_text():
            time.sleep(0.02)
        script = (
            f"trap 'kill -0 {deaf.pid} && echo both; exit 0' TERM; echo listens; sleep 60 & wait"
        )
        listens = processes.spawn(["sh", "-c", script], log=log, mark="none")
        while "listens" not in said.read_text():
            time.sleep(0.02)
        processes.end(deaf, listens, seconds=0.5)
        assert said.read_text() == "deaf\nlistens\nboth\n"
        assert (deaf.returncode, listens.returncode) == (-signal.SIGKILL, 0)

    def test_marked_strays_are_found_and_ended(self, log):
        process = processes.spawn(["sleep", "60"], log=log, mark=log.name)
        assert processes.strays(log.name) == [process.pid]
        processes.end_strays(log.name)
        assert process.wait() == -signal.SIGINT


class TestSupervisor:
    @pytest.fixture
    def said(self):
        return []

    @pytest.fixture
    def site(self, instance, said):
        embedded.claim(instance)
        site = supervisor.Supervisor(instance, env={}, say=said.append)
        yield site
        site.stop()

    def test_a_child_that_ends_at_once_stops_the_site_and_names_the_log(self, site):
        site.start("web", ("sh", "-c", "echo no such module; exit 3"))
        with pytest.raises(supervisor.ChildFailed, match=r"exit 3.*no such module.*web\.log"):
            site.keep()

    def test_a_child_that_had_lived_is_started_again(self, site, said, monkeypatch):
        monkeypatch.setattr(supervisor, "_LIVED", 0)
        site.start("worker", ("sleep", "60"))
        child = site._children[0]
        killed = child.process
        killed.kill()
        killed.wait()
        site.revive()
        assert child.process.pid != killed.pid
        assert not child.ended()
        assert said == ["worker ended (exit -9) and is started again."]

    def test_a_busy_port_is_passed_over(self):
        with socket.socket() as busy:
            busy.bind(("127.0.0.1", 0))
            busy.listen()
            port = busy.getsockname()[1]
            assert supervisor.free_port(port) > port
