"""From an empty machine to the address: each step once, and every failure is a sentence."""

import ast
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migracidades.kit import bootstrap, embedded, processes, steps, supervisor


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
            process.wait(60)

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
        assert again.wait(60) == 0
        assert not processes.strays(embedded.mark(instance), programs=("postgres", "valkey-server"))
