"""Whether everything that the site stands on is there: asked by /readyz and by ``manage.py ready``."""

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courseapp.celery import app

logger = logging.getLogger(__name__)

SWEPT_AT = "health:swept_at"
SILENCE = timedelta(minutes=3)  # without a sweep: beat or the worker is down
BROKER_PATIENCE = 2  # seconds


class NotReady(Exception):
    """Something that the site stands on is missing; the message says what, without any secret."""


def note_sweep(now: datetime) -> None:
    """Remember that beat asked for a sweep and a worker has run it."""
    cache.set(SWEPT_AT, now, timeout=None)


def pending_migrations() -> int:
    """Return how many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def report(now: datetime) -> dict[str, str]:
    """Return ``ok`` or what is wrong for the database, migrations, cache, broker and beat."""
    return {name: _outcome(check, now) for name, check in CHECKS.items()}


def is_ready(findings: dict[str, str]) -> bool:
    """Return whether a report holds nothing but ``ok``."""
    return set(findings.values()) == {"ok"}


def _outcome(check: Callable[[datetime], None], now: datetime) -> str:
    try:
        check(now)
    except NotReady as missing:
        return str(missing)
    except Exception:
        logger.exception("The readiness check %s failed.", check.__name__)
        return "cannot be reached; the log says why"
    return "ok"


def _database(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations(now: datetime) -> None:
    if pending := pending_migrations():
        raise NotReady(f"{pending} pending: run manage.py migrate")


def _cache(now: datetime) -> None:
    cache.set("health:probe", "there", timeout=60)
    if cache.get("health:probe") != "there":
        raise NotReady("it does not keep what is put into it")


def _broker(now: datetime) -> None:
    folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_out")
    if folder is not None and not os.access(folder, os.W_OK):
        raise NotReady("its folder below VAR_DIR cannot be written")
    with app.connection_for_write(connect_timeout=BROKER_PATIENCE) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE)


def _beat(now: datetime) -> None:
    swept_at = cache.get(SWEPT_AT)
    if swept_at is None:
        raise NotReady("no sweep has run yet: are the worker and beat running?")
    if now - swept_at > SILENCE:
        raise NotReady(f"no sweep since {swept_at:%Y-%m-%d %H:%M} UTC: are the worker and beat running?")


CHECKS: dict[str, Callable[[datetime], None]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "broker": _broker,
    "beat": _beat,
}
