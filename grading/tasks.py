"""What falls due without a click: the files of Canvas whose day is over."""

from celery import shared_task

from courseapp import clock
from courseapp.models import Course
from grading.models import CanvasUpload


@shared_task
def forget_canvas_uploads() -> int:
    """Delete the files of Canvas that have been kept for a day."""
    gone = 0
    for course in Course.objects.filter(canvas_uploads__isnull=False).distinct():
        gone += CanvasUpload.objects.filter(course=course).outworn(clock.now(course)).delete()[0]
    return gone
