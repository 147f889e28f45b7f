"""``make production-check``: what docker-compose.yml does, by hand, on the installed servers.

PostgreSQL at 127.0.0.1:5432 (``PRODUCTION_SUPERUSER_URL`` names another); the installed Redis is
started as compose starts it, with its password; nginx is installed with apt when root. Ends with 1,
and with the sentence and the logs' ends, at the first thing that is not as production promises.
"""

import os
import shutil
import subprocess
import sys
import time

from .place import Place
from .post import Post
from .site import Site
from .walk import Walk

NGINX = "nginx is missing, and with it TLS: apt-get install nginx-light, then try again."


def main() -> int:
    if not _has_nginx():
        sys.stderr.write(f"{NGINX}\n")
        return 1
    place = Place()
    site, post = Site(place), Post(place)
    began = time.monotonic()
    try:
        for title, step in Walk(place, site, post).steps():
            started = time.monotonic()
            told = step()
            print(f"  {time.monotonic() - started:5.1f} s  {title}{f' ({told})' if told else ''}")
    except Exception as failure:
        print(f"  failed   {title}\n{failure}", file=sys.stderr)
        for name in site.running:
            print(f"--- {name}\n{site.tail(name)}", file=sys.stderr)
        if not isinstance(failure, AssertionError):
            raise
        return 1
    finally:
        site.end()
        post.close()
        place.remove()
    print(f"Production holds: {time.monotonic() - began:.0f} s.")
    return 0


def _has_nginx() -> bool:
    path = f"/usr/sbin:{os.environ['PATH']}"
    if not shutil.which("nginx", path=path) and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-q"], ["install", "-y", "-q", "nginx-light"]):
            subprocess.run(["apt-get", *words], env=quiet, check=False, stdout=subprocess.DEVNULL)
    return bool(shutil.which("nginx", path=path))


if __name__ == "__main__":
    sys.exit(main())
