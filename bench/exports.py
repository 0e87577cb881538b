"""What the files of a large class's grades cost: seconds of processor, peak memory, bytes; a process a file."""

import json
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Self

import django

django.setup()  # the environment is made by bench.__main__

from django.db import transaction  # noqa: E402

from bench import classroom  # noqa: E402
from courseapp import clock  # noqa: E402
from courseapp.models import Course, Enrollment  # noqa: E402
from grading.exports import EXPORTS, Source  # noqa: E402
from grading.models import PolicyVersion  # noqa: E402
from reviews.models import Paper, Review, Revision  # noqa: E402

SIZES = (2_000, 20_000)
FILES = ("csv", "xlsx")
PAPERS = 20
BATCH = 2_000


def exports() -> None:
    """Print a line a class and file; memory must not grow with the class."""
    now = clock.now()
    units = f"{'CPU s':>8}{'ms each':>9}{'MB peak':>9}{'MB start':>9}{'MB file':>9}"
    print(f"\n{f'export, students × {PAPERS} papers':<46}{units}")
    for size in SIZES:
        slug = f"export-{size}"
        _load(now, slug, size)
        for word in FILES:
            told = subprocess.run(
                [sys.executable, "-m", "bench.exports", slug, word], check=True, stdout=subprocess.PIPE, text=True
            )
            cost = json.loads(told.stdout)
            print(
                f"{f'{word}, {size:,}':<46}{cost['cpu']:>8.1f}{1000 * cost['cpu'] / size:>9.2f}{cost['peak']:>9.1f}"
                f"{cost['start']:>9.1f}{cost['bytes'] / 1e6:>9.1f}",
                flush=True,
            )


@transaction.atomic
def _load(now: datetime, slug: str, students: int) -> None:
    """Store a class in which each paper is reviewed by half of it, a revision a review."""
    room = classroom.unreviewed(now, slug, students, PAPERS)
    for number, paper in enumerate(room.papers):
        paper.course = paper.meeting.course = room.course
        _hand_in(paper, room.students[number % 2 :: 2], min(now, paper.class_due_at) - timedelta(hours=1))


def _hand_in(paper: Paper, writers: list[Enrollment], at: datetime) -> None:
    """Store a review by each of these, handed in."""
    reviews = Review.objects.bulk_create([Review(enrollment=one, paper=paper) for one in writers], batch_size=BATCH)
    rows = [Revision(review=one, number=1, is_complete=True, is_hand_in=True, saved_at=at) for one in reviews]
    Revision.objects.bulk_create(rows, batch_size=BATCH)


def _cost(slug: str, word: str) -> dict[str, float]:
    """Return what one file costs this process: CPU seconds, megabytes at most and before it, bytes written."""
    course, now = Course.objects.get(slug=slug), clock.now()
    version = PolicyVersion.objects.current(course, now=now)
    if version is None:
        raise SystemExit(f"{slug} has no policy.")
    start, began = _memory(), time.process_time()
    with Sampler() as sampler:
        written = sum(map(len, EXPORTS[word].pieces(Source(course, version, now))))
    return {"cpu": time.process_time() - began, "start": start, "peak": max(start, sampler.most), "bytes": written}


class Sampler(Thread):
    """Looks ten times a second at what this process holds, and keeps the most of it, in MB."""

    def __init__(self) -> None:
        """Start from nothing."""
        super().__init__(daemon=True)
        self.most, self.done = 0.0, Event()

    def run(self) -> None:
        """Look until it is done."""
        while not self.done.wait(0.1):
            self.most = max(self.most, _memory())

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.done.set()
        self.join()


def _memory() -> float:
    """Return what this process holds of its own, in MB; the pages of a database that SQLite maps are the system's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1000


if __name__ == "__main__":
    print(json.dumps(_cost(*sys.argv[1:])))
