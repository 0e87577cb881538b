"""Find what an address names, for who asks."""

from django.shortcuts import get_object_or_404

from courseapp.permissions import CourseRequest
from reviews.models import Paper, Review


def paper_of(request: CourseRequest, paper_pk: int) -> Paper:
    """Return a paper of the course at hand, with what its due time follows from. Raise Http404 if there is none."""
    return get_object_or_404(request.course.papers.scheduled(), pk=paper_pk)


def review_of(request: CourseRequest, paper_pk: int, review_pk: int) -> Review:
    """Return a review that the reader may read. Raise Http404 if there is none."""
    visible = Review.objects.visible_to(request.enrollment, now=request.now)
    rows = visible.select_related("enrollment__user", "paper__meeting__course", "paper__course")
    return get_object_or_404(rows, paper=paper_pk, pk=review_pk)
