"""The ground of ``make run``: whatever was killed starts again; every failure is a sentence."""

import ast
import os
import secrets
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

from migracidades.kit import bootstrap, embedded, processes, steps, supervisor

HOLD = """
import sys, time
from migracidades.kit import embedded
embedded.start(sys.argv[1], durable=False)
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def instance():
    name = f"up-{os.getpid()}"
    yield name
    embedded.stop(name)
    shutil.rmtree(embedded.folder(name), ignore_errors=True)
    shutil.rmtree(embedded.sockets(name), ignore_errors=True)


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


class TestSteps:
    @pytest.fixture
    def done(self, monkeypatch, instance):
        done = []
        embedded.claim(instance)
        monkeypatch.setattr(steps, "manage", lambda name, step, command, env: done.append(command))
        return done

    def prepare(self, instance, *, reads=("README.md", "Makefile"), trust_stamps=True):
        step = steps.Step("database", ("migrate",), reads)
        steps.prepare(instance, steps=[step], trust_stamps=trust_stamps, env={}, say=len)

    def test_a_step_is_done_again_only_when_what_it_reads_changed(self, done, instance):
        self.prepare(instance)
        self.prepare(instance)
        assert done == [("migrate",)]
        self.prepare(instance, reads=("manage.py",))
        assert len(done) == 2

    def test_a_foreign_database_is_always_prepared(self, done, instance):
        self.prepare(instance)
        self.prepare(instance, trust_stamps=False)
        assert len(done) == 2

    def test_half_written_stamps_mean_everything_is_due(self, done, instance):
        self.prepare(instance)
        (embedded.folder(instance) / "stamps.json").write_text('{"migr')
        self.prepare(instance)
        assert len(done) == 2

    def test_a_failing_step_is_one_sentence(self, instance):
        embedded.claim(instance)
        with pytest.raises(steps.StepFailed, match=r"nonsense failed: .*log\.log"):
            steps.manage(instance, "log", ("nonsense",), env={})


class TestBootstrap:
    def test_an_old_python_can_read_it(self):
        ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 6))

    def test_an_old_python_without_a_newer_one_gets_a_sentence(self, monkeypatch, capsys):
        monkeypatch.setenv("PATH", "")
        with pytest.raises(SystemExit):
            bootstrap.use_newer_python()
        assert "Python 3.11 or newer is needed" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("printed", "sentence"),
        [
            ("OSError: [Errno 28] No space left on device", "The disk is full"),
            ("Temporary failure in name resolution\nERROR: No matching", "cannot be downloaded"),
            ("error: dns error\n", "cannot be downloaded"),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH"),
        ],
    )
    def test_a_failed_installation_says_why(self, printed, sentence, tmp_path, monkeypatch):
        log = tmp_path / "install.log"
        log.write_text(printed)
        monkeypatch.setattr(bootstrap, "LOG", str(log))
        assert sentence in bootstrap.why_not_installed()

    def test_a_full_disk_is_told_before_anything_is_begun(self, monkeypatch, capsys):
        monkeypatch.setattr(bootstrap, "free_megabytes", lambda: 12)
        with pytest.raises(SystemExit):
            bootstrap.need_disk()
        assert "12 MB are free" in capsys.readouterr().err

    def test_who_is_not_root_is_given_the_line(self, monkeypatch, capsys):
        monkeypatch.setattr(bootstrap, "has_pango", lambda: False)
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        bootstrap.want_pango()
        line = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        assert line in capsys.readouterr().out


class TestSite:
    """The whole command, from an instance that does not exist to one that is gone."""

    @pytest.fixture
    def start(self, instance, tmp_path):
        started = []

        def start(*words: str) -> subprocess.Popen:
            with (tmp_path / f"out-{len(started)}").open("wb") as out:
                command = [sys.executable, "-m", "migracidades.kit.up", *words]
                real = {
                    "DEMO": "off",
                    "SECRET_KEY": secrets.token_hex(),
                    "SITE_URL": "https://x.test",
                }
                env = {**os.environ, "MC_INSTANCE": instance, **real}
                started.append(
                    subprocess.Popen(command, env=env, cwd=embedded.ROOT, stdout=out, stderr=out)
                )
            started[-1].out = tmp_path / f"out-{len(started) - 1}"
            return started[-1]

        yield start
        for process in started:
            process.terminate()
            process.wait(20)

    def wait_for(self, process: subprocess.Popen, words: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while words not in process.out.read_text():
            assert process.poll() is None, process.out.read_text()
            assert time.monotonic() < deadline, process.out.read_text()
            time.sleep(0.1)
        return process.out.read_text()

    def test_it_answers_tells_a_second_start_and_leaves_nothing_behind(self, start, instance):
        with socket.socket() as busy:
            busy.bind(("127.0.0.1", 0))
            busy.listen()
            port = busy.getsockname()[1]
            site = start("--port", str(port))
            told = self.wait_for(site, "MigraCidades answers", 200)
        assert f"Port {port} is in use by another program" in told
        address = told.split("MigraCidades answers: ")[1].split("\n")[0]
        assert supervisor.is_live(int(address.strip("/").rsplit(":", 1)[1]))

        second = start()
        second.wait(20)
        assert second.out.read_text() == f"Already running: {address}\n"

        site.kill()  # the supervisor alone, without a word
        again = start("--port", str(port))
        self.wait_for(again, "MigraCidades answers", 60)
        again.send_signal(signal.SIGINT)
        assert again.wait(20) == 0
        assert not processes.strays(embedded.mark(instance), programs=("postgres", "valkey-server"))
