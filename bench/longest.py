"""The longest page: a paper with 60 reviews of 600 words, as a student and as staff. Within this process."""

import time
from collections.abc import Iterator
from random import Random

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import classroom, texts
from courseapp import clock
from courseapp.models import Enrollment
from reviews.models import Paper, Review

READERS, WRITERS = 1, 60
HEAD = f"{'60 reviews of 600 words':<34}{'kB':>8}{'queries':>9}{'wall ms':>9}"


def longest() -> None:
    """Print what the page costs after a restart, after another review was saved, and when nothing has changed."""
    room = classroom.unreviewed(clock.now(), "long", READERS + WRITERS, papers=4)
    paper = room.papers[0]
    for writer in room.students:
        _write(writer, paper)
    print("\n" + HEAD)
    for who, reader in (("student", room.students[0]), ("staff", room.staff[0])):
        client = Client(HTTP_HOST="127.0.0.1")
        client.cookies["sessionid"] = classroom.sessions([reader], 1)[0]
        client.get(paper.get_absolute_url())  # what is imported and compiled once
        for when in _situations(room.students[1], paper):
            print(f"{f'{who}, {when}':<34}{_asked(client, paper)}", flush=True)


def _situations(writer: Enrollment, paper: Paper) -> Iterator[str]:
    caches["markdown"].clear()
    caches["copies"].clear()
    yield "after a restart"
    _write(writer, paper)
    yield "after a save"
    yield "again"


def _write(writer: Enrollment, paper: Paper) -> None:
    """Hand in a review of the paper, in time; a second one is another text."""
    count = sum(one.revisions.count() for one in writer.reviews.all())
    Review.objects.keep(
        enrollment=writer, paper=paper, answers=texts.review(Random(f"{writer.pk} {count}"), times=2), based_on=count,
        now=paper.class_due_at - classroom.DAY, hand_in=True,
    )  # fmt: skip


def _asked(client: Client, paper: Paper) -> str:
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(paper.get_absolute_url())
    took = 1000 * (time.perf_counter() - began)
    if answer.status_code != 200:
        raise SystemExit(f"{paper.get_absolute_url()} answered {answer.status_code}.")
    return f"{len(answer.content) / 1000:>8.0f}{len(asked):>9}{took:>9.0f}"
