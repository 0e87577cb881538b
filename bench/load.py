"""Load on a served site, by wrk: 8 connections, each request with the next log-in."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from bench.server import Server

CONNECTIONS = 8
ENOUGH, LONGEST = 30, 16  # requests, seconds
CSRF = "b" * 32


@dataclass(frozen=True)
class Request:
    """A request as one log-in sends it. ``bodies`` make it a save: texts to send in turn, after ``based_on``."""

    path: str
    session: str
    bodies: Sequence[str] = ()
    based_on: int = 0

    def as_lua(self) -> str:
        """Return the request as a row of the script's table."""
        texts = ", ".join(json.dumps(body) for body in self.bodies)
        body = f", body = {{ {texts} }}, based_on = {self.based_on}" if texts else ""
        return f'{{ path = "{self.path}", session = "{self.session}"{body} }}'


@dataclass(frozen=True)
class Figures:
    """What a run of requests took: milliseconds, and the server's milliseconds of processor a request."""

    requests: int
    seconds: float
    bytes: float
    p50: float
    p95: float
    p99: float
    failed: int
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def run(server: Server, requests: Sequence[Request], seconds: float) -> Figures:
    """Send these requests round and round for so long; again for LONGEST where fewer than ENOUGH were answered."""
    with _script(requests) as script:
        for length in (seconds, LONGEST):
            before = server.cpu()
            found = _wrk(server.address, script, round(length), threads=_threads(requests))
            used = server.cpu() - before
            if found["requests"] >= ENOUGH:
                break
    if not found["requests"]:
        raise SystemExit(f"{requests[0].path} never answered.")
    size = found.pop("bytes") / found["requests"]
    return Figures(**found, bytes=size, cpu=used * 1000 / found["requests"])  # type: ignore[arg-type]


@contextlib.contextmanager
def _script(requests: Sequence[Request]) -> Iterator[str]:
    rows = ",\n".join(request.as_lua() for request in requests)
    with NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(f'return {{ csrf = "{CSRF}",\n{rows}\n}}\n')
        file.flush()
        yield file.name


def _threads(requests: Sequence[Request]) -> int:
    """Return one thread a connection for saves, since each follows the one before of its log-in."""
    return CONNECTIONS if requests[0].bodies else 2


def _wrk(address: str, script: str, seconds: int, threads: int) -> dict[str, float]:
    command = ["wrk", f"-t{threads}", f"-c{CONNECTIONS}", f"-d{max(1, seconds)}s", "--timeout", "60s"]
    command += ["-s", str(Path(__file__).with_name("load.lua")), address, "--", script, str(threads)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(said.rpartition("FIGURES ")[2])
    return found
