"""Marking the reviews of a paper, one after the other, and releasing the marks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, staff_only
from reviews.forms import MarkForm
from reviews.marking import Entry, next_unmarked, queue, released
from reviews.models import Mark, Paper, Revision, give_mark, release_marks
from reviews.sheet import sheet
from reviews.views.lookup import paper_of


@staff_only
def mark_list(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show the reviews of a paper with their marks, and what is next."""
    paper = paper_of(request, paper_pk)
    entries = queue(paper, request.now)
    context = {
        "paper": paper,
        "entries": entries,
        "next": next_unmarked(entries),
        "waiting": sum(entry.can_be_marked and entry.mark is None for entry in entries),
        "is_released": paper.pk in released([paper], request.now),
    }
    return render(request, "reviews/mark_list.html", context)


@staff_only
def mark_create(request: CourseRequest, paper_pk: int, review_pk: int) -> HttpResponse:
    """Show a review and the form of its mark; by POST, give the mark and go on to the next without one."""
    paper = paper_of(request, paper_pk)
    entries = queue(paper, request.now)
    entry = _entry(entries, review_pk)
    form = MarkForm(request.POST or None, initial=_initial(entry.mark))
    if request.method == "POST" and form.is_valid():
        _give(request, entry, form)
        return _go_on(request, paper, next_unmarked(entries, after=review_pk))
    shown = Revision.objects.get(pk=entry.cell.shown.pk) if entry.cell.shown else None
    context = {
        "paper": paper,
        "entry": entry,
        "form": form,
        "revision": shown,
        "lines": sheet(request.course.review_fields.all(), shown.answers) if shown else [],
        "next": next_unmarked(entries, after=review_pk),
    }
    return render(request, "reviews/mark_form.html", context)


def _entry(entries: list[Entry], review_pk: int) -> Entry:
    entry = next((one for one in entries if one.cell.review and one.cell.review.pk == review_pk), None)
    if entry is None or not entry.can_be_marked:
        raise Http404("There is no such review, or nothing of it is handed in.")
    return entry


def _initial(mark: Mark | None) -> dict[str, object]:
    return {"symbol": mark.symbol, "percent": mark.percent, "comment": mark.comment} if mark else {}


def _give(request: CourseRequest, entry: Entry, form: MarkForm) -> None:
    review = entry.cell.review
    if review is not None:
        mark = give_mark(
            review, revision=entry.cell.shown, now=request.now, by=request.user, symbol=form.cleaned_data["symbol"],
            share=form.share, comment=form.cleaned_data["comment"],
        )  # fmt: skip
        messages.success(request, f"{entry.cell.enrollment.name}: {mark}.")


def _go_on(request: CourseRequest, paper: Paper, following: Entry | None) -> HttpResponse:
    if following is not None and following.cell.review is not None:
        return redirect("reviews:mark_create", request.course.slug, paper.pk, following.cell.review.pk)
    return redirect("reviews:mark_list", request.course.slug, paper.pk)


@require_POST
@staff_only
def mark_release(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Let students see the marks of a paper."""
    paper = paper_of(request, paper_pk)
    release_marks(paper, now=request.now, by=request.user)
    messages.success(
        request, "The marks are released: each student sees their own, from now on also those that change."
    )
    return redirect("reviews:mark_list", request.course.slug, paper.pk)
