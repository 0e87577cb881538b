"""Settings from the environment: what is understood, and how the rest is refused."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from courseapp.environment import Environment, own_folder, stored_secret


@pytest.mark.parametrize(
    ("word", "meaning"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False), ("no", False)]
)
def test_a_flag_is_a_word_for_yes_or_no(word: str, meaning: bool) -> None:
    assert Environment({"DEBUG": word}).flag("DEBUG", default=not meaning) is meaning


def test_a_misspelt_flag_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG is “ture”: write 1 for yes or 0 for no"):
        Environment({"DEBUG": "ture"}).flag("DEBUG")


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_value_is_as_good_as_none(value: str) -> None:
    variables = Environment({"NAME": value})
    assert variables.text("NAME", "default") == "default"
    assert variables.number("NAME", 7) == 7
    assert variables.words("NAME", ["a"]) == ["a"]
    assert variables.flag("NAME", default=True) is True
    assert variables.database("NAME", {"ENGINE": "x"}) == {"ENGINE": "x"}


@pytest.mark.parametrize("word", ["-1", "2.5", "many", "0"])
def test_a_number_is_whole_and_large_enough(word: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="write a whole number of at least 1"):
        Environment({"SWEEP_SECONDS": word}).number("SWEEP_SECONDS", 60, least=1)


def test_words_stand_between_commas() -> None:
    assert Environment({"ALLOWED_HOSTS": "a.example.edu, b.example.edu,"}).words("ALLOWED_HOSTS") == [
        "a.example.edu",
        "b.example.edu",
    ]


def test_a_choice_names_its_options() -> None:
    assert Environment({"LOG_LEVEL": "debug"}).choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO"]) == "DEBUG"
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL is “LOUD”: write one of DEBUG, INFO"):
        Environment({"LOG_LEVEL": "loud"}).choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO"])


@pytest.mark.parametrize("value", ["courses.example.edu", "ftp://courses.example.edu", "https://example.edu/courses"])
def test_the_sites_address_has_a_scheme_and_no_path(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL is .* without a path"):
        Environment({"SITE_URL": value}).address("SITE_URL")
    assert Environment({"SITE_URL": "https://example.edu/"}).address("SITE_URL") == "https://example.edu"


def test_a_database_url_keeps_its_options() -> None:
    database = Environment({"URL": "postgres://u:p%40ss@db:5433/courses?sslmode=require"}).database("URL", {})
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["PASSWORD"], database["PORT"]) == ("p@ss", 5433)
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_a_refused_database_url_keeps_its_password_to_itself() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL begins with none of postgres") as refusal:
        Environment({"DATABASE_URL": "postgress://u:secret@db/courses"}).database("DATABASE_URL", {})
    assert "secret" not in str(refusal.value)


def test_redis_and_mail_are_refused_with_an_example() -> None:
    with pytest.raises(ImproperlyConfigured, match="write it as redis://localhost:6379/0"):
        Environment({"REDIS_URL": "localhost:6379"}).redis("REDIS_URL")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL cannot be used"):
        Environment({"EMAIL_URL": "pigeon://loft"}).mail("EMAIL_URL", "consolemail://")


def test_the_secret_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    kept = tmp_path / "secret_key"
    first = stored_secret(kept)
    assert len(first) >= 50
    assert stored_secret(kept) == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [kept]


def test_a_folder_that_cannot_be_had_is_refused_by_name(tmp_path: Path) -> None:
    in_the_way = tmp_path / "var"
    in_the_way.touch(mode=0o400)
    with pytest.raises(ImproperlyConfigured, match=r"name another by VAR_DIR"):
        own_folder(in_the_way / "broker")
    assert stat.S_IMODE(own_folder(tmp_path / "new").stat().st_mode) == 0o700
