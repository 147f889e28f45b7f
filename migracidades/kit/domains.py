"""The hosts that ``PROGRAMME_DOMAINS`` names, checked before anything answers to them."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


def checked(domains: dict[str, str], *, site_url: str) -> dict[str, str]:
    """Programme to host, in lower case. Raises ``ImproperlyConfigured`` with a sentence.

    A host belongs to one programme, and none may take the main site's.
    """
    hosts = {slug: host.lower() for slug, host in domains.items()}
    main = urlsplit(site_url)
    taken: set[str | None] = {main.netloc, main.hostname}
    for slug, host in hosts.items():
        if not _HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"PROGRAMME_DOMAINS: {slug} needs a host such as cities.example, not {host!r}."
            )
        if host in taken:
            raise ImproperlyConfigured(
                f"PROGRAMME_DOMAINS: {host} is taken: the main site and every programme"
                " have a host of their own."
            )
        taken.add(host)
    return hosts


def names_of(domains: dict[str, str]) -> list[str]:
    """The hosts without their ports, as ``ALLOWED_HOSTS`` wants them."""
    return [host.partition(":")[0] for host in domains.values()]
