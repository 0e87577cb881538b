"""What machines ask of the site."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from courseapp import clock, health


@pytest.fixture
def swept(db: None) -> None:
    """A sweep has just run."""
    health.note_sweep(clock.now())


def test_a_living_process_says_so_without_asking_the_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.usefixtures("swept")
def test_a_complete_site_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == dict.fromkeys(["database", "migrations", "cache", "broker", "beat"], "ok")


@pytest.mark.django_db
def test_a_site_that_never_swept_is_not_ready(client: Client) -> None:
    cache.delete(health.SWEPT_AT)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["beat"].startswith("no sweep has run yet")
    assert response.json()["database"] == "ok"


@pytest.mark.django_db
def test_a_silent_beat_is_told_by_its_last_sweep(client: Client) -> None:
    health.note_sweep(clock.now() - health.SILENCE - timedelta(seconds=1))
    assert client.get("/readyz").json()["beat"].startswith("no sweep since ")


@pytest.mark.usefixtures("swept")
def test_a_missing_migration_is_counted(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert client.get("/readyz").json()["migrations"] == "1 pending: run manage.py migrate"


@pytest.mark.usefixtures("swept")
def test_a_broker_folder_that_is_gone_is_told(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": "/nonexistent"}
    assert client.get("/readyz").json()["broker"] == "its folder below VAR_DIR cannot be written"


@pytest.mark.usefixtures("swept")
def test_a_failure_is_logged_and_its_words_stay_inside(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "bad://x"}}
    assert client.get("/readyz").json()["cache"] == "cannot be reached; the log says why"
    assert "The readiness check _cache failed." in caplog.text


@pytest.mark.django_db
def test_the_command_asks_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    cache.delete(health.SWEPT_AT)
    with pytest.raises(CommandError, match="Not ready"):
        call_command("ready")
    assert "database: ok\n" in capsys.readouterr().out
    health.note_sweep(clock.now())
    call_command("ready")
    assert "beat: ok\n" in capsys.readouterr().out
