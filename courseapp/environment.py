"""Settings read from the environment; a value that cannot be used stops the start with one clear line."""

import contextlib
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})
DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
REDIS_SCHEMES = ("redis", "rediss")


class Environment:
    """The variables of one process; each method raises ImproperlyConfigured for a value of the wrong kind."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        """Return the value as it stands, or ``default`` where it is unset or empty."""
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        """Return whether the value says yes."""
        word = self.variables.get(name, "").strip().lower()
        if word not in YES | NO:
            raise ImproperlyConfigured(f"{name} is “{word}”: write 1 for yes or 0 for no.")
        return default if word == "" else word in YES

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """Return a whole number of at least ``least``."""
        word = self.text(name, str(default))
        if not word.isdecimal() or int(word) < least:
            raise ImproperlyConfigured(f"{name} is “{word}”: write a whole number of at least {least}.")
        return int(word)

    def words(self, name: str, default: Iterable[str] = ()) -> list[str]:
        """Return the parts of a value between its commas."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()] or list(default)

    def choice(self, name: str, default: str, options: Sequence[str]) -> str:
        """Return one of the options, in whatever case it is written."""
        word = self.text(name, default).upper()
        if word not in options:
            raise ImproperlyConfigured(f"{name} is “{word}”: write one of {', '.join(options)}.")
        return word

    def address(self, name: str, default: str = "") -> str:
        """Return the address of a site, such as https://courses.example.edu, without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.username:
            raise ImproperlyConfigured(f"{name} is “{value}”: write it as https://courses.example.edu, without a path.")
        return value

    def redis(self, name: str) -> str:
        """Return the address of a Redis server, or nothing."""
        return self._with_scheme(name, REDIS_SCHEMES, "redis://localhost:6379/0")

    def database(self, name: str, default: Mapping[str, Any]) -> dict[str, Any]:
        """Return a database as Django's DATABASES describes it."""
        url = self._with_scheme(name, DATABASE_SCHEMES, "postgres://user:password@localhost:5432/courseapp")
        return dict(environ.Env.db_url_config(url) if url else default)

    def mail(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's EMAIL_… settings for a mail server's address."""
        try:
            return dict(environ.Env.email_url_config(self.text(name, default)))
        except ImproperlyConfigured as refusal:
            raise ImproperlyConfigured(
                f"{name} cannot be used ({refusal}): write it as smtp+tls://user:password@mail.example.edu:587."
            ) from refusal

    def _with_scheme(self, name: str, schemes: Sequence[str], example: str) -> str:
        value = self.text(name)
        if value and urlsplit(value).scheme not in schemes:  # the value is not repeated: it may hold a password
            raise ImproperlyConfigured(f"{name} begins with none of {', '.join(schemes)}: write it as {example}.")
        return value


def read(dotenv: Path) -> Environment:
    """Return the process's environment, completed by what a .env file says and the process does not."""
    environ.Env.read_env(dotenv, parse_comments=True)
    return Environment(os.environ)


def own_folder(path: Path) -> Path:
    """Return the folder, made if need be. Raise ImproperlyConfigured if this user cannot write there."""
    with contextlib.suppress(OSError):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"The folder {path} cannot be written by this user: run as its owner, or name another by VAR_DIR."
        )
    return path


def stored_secret(path: Path) -> str:
    """Return the secret key kept in this file; the first call makes it, readable by its owner alone."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(40))
        with contextlib.suppress(FileExistsError):  # another process was first; its key holds
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
