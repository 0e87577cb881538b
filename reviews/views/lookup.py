"""Find what an address names, for who asks."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from courseapp.permissions import CourseRequest
from reviews.mine import Mine, mine
from reviews.models import Paper, Review


def paper_of(request: CourseRequest, paper_pk: int) -> Paper:
    """Return a paper of the course at hand, with what its due time follows from. Raise Http404 if there is none."""
    paper = get_object_or_404(request.course.papers.select_related("meeting"), pk=paper_pk)
    paper.meeting.course = request.course
    return paper


def mine_of(request: CourseRequest, paper_pk: int) -> Mine:
    """Return the reader's own place at a paper of the course at hand. Raise Http404 if there is no such paper."""
    try:
        return mine(request.enrollment, paper_pk, request.now)
    except Paper.DoesNotExist as error:
        raise Http404("There is no such paper.") from error


def review_of(request: CourseRequest, paper_pk: int, review_pk: int) -> Review:
    """Return a review that the reader may read. Raise Http404 if there is none."""
    visible = Review.objects.visible_to(request.enrollment, now=request.now)
    rows = visible.select_related("enrollment__user", "paper__meeting__course", "paper__course")
    return get_object_or_404(rows, paper=paper_pk, pk=review_pk)
