"""The history of a review: its revisions, one of them, and two texts side by side."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.permissions import CourseRequest, students_only
from reviews.models import Review
from reviews.sheet import sheet
from reviews.standings import my_cell
from reviews.views.lookup import paper_of
from reviews.views.writing import show_form


@students_only
def revision_list(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show every saved state of one's own review, the newest first."""
    paper = paper_of(request, paper_pk)
    review = request.enrollment.reviews.filter(paper=paper).first()
    context = {
        "paper": paper,
        "cell": my_cell(request.enrollment, paper, request.now),
        "revisions": review.revisions.order_by("-number").defer("answers") if review else [],
    }
    return render(request, "reviews/revision_list.html", context)


@students_only
def revision_detail(request: CourseRequest, paper_pk: int, number: int) -> HttpResponse:
    """Show one saved state of one's own review, as it then stood."""
    paper = paper_of(request, paper_pk)
    review = get_object_or_404(request.enrollment.reviews, paper=paper)
    return show_revision(request, review, number)


def show_revision(request: CourseRequest, review: Review, number: int) -> HttpResponse:
    """Render one revision of a review that the reader may read."""
    revision = get_object_or_404(review.revisions.select_related("beside"), number=number)
    paper = paper_of(request, review.paper_id)
    context = {
        "paper": paper,
        "review": review,
        "revision": revision,
        "cell": my_cell(review.enrollment, paper, request.now),
        "lines": sheet(request.course.review_fields.all(), revision.answers),
    }
    return render(request, "reviews/revision_detail.html", context)


@students_only
def revision_compare(request: CourseRequest, paper_pk: int, number: int) -> HttpResponse:
    """Show an older text, or one kept beside, with the newest; its author saves what should stand."""
    paper = paper_of(request, paper_pk)
    review = get_object_or_404(request.enrollment.reviews, paper=paper)
    kept = get_object_or_404(review.revisions, number=number)
    head = review.revisions.main_line().last()
    if head is None or kept == head:
        return redirect("reviews:review_edit", request.course.slug, paper.pk)
    one, other = (kept, head) if kept.beside_id else (head, kept)
    return show_form(
        request, paper, answers=one.answers, others=other.answers, template="reviews/revision_compare.html", kept=kept
    )
