"""The broker itself, asked by a web process: without the libraries of a worker."""

from django.conf import settings

PATIENCE = 1  # seconds


def answers() -> bool:
    """Whether the broker of jobs is there now."""
    return bool(_info("clients"))


def eviction_policy() -> str:
    """What the broker does when it is full; empty when it does not say, or not answer."""
    return str(_info("memory").get("maxmemory_policy", ""))


def _info(section: str) -> dict:
    from redis import Redis
    from redis.exceptions import RedisError

    # Celery's word for a socket, and the library's.
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    broker = Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
    try:
        return broker.info(section)
    except (RedisError, OSError):
        return {}
    finally:
        broker.close()
