"""Measure Courseapp under load, on each database: `make bench`, or `python -m bench --help`."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from bench.databases import NAMES, NoDatabase, database

KEPT = ("PATH", "HOME", "BENCH_PORT", "WEB_PROCESSES", "WEB_THREADS")
NO_WRK = "There is no wrk on this machine: install it by `apt-get install wrk` (or your system's package of it)."


def main() -> None:
    """Measure on every database that was asked for, each in a process of its own."""
    signal.signal(signal.SIGTERM, end)
    options = arguments()
    if shutil.which("wrk") is None:
        raise SystemExit(NO_WRK)
    for name in options.databases or NAMES:
        print(f"\n=== {name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="courseapp-bench-") as folder:
            try:
                with database(name, Path(folder)) as address:
                    measure(environment(address, folder, options.redis))
            except NoDatabase as missing:
                print(missing)


def measure(surroundings: dict[str, str]) -> None:
    """Measure in a process of its own, which ends its server, too, when this one is told to stop."""
    process = subprocess.Popen([sys.executable, "-m", "bench.measure", *sys.argv[1:]], env=surroundings)
    try:
        process.wait()
    finally:
        process.terminate()
        process.wait()


def end(number: int, frame: FrameType | None) -> None:
    """Leave by way of every ``finally``."""
    raise SystemExit(128 + number)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--on", dest="databases", action="append", choices=NAMES, help="this database alone")
    parser.add_argument("--only", action="append", default=[], metavar="WORDS", help="pages whose name has these words")
    parser.add_argument("--redis", metavar="URL", help="with this Redis; without one, unless it is named")
    parser.add_argument("--quick", action="store_true", help="a second a page: for a first look")
    parser.add_argument("--seconds", type=int, default=4, help="how long each page is asked for (%(default)s)")
    parser.add_argument("--courses", type=int, default=1, help="courses in the database; the others are small (1)")
    return parser.parse_args()


def environment(address: str, folder: str, redis: str | None) -> dict[str, str]:
    """Return the environment of a site with production's settings, and nothing of the developer's own."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "bench.settings", "ENV_FILE": os.devnull, "VAR_DIR": folder, "DATABASE_URL": address,
        "LOG_LEVEL": "ERROR", "PYTHONUNBUFFERED": "1", "REDIS_URL": redis or "",
    }  # fmt: skip


if __name__ == "__main__":
    main()
