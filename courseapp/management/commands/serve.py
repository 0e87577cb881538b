"""Serve Courseapp on one machine, with nothing else installed."""

import contextlib
import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseapp import health
from courseapp.loopback import is_loopback
from courseapp.models import Course, Enrollment
from courseapp.roles import Role
from courseapp.supervisor import Child, Supervisor

QUEUE_OF_CALLERS = 512  # connections that wait while the web server starts again


class Command(BaseCommand):
    """The web server, a background worker and its timer, as supervised children of this process."""

    help = "Serve Courseapp on this machine: web server, background worker and timer in one process tree."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an address and a port."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
        parser.add_argument("--port", default="8000", help="port to listen on (%(default)s)")

    def handle(self, *args: Any, host: str, port: str, **options: Any) -> None:
        """Bring the database up to date, then serve until told to stop."""
        refuse_strangers(host)
        with only_one(settings.VAR_DIR / "serve.lock"), listen(host, port) as listener:
            self.prepare()
            shown = f"[{host}]" if ":" in host else host
            address = f"http://{shown}:{listener.getsockname()[1]}"
            self.greet(address)
            environment = {"SITE_URL": address, "TMPDIR": str(temporary_folder())} | os.environ
            Supervisor(children(listener.fileno()), environment).run()

    def prepare(self) -> None:
        """Do what a new version or a new machine needs: tables, static files, the demo course."""
        if os.geteuid() == 0 and not settings.DEMO:
            self.stderr.write("Courseapp runs as root; a user of its own is safer.")
        if health.pending_migrations():
            self.stdout.write("Bringing the database up to date.")
            call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO and not Course.objects.exclude(demo_stage="").exists():
            self.stdout.write("Loading the demo course.")
            call_command("demo", stage="before-class", verbosity=0)

    def greet(self, address: str) -> None:
        """Say where the site is and, in the demo, who may sign in."""
        lines = [f"Courseapp is at {address}", "Ctrl-C stops it."]
        if settings.DEMO:
            lines[1:1] = ["Sign in by one click as", *(f"  {log_in}" for log_in in demo_log_ins())]
        self.stdout.write("\n".join(["", *lines, ""]))
        self.stdout.flush()


def refuse_strangers(host: str) -> None:
    """Raise CommandError if others could reach this address and should not, or would be turned away there."""
    if is_loopback(host):
        return
    if settings.DEMO:
        raise CommandError(
            f"The demo signs anybody in as anybody, so it is served on this machine alone: not on {host}. "
            "Leave --host out, or unset DEMO."
        )
    if is_loopback(urlsplit(settings.SITE_URL).hostname or ""):
        raise CommandError(
            f"To be reached on {host}, the site must know its name: "
            "set SITE_URL to the address that readers type, such as http://courses.example.edu:8000."
        )


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file, so that one folder has one process tree and beat runs once.

    Raise CommandError if another process tree holds it; the lock goes with the process, however it ends.
    """
    with lock.open("a+") as holder:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder.seek(0)
            raise CommandError(
                f"Courseapp runs from {lock.parent} already, as process {holder.read().strip()}. "
                "Stop that one first, or give this one another folder by VAR_DIR."
            ) from None
        holder.truncate(0)
        holder.write(str(os.getpid()))
        holder.flush()
        yield


def listen(host: str, port: str) -> socket.socket:
    """Return a socket that listens there; it stays open while the web server starts again.

    Raise CommandError if it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, int(port)), family=family, backlog=QUEUE_OF_CALLERS)
    except (ValueError, OverflowError):
        raise CommandError(f"“{port}” is not a port: choose a number from 1024 to 65535, as in PORT=8001.") from None
    except OSError as refusal:
        raise CommandError(
            f"Port {port} on {host} cannot be had ({os.strerror(refusal.errno or 0).lower()}): "
            f"stop what uses it, or choose another, as in PORT=8001."
        ) from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each connection inherits it
    return listener


def temporary_folder() -> Path:
    """Return a folder on the file system of var/, so that messages and uploads are moved, not copied."""
    folder: Path = settings.VAR_DIR / "tmp"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def children(listener: int) -> list[Child]:
    """Return the worker, beat, and the web processes, which all inherit the one listening socket."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--workdir", str(settings.BASE_DIR), "--app", "courseapp"]
    level = ["--loglevel", settings.LOG_LEVEL]
    worker = [*celery, "worker", *level, "--pool", "threads", "--concurrency", "4", "--without-gossip"]
    worker += ["--without-mingle", "--without-heartbeat"]
    beat = [*celery, "beat", *level, "--schedule", str(settings.VAR_DIR / "beat-schedule")]
    return [*web_processes(listener), Child("worker", worker), Child("beat", beat)]


def web_processes(listener: int) -> list[Child]:
    """Return the web server, as many processes of it as the settings say; whoever is idle takes the next caller."""
    web = [sys.executable, "-m", "uvicorn", "courseapp.asgi:application", "--app-dir", str(settings.BASE_DIR)]
    web += ["--fd", str(listener), "--lifespan", "off", "--timeout-graceful-shutdown", "5"]
    web += ["--no-access-log", "--log-level", settings.LOG_LEVEL.lower()]
    names = ["web", *(f"web-{number}" for number in range(2, settings.WEB_PROCESSES + 1))]
    return [Child(name, web, pass_fds=[listener]) for name in names]


def demo_log_ins() -> list[str]:
    """Return a line for one instructor, one assistant and one student of the demo course."""
    roles = (Role.INSTRUCTOR, Role.ASSISTANT, Role.STUDENT)
    found = [Enrollment.objects.demo_log_ins(role).select_related("user").first() for role in roles]
    return [f"{person.get_role_display():<11} {person.name} <{person.user.email}>" for person in found if person]
