"""What reviews do in the background."""

import time
from datetime import datetime, timedelta

from celery import shared_task
from django.core.cache import cache

from courseapp import clock
from courseapp.models import Course, Stamp
from reviews.extraction import read
from reviews.models import PaperPdf
from reviews.similarity import compare

LATE_WORK = timedelta(days=30)  # after the last day, in which late work is accepted
BUDGET = 30.0  # seconds after which a sweep begins no further PDF


@shared_task
def read_pdfs() -> int:
    """Read the text of the papers' PDFs that nobody has read yet, one after the other; the next sweep goes on."""
    began, count = time.monotonic(), 0
    PaperPdf.objects.adopt(now=clock.now())
    while time.monotonic() - began < BUDGET:
        pdf = PaperPdf.objects.claim(now=clock.now())
        if pdf is None:
            break
        pdf.refresh_from_db()
        read(pdf, now=clock.now())
        count += 1
    return count


@shared_task
def compare_reviews() -> int:
    """Compare the reviews of each paper whose due time has passed, as they are read; return how many were new.

    A paper whose reviews have not changed is left alone for an hour, after which an extension may have run out.
    """
    running = Course.objects.filter(archived_at=None)
    return sum(_compare(course, clock.now(course)) for course in running)


def _compare(course: Course, now: datetime) -> int:
    """Compare what is new in a course that is not long over; three queries where nothing is."""
    if not course.starts_on <= course.day_of(now) <= course.ends_on + LATE_WORK:
        return 0
    papers = {paper.part: paper for paper in course.papers.scheduled() if paper.class_due_at < now}
    stamps = Stamp.objects.by_part(course.pk, papers)
    keys = {part: f"compared:{course.pk}:{part}:{stamps[part]}:{now:%Y%m%d%H}" for part in papers}
    done = cache.get_many(keys.values())
    waiting = [part for part in papers if keys[part] not in done]
    count = sum(compare(papers[part], now) for part in waiting)
    if waiting:
        cache.set_many({keys[part]: True for part in waiting}, timeout=7200)
    return count
