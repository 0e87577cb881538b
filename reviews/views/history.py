"""The history of a review: its revisions, one of them, and two texts side by side."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.permissions import CourseRequest, students_only
from courseapp.unsent import sent_in_vain
from reviews.models import Paper, Review, Revision
from reviews.past import history_of
from reviews.review_form import TAKES, ReviewForm, merged
from reviews.sheet import sheet
from reviews.standings import my_cell
from reviews.views.lookup import mine_of, paper_of
from reviews.views.writing import ANOTHERS, is_anothers, keep_and_answer, read_posted, show_form

LONGEST_NUMBER = 10  # digits; no revision has more


@students_only
def revision_list(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show every saved state of one's own review, the newest first."""
    paper = paper_of(request, paper_pk)
    review = request.enrollment.reviews.filter(paper=paper).first()
    cell = my_cell(request.enrollment, paper, request.now)
    sittings = history_of(review, cell.standing.graded) if review else []
    context = {"paper": paper, "cell": cell, "sittings": sittings}
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
    """Show an older text, or one kept beside, with the newest; by POST, keep what its author makes of the two."""
    paper = paper_of(request, paper_pk)
    review = get_object_or_404(request.enrollment.reviews, paper=paper)
    kept = get_object_or_404(review.revisions, number=number)
    if request.method == "POST":
        return _merge(request, paper, review, kept)
    head = review.revisions.main_line().last()
    if head is None or kept == head:
        return redirect("reviews:review_edit", request.course.slug, paper.pk)
    left, right = _sides(kept, head)
    return show_form(
        request, mine_of(request, paper_pk), answers=right.answers, others=left.answers,
        template="reviews/revision_compare.html", kept=kept,
    )  # fmt: skip


def _merge(request: CourseRequest, paper: Paper, review: Review, kept: Revision) -> HttpResponse:
    """Keep the answers that were chosen of two revisions: the kept one, and the newest that the page showed."""
    if is_anothers(request):
        return sent_in_vain(request, ANOTHERS, status=409)
    newest = review.revisions.main_line().last()
    head = _chosen(request, review, "head", newest.number if newest else 0)
    left, right = _sides(kept, head)
    posted, fields = read_posted(request), request.course.review_fields.asked()
    taken = {name: str(value) for name, value in request.POST.items() if name.startswith(TAKES)}
    answers = merged(posted, taken, fields, left.answers, right.answers)
    unasked = {name: values for name, values in posted.unasked.items() if not name.startswith(TAKES)}
    refused = {key: answer for key, answer in posted.refused.items() if key not in answers}
    return keep_and_answer(request, paper, replace(posted, answers=answers, refused=refused, unasked=unasked))


def _sides(kept: Revision, head: Revision) -> tuple[Revision, Revision]:
    """Return the left and the right text: the field holds the right one, which is the newer in its author's hand."""
    return (head, kept) if kept.beside_id else (kept, head)


def _chosen(request: CourseRequest, review: Review, name: str, otherwise: int) -> Revision:
    """Return the revision whose number the address asks for. Raise Http404 if there is none."""
    asked = request.GET.get(name, str(otherwise))
    number = int(asked) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 0
    return get_object_or_404(review.revisions, number=number)


@students_only
def comparison_detail(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show where two saved states of one's own review differ."""
    paper = paper_of(request, paper_pk)
    return show_comparison(request, get_object_or_404(request.enrollment.reviews, paper=paper))


def show_comparison(request: CourseRequest, review: Review) -> HttpResponse:
    """Render two revisions of a review that the reader may read, the older one on the left."""
    newest = review.revisions.count()
    one, other = sorted(
        (_chosen(request, review, "one", max(newest - 1, 1)), _chosen(request, review, "other", newest)),
        key=lambda revision: revision.number,
    )
    form = ReviewForm(request.course.review_fields.all(), other.answers, others=one.answers)
    rows = [row for row in form.rows() if row.differs]
    names = [f"Revision {revision.number}" for revision in (one, other)]
    context = {"paper": review.paper, "review": review, "one": one, "other": other, "rows": rows, "names": names}
    return render(request, "reviews/comparison_detail.html", context)
