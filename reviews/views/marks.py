"""Marking the reviews of a paper, one after the other."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, staff_only
from reviews.marking import Deck, Entry, queue, released, shuffled
from reviews.marking_forms import MarkForm
from reviews.models import Mark, MarkedMeanwhile, NothingToUndo, Paper, Revision, give_mark, undo_mark
from reviews.sheet import sheet
from reviews.views.lookup import paper_of

NAMES = "marking_names"  # the cookie of a marker who wants to see names
A_YEAR = 365 * 24 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True)
class Desk:
    """A marker at one review: the paper, the deck, and the review's entry in it."""

    paper: Paper
    deck: Deck
    entry: Entry
    position: int
    shows_names: bool

    @property
    def title(self) -> str:
        """What the review is called here: by its author only for who wants to see names."""
        return self.entry.cell.enrollment.name if self.shows_names else f"Review {self.position}"


@staff_only
def mark_list(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show the reviews of a paper with their marks, and what is next."""
    paper = paper_of(request, paper_pk)
    entries = queue(paper, request.now)
    deck = shuffled(entries, request.user)
    context = {
        "paper": paper,
        "deck": deck,
        "next": deck.next_unmarked(),
        "shows_names": _shows_names(request),
        "others": [entry for entry in entries if not entry.can_be_marked],
        "by_name": [entry for entry in entries if entry.can_be_marked],
        "is_released": paper.pk in released([paper], request.now),
    }
    return render(request, "reviews/mark_list.html", context)


@staff_only
def mark_create(request: CourseRequest, paper_pk: int, review_pk: int) -> HttpResponse:
    """Show a review and the form of its mark; by POST, give the mark and go on to the next without one."""
    desk = _desk(request, paper_pk, review_pk)
    if request.method != "POST":
        return _page(request, desk, MarkForm(initial=_initial(desk.entry)))
    if "insert" in request.POST or "put_by" in request.POST:
        return _page(request, desk, MarkForm(initial=_with_bank(request)))
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, form)
    try:
        _give(request, desk, form)
    except MarkedMeanwhile as other:
        return _page(request, desk, form, meanwhile=other.mark)
    return _go_on(request, desk)


@require_POST
@staff_only
def mark_undo(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Take one's own last mark of a paper back, and lead to its review."""
    paper = paper_of(request, paper_pk)
    marks = Mark.objects.given(request.now).filter(review__paper=paper, by=request.user)
    mark = marks.order_by("at", "pk").last()
    if mark is None:
        messages.info(request, "You have given no mark of this paper that could be taken back.")
        return redirect("reviews:mark_list", request.course.slug, paper.pk)
    with suppress(NothingToUndo):  # by a second press of the key: it is what was wanted
        undo_mark(mark, now=request.now, by=request.user)
    messages.success(request, f"{mark} is taken back. It stays on record, and its comment in the field.")
    return redirect("reviews:mark_create", request.course.slug, paper.pk, mark.review_id)


@require_POST
@staff_only
def marking_names(request: CourseRequest) -> HttpResponse:
    """Show or hide names where this marker marks, in this browser; lead back."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("reviews:marking", args=[request.course.slug])
    answer = redirect(back)
    if request.POST.get("names") == "shown":
        answer.set_cookie(NAMES, "shown", max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(NAMES)
    return answer


def _shows_names(request: CourseRequest) -> bool:
    return request.COOKIES.get(NAMES) == "shown"


def _desk(request: CourseRequest, paper_pk: int, review_pk: int) -> Desk:
    """Return the marker's place. Raise Http404 for a review that is not there, or of which nothing is handed in."""
    paper = paper_of(request, paper_pk)
    deck = shuffled(queue(paper, request.now), request.user)
    try:
        return Desk(paper, deck, deck.at(review_pk), deck.position(review_pk), _shows_names(request))
    except KeyError as missing:
        raise Http404("There is no such review, or nothing of it is handed in.") from missing


def _initial(entry: Entry) -> dict[str, Any]:
    """Return what the form begins with: the mark that stands, else the comment of one that was taken back."""
    mark = entry.mark
    if mark is not None:
        return {"symbol": mark.symbol, "percent": mark.percent, "comment": mark.comment}
    last = Mark.objects.filter(review=entry.review_pk, undoes=None).order_by("at", "pk").last()
    return {"comment": last.comment} if last else {}


def _with_bank(request: CourseRequest) -> dict[str, Any]:
    """Return what was typed, with a comment of the bank added to it; or put what was typed by."""
    post: QueryDict = request.POST
    typed = {name: post.get(name, "") for name in ("symbol", "percent", "comment")}
    bank, text = request.course.banked_comments, typed["comment"].strip()
    if "put_by" in post and text and not bank.filter(text=text).exists():
        bank.create(text=text, created_at=request.now, by=request.user)
    wanted = post.get("insert", "")
    banked = bank.filter(pk=wanted).first() if wanted.isdecimal() else None
    if banked is not None:
        typed["comment"] = f"{typed['comment'].rstrip()}\n\n{banked.text}".strip()
    return typed


def _page(request: CourseRequest, desk: Desk, form: MarkForm, *, meanwhile: Mark | None = None) -> HttpResponse:
    shown = desk.entry.cell.shown
    revision = Revision.objects.get(pk=shown.pk) if shown else None
    standing = meanwhile or desk.entry.mark
    context = {
        "desk": desk, "paper": desk.paper, "entry": desk.entry, "cell": desk.entry.cell, "form": form,
        "revision": revision, "meanwhile": meanwhile, "seen": standing.pk if standing else 0,
        "lines": sheet(request.course.review_fields.all(), revision.answers) if revision else [],
        "previous": desk.deck.beside(desk.entry.review_pk, -1), "following": desk.deck.beside(desk.entry.review_pk, 1),
        "bank": request.course.banked_comments.all(),
    }  # fmt: skip
    return render(request, "reviews/mark_form.html", context)


def _give(request: CourseRequest, desk: Desk, form: MarkForm) -> None:
    """Give the mark, unless the very same one stands for the same text. Raise MarkedMeanwhile as ``give_mark``."""
    entry, review = desk.entry, desk.entry.cell.review
    seen = form.cleaned_data["seen"] or 0
    is_the_same = form.repeats(entry.mark) and entry.mark is not None and entry.mark.pk == seen
    if review is None or (is_the_same and not entry.is_outdated):
        return
    mark = give_mark(
        review, revision=entry.cell.shown, now=request.now, by=request.user, symbol=form.cleaned_data["symbol"],
        share=form.share, comment=form.cleaned_data["comment"], position=desk.position,
        seen=seen,
    )  # fmt: skip
    messages.success(request, f"{desk.title}: {mark}.")


def _go_on(request: CourseRequest, desk: Desk) -> HttpResponse:
    """Lead to the next review without a mark, else to the list; the browser forgets its copy of what is saved."""
    here = desk.entry.review_pk
    following = desk.deck.next_unmarked(after=here)
    if following is None or following.review_pk == here:
        address = reverse("reviews:mark_list", args=[request.course.slug, desk.paper.pk])
    else:
        address = reverse("reviews:mark_create", args=[request.course.slug, desk.paper.pk, following.review_pk])
    return redirect(f"{address}?saved={here}-{request.user.pk}")
