"""``manage.py serve`` as a whole: the real process tree, in a folder of its own, and what kills it."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

PATIENCE = 60  # seconds; a busy machine starts a process slowly
CHILDREN = ("web", "web-2", "worker", "beat")

pytestmark = pytest.mark.processes

COURSE_WITH_ANNOUNCEMENT = """
from datetime import date, timedelta
from courseapp import clock
from courseapp.models import Announcement, Course
day = date(2025, 9, 5)
course, _ = Course.objects.get_or_create(slug="trial", code="T", title="T", term="T", starts_on=day, ends_on=day)
Announcement.objects.create(course=course, title="{title}", body="", publish_at=clock.now() - timedelta(hours=1))
"""


class Tree:
    """A served site: what it has said so far, and how to speak to it."""

    def __init__(self, var: Path, *arguments: str, **environment: str) -> None:
        keep = ("PATH", "HOME", "COVERAGE_PROCESS_START")
        self.var = var
        self.environment = {name: os.environ[name] for name in keep if name in os.environ}
        self.environment |= {
            "VAR_DIR": str(var),
            "ENV_FILE": os.devnull,
            "SWEEP_SECONDS": "1",
            "WEB_PROCESSES": "2",
        } | environment
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", "0", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self.lines.append(line)

    @property
    def said(self) -> str:
        """All that the tree has written."""
        return "".join(self.lines)

    def wait_for(self, what: Callable[[], bool]) -> None:
        """Wait until something holds; fail with the log if it never does."""
        deadline = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def pids(self, name: str) -> list[int]:
        """Return the processes that a child has been, in order."""
        return [int(pid) for pid in re.findall(rf"{name} runs as process (\d+)", self.said)]

    @property
    def address(self) -> str:
        """Where the site is; empty before it has said so."""
        found = re.search(r"Courseapp is at (\S+)", self.said)
        return found[1] if found else ""

    def answers(self, path: str) -> bool:
        """Return whether a page is there; a server that is starting again makes the caller wait."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def announce(self, title: str) -> None:
        """Store an announcement that is due already."""
        code = COURSE_WITH_ANNOUNCEMENT.format(title=title)
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code], env=self.environment, check=True
        )

    def published_at(self, title: str) -> str | None:
        """Return when an announcement was stamped as published, if it was."""
        with closing(sqlite3.connect(self.var / "courseapp.sqlite3")) as database:
            query = "SELECT published_at FROM courseapp_announcement WHERE title = ?"
            found: str | None = database.execute(query, [title]).fetchone()[0]
            return found

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal to the supervisor and return its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE)
        self.reader.join(timeout=PATIENCE)
        return code


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """A served site that is ready."""
    served = Tree(tmp_path_factory.mktemp("var"))
    served.wait_for(lambda: bool(served.address) and served.answers("/readyz"))
    yield served
    served.end(signal.SIGKILL)


def refusal(var: Path, *arguments: str, **environment: str) -> str:
    """Return the one line with which a second tree gives up."""
    second = Tree(var, *arguments, **environment)
    assert second.process.wait(timeout=PATIENCE) == 1
    second.reader.join(timeout=PATIENCE)
    assert len(second.lines) == 1, second.said
    return second.said


def test_whatever_child_is_killed_comes_back_and_due_work_is_done_once(tree: Tree) -> None:
    tree.announce("before")
    tree.wait_for(lambda: tree.published_at("before") is not None)
    stamped = tree.published_at("before")
    for name in CHILDREN:
        seen = len(tree.pids(name))
        os.kill(tree.pids(name)[-1], signal.SIGKILL)
        tree.wait_for(lambda name=name, seen=seen: len(tree.pids(name)) > seen)  # type: ignore[misc]
    tree.announce("after")
    tree.wait_for(lambda: tree.published_at("after") is not None)
    assert tree.answers("/healthz")
    assert tree.published_at("before") == stamped
    assert tree.said.count("courseapp.tasks.publish_due: 1") == 2


def test_a_caller_waits_while_the_web_server_starts_again(tree: Tree) -> None:
    for name in ("web", "web-2"):
        os.kill(tree.pids(name)[-1], signal.SIGKILL)
    assert tree.answers("/healthz")


def test_one_folder_has_one_tree(tree: Tree) -> None:
    assert f"runs from {tree.var} already, as process {tree.process.pid}." in refusal(tree.var)


def test_a_taken_port_is_one_clear_line(tree: Tree, tmp_path: Path) -> None:
    port = tree.address.rpartition(":")[2]
    assert f"Port {port} on 127.0.0.1 cannot be had (address already in use)" in refusal(tmp_path, "--port", port)


@pytest.mark.parametrize("port", ["http", "70000"])
def test_a_port_is_a_number(tmp_path: Path, port: str) -> None:
    assert f"“{port}” is not a port" in refusal(tmp_path, "--port", port)


def test_the_demo_is_served_to_this_machine_alone(tmp_path: Path) -> None:
    assert "not on 0.0.0.0" in refusal(tmp_path, "--host", "0.0.0.0", DEMO="1")


def test_a_site_that_others_reach_must_know_its_name(tmp_path: Path) -> None:
    assert "set SITE_URL to the address that readers type" in refusal(tmp_path, "--host", "0.0.0.0")


def test_the_state_below_var_is_the_owners_alone(tree: Tree) -> None:
    private = ("secret_key", "broker", "tmp")
    assert {name: (tree.var / name).stat().st_mode & 0o077 for name in private} == dict.fromkeys(private, 0)


def test_a_tree_that_is_told_to_stop_leaves_nothing_behind(tree: Tree) -> None:
    pids = [tree.pids(name)[-1] for name in CHILDREN]
    assert tree.end() == 0
    assert [pid for pid in pids if is_alive(pid)] == []
    with socket.create_server(("127.0.0.1", int(tree.address.rpartition(":")[2]))):
        pass


def test_a_killed_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.wait_for(lambda: all(tree.pids(name) for name in CHILDREN))
    pids = [tree.pids(name)[-1] for name in CHILDREN]
    tree.end(signal.SIGKILL)
    tree.wait_for(lambda: not any(is_alive(pid) for pid in pids))


def is_alive(pid: int) -> bool:
    """Return whether the process runs; one that has ended and waits to be read does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
