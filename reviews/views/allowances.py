"""What staff grant one student for one paper, and late work that they accept."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, staff_only
from reviews.forms import AcceptanceForm, ExtensionForm, ManyExtensionsForm, ManyWaiversForm, WaiverForm
from reviews.models import Extension, NothingToAccept, Revision, Waiver
from reviews.owing import owes
from reviews.past import history_of
from reviews.sheet import sheet
from reviews.standings import Cell, my_cell, standings
from reviews.views.history import show_comparison, show_revision
from reviews.views.lookup import paper_of, review_of

NOTHING_TO_ACCEPT = (
    "Nothing to accept: no text of this review is complete and was written before its author read the others’. "
    "Ask for a complete one, or waive the paper."
)


@staff_only
def extension_list(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show a paper's extensions; by POST, grant one."""
    return _grant(request, paper_pk, Extension, ExtensionForm)


@staff_only
def waiver_list(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show for whom a paper is waived; by POST, waive it for one more."""
    return _grant(request, paper_pk, Waiver, WaiverForm)


def _grant(
    request: CourseRequest, paper_pk: int, kind: type[Extension] | type[Waiver], form_class: type[WaiverForm]
) -> HttpResponse:
    paper = paper_of(request, paper_pk)
    form = form_class(request.POST or None, paper=paper, initial={"enrollment": request.GET.get("student")})
    if request.method == "POST" and form.is_valid():
        granted = kind.objects.grant(**form.cleaned_data, paper=paper, now=request.now, by=request.user)
        messages.success(request, f"Granted to {granted.enrollment.name}, and written down.")
        return redirect(request.path)
    rows = kind.objects.filter(paper=paper).select_related("enrollment__user", "granted_by").order_by("-granted_at")
    context = {"paper": paper, "form": form, "rows": rows, "is_extension": kind is Extension}
    return render(request, "reviews/allowance_list.html", context)


@staff_only
def extension_many(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Extend a paper's due time for many students at once: first shown, then done."""
    return _grant_many(request, paper_pk, Extension, ManyExtensionsForm)


@staff_only
def waiver_many(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Waive a paper for many students at once: first shown, then done."""
    return _grant_many(request, paper_pk, Waiver, ManyWaiversForm)


def _grant_many(
    request: CourseRequest, paper_pk: int, kind: type[Extension] | type[Waiver], form_class: type[ManyWaiversForm]
) -> HttpResponse:
    paper = paper_of(request, paper_pk)
    board = standings(request.course, request.now, papers=[paper])
    owed = [cell.enrollment.pk for cell in board.values() if owes(cell, request.now)]
    form = form_class(request.POST or None, paper=paper, initial={"students": owed if "owing" in request.GET else []})
    context: dict[str, Any] = {"paper": paper, "form": form, "is_extension": kind is Extension, "owing": len(owed)}
    if request.method == "POST" and form.is_valid():
        terms = dict(form.cleaned_data)
        cells = [board[student.pk, paper.pk] for student in terms.pop("students")]
        changed = [cell for cell in cells if _changes(cell, terms.get("due_at"))]
        if "confirmed" in request.POST:
            students = [cell.enrollment for cell in changed]
            kind.objects.grant_all(students, paper=paper, now=request.now, by=request.user, **terms)
            messages.success(request, f"Granted to {len(changed)} students, and written down.")
            return redirect(request.path.removesuffix("many/"))
        context |= {"terms": terms, "changed": changed, "unchanged": [cell for cell in cells if cell not in changed]}
    return render(request, "reviews/allowance_many.html", context)


def _changes(cell: Cell, due_at: datetime | None) -> bool:
    """Return whether a grant would change anything for this student: a later due time stays, and so does a waiver."""
    if cell.waiver is not None:
        return False
    return due_at is None or cell.extension is None or cell.extension.due_at < due_at


@require_POST
@staff_only
def extension_withdraw(request: CourseRequest, paper_pk: int, extension_pk: int) -> HttpResponse:
    """Take an extension back."""
    extension = get_object_or_404(paper_of(request, paper_pk).extensions, pk=extension_pk)
    extension.withdraw(now=request.now, by=request.user)
    messages.success(request, f"The extension of {extension.enrollment.name} is withdrawn. It stays on record.")
    return redirect("reviews:extension_list", request.course.slug, paper_pk)


@require_POST
@staff_only
def waiver_withdraw(request: CourseRequest, paper_pk: int, waiver_pk: int) -> HttpResponse:
    """Take a waiver back."""
    waiver = get_object_or_404(paper_of(request, paper_pk).waivers, pk=waiver_pk)
    waiver.withdraw(now=request.now, by=request.user)
    messages.success(request, f"{waiver.enrollment.name} owes this review again. The waiver stays on record.")
    return redirect("reviews:waiver_list", request.course.slug, paper_pk)


@staff_only
def review_detail(request: CourseRequest, paper_pk: int, review_pk: int) -> HttpResponse:
    """Show one student's review to staff: its newest text, its history, and what counts of it."""
    review = review_of(request, paper_pk, review_pk)
    cell = my_cell(review.enrollment, review.paper, request.now)
    newest = cell.shown or cell.latest
    shown = Revision.objects.get(pk=newest.pk) if newest else None
    context = {
        "paper": review.paper, "review": review, "cell": cell, "revision": shown,
        "sittings": history_of(review, cell.standing.graded),
        "lines": sheet(request.course.review_fields.all(), shown.answers) if shown else [], "form": AcceptanceForm(),
        "marks": review.marks.filter(undoes=None).select_related("by", "undone_by__by").order_by("-at", "-pk"),
        "counting": review.marks.given(request.now).last(),
    }  # fmt: skip
    return render(request, "reviews/review_detail.html", context)


@staff_only
def review_revision(request: CourseRequest, paper_pk: int, review_pk: int, number: int) -> HttpResponse:
    """Show staff one saved state of a student's review."""
    return show_revision(request, review_of(request, paper_pk, review_pk), number)


@staff_only
def review_comparison(request: CourseRequest, paper_pk: int, review_pk: int) -> HttpResponse:
    """Show staff where two saved states of a student's review differ."""
    return show_comparison(request, review_of(request, paper_pk, review_pk))


@require_POST
@staff_only
def acceptance_create(request: CourseRequest, paper_pk: int, review_pk: int) -> HttpResponse:
    """Let a late review count as it now stands."""
    review = review_of(request, paper_pk, review_pk)
    form = AcceptanceForm(request.POST)
    if form.is_valid():
        try:
            review.accept(now=request.now, by=request.user, reason=form.cleaned_data["reason"])
        except NothingToAccept:
            messages.error(request, NOTHING_TO_ACCEPT)
        else:
            messages.success(request, f"The late review of {review.enrollment.name} counts as it now stands.")
    return redirect("reviews:review_detail", request.course.slug, paper_pk, review_pk)


@require_POST
@staff_only
def acceptance_withdraw(request: CourseRequest, paper_pk: int, review_pk: int) -> HttpResponse:
    """Let an accepted review be late again."""
    review = review_of(request, paper_pk, review_pk)
    if review.accepted_at is not None:
        review.withdraw_acceptance(now=request.now, by=request.user)
        messages.success(request, f"The review of {review.enrollment.name} is late again.")
    return redirect("reviews:review_detail", request.course.slug, paper_pk, review_pk)
