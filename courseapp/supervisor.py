"""Keep child processes running: restart what dies, stop all together, leave none behind."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger(__name__)

LIVED = 10.0  # seconds after which a child counts as having run well
LONGEST_PAUSE = 30.0  # seconds
LOOK_EVERY = 0.2  # seconds
PATIENCE = 10.0  # seconds that a child has to stop before it is killed
PR_SET_PDEATHSIG = 1


def pause_before_restart(failures: int) -> float:
    """Return the seconds to wait after this many quick deaths in a row: 0, then 0.5 doubling up to 30."""
    return min(LONGEST_PAUSE, 0.5 * 2 ** (failures - 1)) if failures else 0.0


def _die_with_the_parent() -> None:
    """Ask Linux to kill this process when the supervisor goes, however it goes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Child:
    """A process that should always run: ``name`` for the log, ``command`` as for exec.

    ``pass_fds`` are the file descriptors that it inherits.
    """

    name: str
    command: Sequence[str]
    pass_fds: Sequence[int] = ()
    failures: int = field(default=0, init=False)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _start_at: float = field(default=0.0, init=False)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches the supervisor alone."""
        self._started = time.monotonic()
        # preexec_fn is safe here: the supervisor has one thread.
        self.process = subprocess.Popen(
            self.command,
            env=environment,
            pass_fds=self.pass_fds,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_the_parent,
        )
        logger.info("%s runs as process %d.", self.name, self.process.pid)

    def tend(self, environment: Mapping[str, str]) -> None:
        """Start the process if it should run and does not: at once after a good run, else after a pause."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.failures = 0 if now - self._started >= LIVED else self.failures + 1
            pause = pause_before_restart(self.failures)
            self._start_at = now + pause
            ending = _ending(self.process.returncode)
            logger.warning("%s ended (%s); it starts again in %g s.", self.name, ending, pause)
            self.signal(signal.SIGKILL)  # what it had started itself
            self.process = None
        if self.process is None and now >= self._start_at:
            self.start(environment)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and whatever it has started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def wait_until(self, deadline: float) -> bool:
        """Return whether the process has ended by ``deadline``, a reading of ``time.monotonic()``."""
        if self.process is None:
            return True
        try:
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True


def _ending(returncode: int) -> str:
    """Return how a process ended, in words: ``exit code 3``, ``SIGKILL``."""
    return f"exit code {returncode}" if returncode >= 0 else signal.Signals(-returncode).name


@dataclass
class Supervisor:
    """Runs children until it is told to stop."""

    children: Sequence[Child]
    environment: Mapping[str, str]
    _told_to_stop: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start all, keep all running; return once SIGINT, SIGTERM or SIGHUP has stopped them."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        while not self._told_to_stop:
            for child in self.children:
                child.tend(self.environment)
            time.sleep(LOOK_EVERY)
        self._end_all()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _end_all(self) -> None:
        """Ask every child to stop; kill what has not after PATIENCE."""
        logger.info("Stopping.")
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            if not child.wait_until(deadline):
                logger.warning("%s did not stop in %g s and is killed.", child.name, PATIENCE)
            child.signal(signal.SIGKILL)
