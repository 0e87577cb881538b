"""Databases to measure on: SQLite in a folder of its own, PostgreSQL as found on this machine or started here."""

import contextlib
import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

NAMES = ("sqlite", "postgres")
NEARBY = "postgres://127.0.0.1:5432/postgres"
NO_POSTGRES = (
    "SKIPPED: no PostgreSQL. Name one that may make databases by BENCH_POSTGRES=postgres://user@host:5432/postgres, "
    "or install its server (apt-get install postgresql) and it is started here."
)


class NoDatabase(Exception):
    """There is none to measure on."""


@contextlib.contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database; it is gone afterwards. Raise NoDatabase if there is none."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    with postgres(folder) as server:
        base = os.environ.get("BENCH_DATABASE", f"bench_{os.getpid()}")
        execute(server, f'DROP DATABASE IF EXISTS "{base}" WITH (FORCE)', f'CREATE DATABASE "{base}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{base}"))
        finally:
            execute(server, f'DROP DATABASE IF EXISTS "{base}" WITH (FORCE)')


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Give the address of a server: the one named, the one nearby, or one that is started here."""
    for address in filter(None, (os.environ.get("BENCH_POSTGRES"), NEARBY)):
        with contextlib.suppress(psycopg.OperationalError):
            execute(address, "SELECT 1")
            yield address
            return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoDatabase(NO_POSTGRES)
    with started(found[-1].parent, folder / "postgres") as address:
        yield address


@contextlib.contextmanager
def started(programs: Path, folder: Path) -> Iterator[str]:
    """Start a PostgreSQL with its defaults, fsync included, and stop it afterwards."""
    folder.mkdir()
    port = free_port()
    as_whom = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root; its Debian package brings a user of its own
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        folder.parent.chmod(0o755)
        as_whom = ["runuser", "-u", "postgres", "--"]
    here = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    data = ["--pgdata", str(folder / "data")]
    make = [str(programs / "initdb"), *data, "--username", "bench", "--auth", "trust", "--encoding", "UTF8"]
    subprocess.run([*as_whom, *make, "--locale", "C.UTF-8"], **here)
    control = [*as_whom, str(programs / "pg_ctl"), *data, "--wait", "--silent"]
    subprocess.run([*control, "--log", str(folder / "log"), "--options", f"-p {port} -k {folder}", "start"], **here)
    try:
        yield f"postgres://bench@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "--mode", "immediate", "stop"], **here)


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def execute(address: str, *statements: str) -> None:
    """Run statements, each by itself."""
    with psycopg.connect(address, autocommit=True, connect_timeout=3) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
