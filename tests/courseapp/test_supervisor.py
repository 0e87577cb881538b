"""Keeping children running: the arithmetic, and real processes that end in real ways."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from courseapp.supervisor import Child, pause_before_restart

FOREVER = [sys.executable, "-c", "import time; time.sleep(600)"]
AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]
PATIENCE = 30  # seconds


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (1, 0.5), (2, 1), (3, 2), (7, 30), (50, 30)])
def test_the_pause_doubles_up_to_half_a_minute(failures: int, seconds: float) -> None:
    assert pause_before_restart(failures) == seconds


def tend_until(child: Child, count: int, log: pytest.LogCaptureFixture, words: str) -> None:
    """Look after a child until the log has said something so many times."""
    deadline = time.monotonic() + PATIENCE
    while log.text.count(words) < count:
        assert time.monotonic() < deadline, log.text
        child.tend(dict(os.environ))
        time.sleep(0.02)


def test_a_killed_child_starts_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    child = Child("sleeper", FOREVER)
    tend_until(child, 1, caplog, "sleeper runs as process")
    first = child.process
    child.signal(signal.SIGKILL)
    tend_until(child, 2, caplog, "sleeper runs as process")
    assert "sleeper ended (SIGKILL); it starts again in 0.5 s." in caplog.text
    assert child.process is not first
    child.signal(signal.SIGKILL)
    assert child.wait_until(time.monotonic() + PATIENCE)


def test_a_child_that_cannot_run_is_tried_less_and_less_often(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    child = Child("broken", AT_ONCE)
    tend_until(child, 2, caplog, "broken ended (exit code 3)")
    assert "it starts again in 1 s." in caplog.text
    assert child.failures == 2


def test_a_child_dies_with_its_supervisor(tmp_path: Path) -> None:
    script = f"""
        import os, time
        from courseapp.supervisor import Child
        child = Child("sleeper", {FOREVER!r})
        child.start(dict(os.environ))
        print(child.process.pid, flush=True)
        time.sleep(600)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone(pid)


def gone(pid: int) -> bool:
    """Return whether a process ends within the test's patience."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
