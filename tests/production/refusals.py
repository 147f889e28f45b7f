"""Every way to start unsafe, tried on a site that is otherwise right."""

from concurrent.futures import ThreadPoolExecutor

from .place import SERVICES
from .site import Site

CHECK = ["python", "manage.py", "check", "--deploy", "--tag", "safety"]


def by_settings(site: Site) -> int:
    """Wrong settings, several at once: each has its sentence. Returns how many were refused."""
    place = site.place
    login = place.secret("database_url").read_text().strip()
    role = f"{place.key}_bypass"
    place.ask(f"CREATE ROLE {role} LOGIN BYPASSRLS PASSWORD 'x' IN ROLE {place.app}")
    place.extra_roles.append(role)
    open_folder = place.folder / "open"
    open_folder.mkdir()
    open_folder.chmod(0o755)
    where = login.rpartition("@")[2]
    owner = place.secret("database_owner_url").read_text().strip()
    cases = [
        {
            "SECRET_KEY": {"SECRET_KEY_FILE": "", "SECRET_KEY": "short"},
            "ALLOWED_HOSTS": {"ALLOWED_HOSTS": "*"},
            "DEBUG": {"DEBUG": "on"},
            "SITE_URL": {"SITE_URL": "http://localhost"},
            "MEDIA_ROOT": {"MEDIA_ROOT": str(open_folder)},
            "noeviction": {"REDIS_URL_FILE": "", "REDIS_URL": _cache(site)},
            "superuser": _database(place.superuser_url),
        },
        {
            "SECRET_KEY": {"SECRET_KEY_FILE": ""},
            "ALLOWED_HOSTS": {"ALLOWED_HOSTS": ""},
            "owns tables": _database(owner),
        },
        {"BYPASSRLS": _database(f"postgresql://{role}:x@{where}")},
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda case: refused(site, **case), cases))
    return sum(len(case) for case in cases)


def by_database(site: Site) -> int:
    """A wall that is down and a migration that waits; each is mended afterwards."""
    place = site.place
    place.ask("ALTER TABLE tenancy_government NO FORCE ROW LEVEL SECURITY")
    refused(site, **{"Walls are missing": {}})
    last = "app = 'ledger' AND name = '0002_pulse'"
    place.ask(f"UPDATE django_migrations SET name = 'later' WHERE {last}")
    refused(site, **{"migrations are not applied": {}})
    place.ask("UPDATE django_migrations SET name = '0002_pulse' WHERE name = 'later'")
    site.do(["python", "manage.py", "migrate", "--noinput"], "migrate")
    site.do(CHECK, "web-1")
    return 2


def at_start(site: Site) -> int:
    """Web, worker and beat end at once, with the sentence and no traceback."""
    names = ("web-1", "worker", "render", "beat")
    site.start(*names, ALLOWED_HOSTS="*")
    for name in names:
        code = site.running.pop(name).wait(30)
        said = site.tail(name)
        assert code, f"{name} started unsafe and ended with {code}"
        assert "Refused to start: ALLOWED_HOSTS" in said, f"{name} said:\n{said}"
        assert "Traceback" not in said, f"{name} said:\n{said}"
    return len(names)


def refused(site: Site, **wrong: dict[str, str]) -> None:
    """Refused with each of the words, one sentence for one wrong setting."""
    env = {name: value for settings in wrong.values() for name, value in settings.items()}
    code, said = site.attempt(CHECK, "web-1", **env)
    assert code, f"{env} was not refused."
    assert said.count("(safety.") == len(wrong), said
    for words in wrong:
        assert words in said, f"{env} was refused without a word of {words}:\n{said}"


def _database(url: str) -> dict[str, str]:
    return {"DATABASE_URL_FILE": "", "DATABASE_URL": url}


def _cache(site: Site) -> str:
    assert "allkeys-lru" in SERVICES["cache"]["command"]
    return site.place.secret("cache_url").read_text().strip()
