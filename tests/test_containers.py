"""Dockerfile and docker-compose.yml, checked by their structure: no engine is needed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def test_the_services_are_the_ones_that_the_operators_page_describes() -> None:
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis"}
    page = (ROOT / "docs/operator.md").read_text()
    assert [name for name in SERVICES if f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned_to_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[name]["image"])


def test_the_base_image_is_pinned_and_the_same_in_both_stages() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 2
    assert set(images) == {images[0]}
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", images[0])


def test_the_image_runs_as_an_ordinary_user_from_the_hashed_lock() -> None:
    assert re.search(r"^USER courseapp$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes --requirement requirements.lock" in DOCKERFILE


@pytest.mark.parametrize("name", OURS)
def test_our_services_can_write_nowhere_but_in_their_volume(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["state:/var/lib/courseapp"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_database_is_migrated(name: str) -> None:
    waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
    assert waits == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }


def test_migrate_runs_once() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["beat"]["deploy"]["replicas"] == 1


def test_no_secret_is_written_down() -> None:
    secrets = {"SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL"}
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert name not in secrets or value.startswith(f"${{{name}:?"), name
    assert ":${POSTGRES_PASSWORD:?" in SERVICES["web"]["environment"]["DATABASE_URL"]


def test_only_the_web_server_is_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_every_variable_that_is_handed_in_is_one_that_we_read() -> None:
    known = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert set(SERVICES["web"]["environment"]) <= set(known)
