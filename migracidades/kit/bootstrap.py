"""From a fresh clone to a running command: ``bootstrap.py run|test|bench|env``.

Standard library only, and a syntax that Python 3.6 can read, so that an old Python meets a
sentence and not a SyntaxError. Every failure is one sentence that says what to do.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(ROOT, "var", "install.log")
OLDEST = (3, 11)
# Rooms in the order they are found, so that the long ones do not come last.
BY_ROOM = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
GOALS = {
    "run": ("requirements.txt", ["-m", "migracidades.kit.up"]),
    "test": ("requirements-dev.txt", ["-m", "pytest", *BY_ROOM, "-q"]),
    "bench": ("requirements-dev.txt", ["-m", "tests.bench"]),
    "env": ("requirements-dev.txt", []),
}
DISK = 1500  # megabytes that an installation needs at its worst moment
DISK_FULL = f"The disk is full: free {DISK} MB, then start again."
OFFLINE = ("resolution", "NewConnectionError", "onnection", "unreachable", "timed out", "dns error")


def main(goal, words):
    os.chdir(ROOT)
    if sys.version_info < OLDEST:
        use_newer_python()
    lock, command = GOALS[goal]
    prepare(lock)
    if goal in ("test", "bench"):
        need_for_tests()
    if goal == "run":
        want_pango()
    if command:
        os.execv(PYTHON, [PYTHON, *command, *words])


def use_newer_python():
    """Start again with a newer Python of this machine; one that is listed may still not work."""
    for minor in (13, 12, 11, 14):
        path = shutil.which(f"python3.{minor}")
        if path and succeeds([path, "-c", "import venv"]):
            os.execv(path, [path, *sys.argv])
    found = sys.version.split()[0]
    stop(f"Python 3.11 or newer is needed, and this is {found}: install python3.11 beside it.")


def prepare(lock):
    """The environment of ``lock`` in .venv; done again when the lock or its Python changed."""
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(os.path.join(os.path.dirname(LOG), "install.lock"), "w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not succeeds([PYTHON, "-c", ""]):
            make_environment()
        if stamp_of(lock) not in read(stamp_file(lock)):
            install(lock)


def install(lock):
    need_disk()
    began = time.time()
    say(f"Installing the packages of {lock} (a minute or so) …")
    if not (with_uv(lock) or with_pip(lock)):
        stop(why_not_installed())
    for name in {lock, "requirements.txt"}:  # the longer lock holds the shorter one
        with open(stamp_file(name), "w") as file:
            file.write(stamp_of(name))
    say(f"  installed in {time.time() - began:.0f} s")


def make_environment():
    """.venv by uv, else by venv; where Debian left out venv's pip, by what can be had."""
    shutil.rmtree(VENV, ignore_errors=True)
    need_disk()
    say("Making the Python environment …")
    uv = shutil.which("uv")
    if uv and logged([uv, "venv", "--python", sys.executable, VENV]):
        return
    if logged([sys.executable, "-m", "venv", VENV]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    bare = logged([sys.executable, "-m", "venv", "--without-pip", VENV])
    if bare and logged([sys.executable, "-m", "pip", "--python", PYTHON, "--version"]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python3.{sys.version_info[1]}-venv"
    if apt_install(package) and logged([sys.executable, "-m", "venv", VENV]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    stop("Python cannot make environments here; run: " + apt_line(package))


def with_uv(lock):
    uv = shutil.which("uv")
    words = ["pip", "install", "--python", PYTHON, "--require-hashes", "-r", lock]
    return bool(uv) and logged([uv, *words])


def with_pip(lock):
    own = succeeds([PYTHON, "-m", "pip", "--version"])
    pip = [PYTHON, "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", PYTHON]
    return logged([*pip, "install", "--require-hashes", "-r", lock], show="Collecting")


def why_not_installed():
    text = read(LOG)
    last = text.strip().split("\n")[-1]
    if "No space left" in text or free_megabytes() < 50:
        return DISK_FULL
    if any(word in text for word in OFFLINE):
        return "The packages cannot be downloaded: connect this machine, then start again."
    return f"Installing failed: {last} (see var/install.log)"


def need_disk():
    if free_megabytes() < DISK:
        stop(f"The disk is nearly full: {free_megabytes()} MB are free, {DISK} are needed.")


def need_for_tests():
    """What pytest cannot install: a browser, PDF reading, PDF writing."""
    wanted = [] if has_pango() else ["libpango-1.0-0", "libpangoft2-1.0-0"]
    wanted += [] if shutil.which("pdftotext") else ["poppler-utils"]
    wanted += [] if shutil.which("chromium") else ["chromium", "fonts-dejavu-core"]
    if wanted and not apt_install(*wanted):
        stop("The tests need some packages; run: " + apt_line(*wanted))


def want_pango():
    """Without Pango the site runs, and seals wait."""
    packages = ("libpango-1.0-0", "libpangoft2-1.0-0")
    if not has_pango() and not apt_install(*packages):
        say("Seals wait until Pango is here; run: " + apt_line(*packages))


def has_pango():
    try:
        ctypes.CDLL("libpango-1.0.so.0")
        ctypes.CDLL("libpangoft2-1.0.so.0")
    except OSError:
        return False
    return True


def apt_install(*packages):
    """Whether Debian's packages could be installed: only root may, and is not asked."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    say(f"Installing {', '.join(packages)} …")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    return logged(["apt-get", "update", "-q"]) and logged([*install, *packages])


def apt_line(*packages):
    return "sudo apt-get install " + " ".join(packages)


def logged(command, show=None):
    """Run with the output in var/install.log; True when it succeeded. Counts lines of ``show``."""
    count = 0
    with open(LOG, "wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in process.stdout:
            log.write(line)
            if show and line.startswith(show.encode()):
                count += 1
                progress(f"\r  {count} packages")
    if count:
        progress("\n")
    return process.wait() == 0


def progress(text):
    if sys.stdout.isatty():
        sys.stdout.write(text)
        sys.stdout.flush()


def succeeds(command):
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def stamp_file(lock):
    return os.path.join(VENV, lock + ".installed")


def stamp_of(lock):
    with open(lock, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest() + " " + os.path.realpath(PYTHON)


def read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def free_megabytes():
    return shutil.disk_usage(ROOT).free // 1024 // 1024


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(sentence):
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except KeyboardInterrupt:
        stop("Stopped.")
    except OSError as error:
        full = error.errno == errno.ENOSPC
        stop(DISK_FULL if full else f"{error.strerror}: {error.filename}")
