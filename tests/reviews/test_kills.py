"""`kill -9` of a web process at any moment: whatever it has called saved is there afterwards."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

KILLS, CLIENTS, PATIENCE = 12, 4, 60.0
TOKEN = "k" * 32  # what a form and its cookie both carry

pytestmark = pytest.mark.processes

CLASS = """
import json
from importlib import import_module
from datetime import timedelta
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from courseapp import clock
from tests import build
now = clock.now()
course = build.course("trial", starts_on=(now - timedelta(days=9)).date(), ends_on=(now + timedelta(days=9)).date())
build.review_form(course)
paper, keys = build.paper(build.meeting(course, now + timedelta(days=2))), []
for _ in range({clients}):
    user = build.enrollment(course).user
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update({{
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }})
    session.create()
    keys.append(session.session_key)
print(json.dumps([f"/c/trial/papers/{{paper.pk}}/review/autosave/", keys]))
"""


KEPT = """
import json
from reviews.models import Review, Revision
print(json.dumps([list(Revision.objects.values_list("answers__summary", flat=True)), Review.objects.count()]))
"""


class Writer(threading.Thread):
    """A student who goes on typing: each text is sent until it is acknowledged; ``saved`` are those that were."""

    def __init__(self, port: int, path: str, session: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.session, self.stop = port, path, session, stop
        self.saved: list[str] = []
        self.refusals: list[int] = []
        self.cuts = 0

    def run(self) -> None:
        """Write until told to stop."""
        number = revision = 0
        while not self.stop.is_set():
            text = f"{self.session} {number}"
            try:
                status, said = self.send(text, revision)
            except (OSError, http.client.HTTPException):
                self.cuts += 1  # the server died before it could answer: the page says nothing, and tries again
                continue
            if status != 200:
                self.refusals.append(status)
                return
            self.saved.append(text)
            number, revision = number + 1, json.loads(said)["revision"]

    def send(self, text: str, revision: int) -> tuple[int, bytes]:
        """Send one autosave; return the status and what was said."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            headers = {
                "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
                "Content-Type": "application/x-www-form-urlencoded",
            }  # fmt: skip
            connection.request("POST", self.path, urlencode({"summary": text, "based_on": revision}), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()


@contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[int]:
    """Serve with the container's two web processes; give the process that starts them again."""
    command = [sys.executable, "-m", "uvicorn", "courseapp.asgi:application", "--workers", "2", "--lifespan", "off"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "error"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE)


def web_processes(parent: int) -> list[int]:
    """Return those that answer requests."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of the site, and return what it prints."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def kill_one(parent: int, writers: list[Writer], chance: Random) -> None:
    """Kill a web process while all write: some while after the last kill, at a moment that nobody knows."""
    before = sum(len(writer.saved) for writer in writers)
    wait_for(lambda: sum(len(writer.saved) for writer in writers) > before + 3)
    time.sleep(chance.uniform(0, 0.1))
    wait_for(lambda: bool(web_processes(parent)))
    os.kill(chance.choice(web_processes(parent)), signal.SIGKILL)


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """What makes the site use a database of its own, of the kind that the suite runs on."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield {}
        return
    name = f"kills_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield {"DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}"))}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def test_what_was_called_saved_is_there_after_a_dozen_kills(tmp_path: Path, database: dict[str, str]) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | database | {"VAR_DIR": str(tmp_path), "ENV_FILE": os.devnull, "LOG_LEVEL": "ERROR"}
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    made = manage(environment, "shell", "--no-imports", "-c", CLASS.format(clients=CLIENTS))
    path, sessions = json.loads(made)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chance, stop = Random(9), threading.Event()
    with served(environment, port) as parent:
        wait_for(lambda: _is_open(port))
        writers = [Writer(port, path, session, stop) for session in sessions]
        for writer in writers:
            writer.start()
        for _ in range(KILLS):
            kill_one(parent, writers, chance)
        stop.set()
        for writer in writers:
            writer.join(PATIENCE)
    saved = [text for writer in writers for text in writer.saved]
    cuts = sum(writer.cuts for writer in writers)
    sys.stdout.write(f"{KILLS} kills, {cuts} saves cut off, {len(saved)} acknowledged\n")
    assert [writer.refusals for writer in writers] == [[]] * CLIENTS
    assert len(saved) > KILLS * 3
    stored, reviews = json.loads(manage(environment, "shell", "--no-imports", "-c", KEPT))
    assert set(saved) <= set(stored)
    assert reviews == CLIENTS


def _is_open(port: int) -> bool:
    with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False
