"""Serve the site as in production, and say what its processes cost."""

import contextlib
import json
import os
import re
import signal
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from courseapp.management.commands import serve
from courseapp.supervisor import Child

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Server:
    """A running server: where it is, and the processes that were started."""

    address: str
    children: list[Child]

    @property
    def command(self) -> str:
        """What was started, and how often."""
        return f"{len(self.children)} × {' '.join(self.children[0].command[1:])}"

    def pids(self) -> list[int]:
        """Return every process of the tree."""
        first = [child.process.pid for child in self.children if child.process]
        return [found for pid in first for found in (pid, *descendants(pid))]

    def cpu(self) -> float:
        """Return the seconds of processor that the whole tree has used."""
        return sum(_seconds(pid) for pid in self.pids())


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Serve with the command of `manage.py serve` on SQLite, with the container's on PostgreSQL."""
    with serve.listen("127.0.0.1", os.environ.get("BENCH_PORT", "0")) as listener:
        port = listener.getsockname()[1]
        if settings.DATABASES["default"]["ENGINE"] == settings.SQLITE:
            children = serve.web_processes(listener.fileno())
        else:
            children = [Child("container", container(port))]
            listener.close()
        server = Server(f"http://127.0.0.1:{port}", children)
        try:
            for child in children:
                child.start(os.environ)  # it dies with this process, however that ends
            wait_for(server)
            yield server
        finally:
            stop(children)


def stop(children: list[Child]) -> None:
    """End all; what has not ended in a few seconds is killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for child in children:
            child.signal(number)
        deadline = time.monotonic() + PATIENCE / 6
        for child in children:
            child.wait_until(deadline)


def container(port: int) -> list[str]:
    """Return what the container runs, on a port of this machine."""
    line = re.search(r"^CMD (\[.*\])$", Path(settings.BASE_DIR, "Dockerfile").read_text(), re.MULTILINE)
    assert line is not None
    words = [*json.loads(line[1]), "--log-level", "warning"]
    words[words.index("--host") + 1], words[words.index("--port") + 1] = "127.0.0.1", str(port)
    return [sys.executable, "-m", *words]


def wait_for(server: Server) -> None:
    """Return once the server answers; raise SystemExit if it never does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{server.address}/healthz", timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    children = [int(word) for word in path.read_text().split()] if path.exists() else []
    return [found for child in children for found in (child, *descendants(child))]


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
