"""Finding what an address names, and telling what an act came to."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.shortcuts import get_object_or_404

from courseapp.models import Meeting
from courseapp.permissions import CourseRequest
from lottery.models import Lottery, LotteryQuerySet, LotteryRefusal


def meeting_of(request: CourseRequest, meeting_pk: int) -> Meeting:
    """Return a meeting of the request's course, or raise Http404."""
    return get_object_or_404(request.course.meetings, pk=meeting_pk)


def lotteries_of(request: CourseRequest) -> LotteryQuerySet:
    """Return the lotteries of the request's course."""
    return Lottery.objects.of(request.course)


def lottery_of(request: CourseRequest, meeting_pk: int) -> Lottery:
    """Return the lottery of one of the course's meetings, or raise Http404."""
    return get_object_or_404(lotteries_of(request), meeting=meeting_pk)


@contextmanager
def told(request: CourseRequest) -> Iterator[None]:
    """Show a refusal of the act as a message on the next page."""
    try:
        yield
    except LotteryRefusal as refusal:
        messages.error(request, str(refusal))
