"""The wire between processes: that a course has just changed. With Redis alone; otherwise each one looks."""

import logging
from functools import cache
from time import monotonic

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

CHANNEL = "courseapp:changed"
PATIENCE = 0.5  # seconds; whoever changed something does not wait longer for a server that is down
PAUSE = 5.0  # seconds without a further attempt

_silent_until = 0.0


def announce(course: int) -> None:
    """Tell every process that follows a course that it has changed; never fails, for they look now and then too."""
    global _silent_until
    if not settings.REDIS_URL or monotonic() < _silent_until:
        return
    try:
        _client(settings.REDIS_URL).publish(CHANNEL, course)
    except RedisError:
        logger.warning("A change could not be announced: live pages follow it a little later.", exc_info=True)
        _silent_until = monotonic() + PAUSE


@cache
def _client(url: str) -> "Redis":
    return Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
