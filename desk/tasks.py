"""What the desk does in the background."""

import zlib

from celery import shared_task

from courseapp import clock
from courseapp.models import Course, Stamp
from desk.models import SearchEntry
from desk.search_texts import learn

COURSE = "course"  # the kind of the row that says up to which state a course was learnt


@shared_task
def learn_texts() -> int:
    """Let the search know what courses have come to say since the last time."""
    return sum(_learnt(course) for course in Course.objects.all())


def _learnt(course: Course) -> int:
    """Learn a course, unless it says the same as then, and as many due times have passed."""
    now = clock.now(course)
    passed = sum(paper.class_due_at + course.grace < now for paper in course.papers.scheduled())
    state = zlib.crc32(f"{Stamp.objects.of(course.pk)}|{passed}|{course.grace}".encode())
    if SearchEntry.objects.known(course, COURSE).get(course.pk) == state:
        return 0
    changed = learn(course, now)
    SearchEntry.objects.learn(course, COURSE, {course.pk: state}, {})
    return changed
