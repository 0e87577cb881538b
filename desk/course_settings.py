"""How a course's settings change without moving a due time that has passed."""

from datetime import datetime

from django.db import transaction

from courseapp.models import Course, Event, User
from desk.schedule import pin_due_times
from reviews.models import Paper


@transaction.atomic
def change_settings(course: Course, *, changed: list[str], now: datetime, by: User | None) -> None:
    """Save a course whose ``changed`` fields hold new values, and write down what they were.

    Raise DueTimeWouldPass if a longer notice would make a paper due in the past.
    """
    before = Course.objects.values(*changed).get(pk=course.pk) if changed else {}
    if "review_notice" in changed:
        papers = Paper.objects.filter(course=course).select_related("meeting__course")
        pin_due_times(
            papers, lambda paper: paper.meeting.starts_at - course.review_notice, now=now, by=by, confirmed=False
        )
    course.save()
    after = {name: getattr(course, name) for name in changed}
    Event.objects.record(
        course=course, kind="course.changed", at=now, actor=by, subject=course, before=before, after=after
    )
