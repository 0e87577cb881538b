"""Writing one's own review: the form, the save, and the save in the background."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from courseapp.answers import Answers
from courseapp.permissions import CourseRequest, students_only
from courseapp.unsent import sent_in_vain
from reviews import wording
from reviews.mine import Mine
from reviews.models import AlreadyHandedIn, Paper, Review, ReviewField, Revision, Saving, why_not_counted
from reviews.review_form import Posted, ReviewForm, read_review
from reviews.standings import Cell, my_cell
from reviews.templatetags.review_state import hand_in_act, review_state
from reviews.views.lookup import mine_of, paper_of
from reviews.views.pdfs import with_frame

ANOTHERS = (
    "Somebody else is logged in to this browser now. Nothing is stored under their name: log in as yourself, then send "
    "it again."
)


@students_only
@with_frame
def review_edit(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show the form of one's own review; by POST, keep what was written, and hand it in if that button was pressed."""
    if request.method != "POST":
        return show_form(request, mine_of(request, paper_pk))
    if is_anothers(request):
        return sent_in_vain(request, ANOTHERS, status=409)
    return keep_and_answer(request, paper_of(request, paper_pk), read_posted(request))


def keep_and_answer(request: CourseRequest, paper: Paper, posted: Posted) -> HttpResponse:
    """Keep what was sent, and lead to where the student goes on."""
    try:
        saving = _keep(request, paper, posted)
    except AlreadyHandedIn:
        cell = my_cell(request.enrollment, paper, request.now)
        messages.info(request, wording.handed_in_before(cell))
        return redirect(paper)
    return _answer(request, paper, posted, saving)


def _answer(request: CourseRequest, paper: Paper, posted: Posted, saving: Saving) -> HttpResponse:
    """Say what became of a save, and lead to where the student goes on."""
    cell = saving.cell(request.now)
    sentence = _sentence(saving, cell, posted)
    is_done = saving.revision.is_hand_in and not saving.is_stale
    counts = is_done and cell.standing.graded == saving.revision.number
    level = messages.SUCCESS if counts else _level(saving, posted)
    messages.add_message(request, level, wording.linked(sentence, saving.missing))
    if posted.refused:
        return show_form(request, mine_of(request, paper.pk), refused=posted.refused, status=422)
    if saving.is_stale:
        return redirect("reviews:revision_compare", request.course.slug, paper.pk, saving.revision.number)
    return redirect(paper) if is_done else redirect("reviews:review_edit", request.course.slug, paper.pk)


@students_only
def review_autosave(request: CourseRequest, paper_pk: int) -> JsonResponse:
    """Keep what was written so far, and say so; by GET, say how the review stands and what time it is."""
    paper = paper_of(request, paper_pk)
    if request.method != "POST":
        cell = my_cell(request.enrollment, paper, request.now)
        return JsonResponse(_status(request, cell) | _whole_status(request, cell))
    if is_anothers(request):
        return JsonResponse({}, status=409)
    posted = replace(read_posted(request), hand_in=False)
    saving = _keep(request, paper, posted)
    cell = saving.cell(request.now)
    said = _status(request, cell) | {
        "saved_at": wording.clock_time(saving.revision.saved_at),
        "revision": saving.revision.number,
        "sentence": _sentence(saving, cell, posted),
        "missing": [field.key for field in saving.missing],
        "refused": {key: wording.why_refused(answer) for key, answer in posted.refused.items()},
    }
    if saving.is_stale and saving.revision.beside is not None:
        said |= {
            "stale": True,
            "mine": saving.revision.answers,
            "theirs": saving.revision.beside.answers,
            "compare": reverse(
                "reviews:revision_compare", args=[request.course.slug, paper.pk, saving.revision.number]
            ),
        }
    return JsonResponse(said)


@require_POST
@students_only
def revision_restore(request: CourseRequest, paper_pk: int, number: int) -> HttpResponse:
    """Bring an older text back, as a new revision."""
    paper = paper_of(request, paper_pk)
    old = get_object_or_404(Revision, review__enrollment=request.enrollment, review__paper=paper, number=number)
    saving = old.review.restore(old, now=request.now)
    messages.success(request, f"Revision {number} is back as revision {saving.revision.number}. It is not handed in.")
    return redirect("reviews:review_edit", request.course.slug, paper.pk)


def show_form(
    request: CourseRequest,
    place: Mine,
    *,
    answers: Answers | None = None,
    others: Answers | None = None,
    refused: Answers | None = None,
    status: int = 200,
    template: str = "reviews/review_form.html",
    **more: Any,
) -> HttpResponse:
    """Render the form, with the newest text unless ``answers`` are given; ``others`` is a text to compare with."""
    cell, paper = place.cell, place.cell.paper
    if cell.latest is None and not paper.has_opened(request.now) and not refused:
        return render(request, "reviews/review_closed.html", {"paper": paper, "cell": cell})
    head, beside = [*place.newest, None, None][:2]
    said: Answers = answers if answers is not None else head.answers if head else {}
    fields = [one for one in place.fields if one.retired_at is None]
    form = ReviewForm(fields, said, refused=refused, others=others)
    context = {
        "paper": paper, "cell": cell, "form": form, "rows": list(form.rows()), "head": head, "beside": beside,
        "not_counted_because": why_not_counted(request.course, request.enrollment, request.now), **more,
    }  # fmt: skip
    return render(request, template, context, status=status)


def is_anothers(request: CourseRequest) -> bool:
    """Return whether the page that sent this was opened by another person than is logged in by now."""
    return request.GET.get("by", str(request.enrollment.uuid)) != str(request.enrollment.uuid)


def _asked(request: CourseRequest) -> list[ReviewField]:
    return list(request.course.review_fields.asked())


def read_posted(request: CourseRequest) -> Posted:
    """Return what the form sent."""
    return read_review(request.POST, _asked(request))


def _keep(request: CourseRequest, paper: Paper, posted: Posted) -> Saving:
    return Review.objects.keep(
        enrollment=request.enrollment, paper=paper, now=request.now, answers=posted.answers, based_on=posted.based_on,
        hand_in=posted.hand_in, keeps_draft=posted.keeps_draft, refused=posted.refused, unasked=posted.unasked,
        asked=posted.asked,
    )  # fmt: skip


def _sentence(saving: Saving, cell: Cell, posted: Posted) -> str:
    labels = (
        {field.key: f"“{field.label}”" for field in cell.paper.course.review_fields.asked()} if posted.refused else {}
    )
    return wording.saved(
        saving, cell, wanted_hand_in=posted.hand_in, refused=[labels[key] for key in posted.refused if key in labels]
    )


def _level(saving: Saving, posted: Posted) -> int:
    is_warning = saving.is_stale or posted.refused or posted.hand_in or saving.revision.not_counted_because
    return messages.WARNING if is_warning else messages.INFO


def _whole_status(request: CourseRequest, cell: Cell) -> dict[str, str]:
    """Return what else the page says of how the review stands: a sentence or two, and what its button does."""
    holds = render_to_string("reviews/_what_holds.html", {"cell": cell}, request)
    return {"holds": holds, "act": hand_in_act(cell)}


def _status(request: CourseRequest, cell: Cell) -> dict[str, Any]:
    """Return what the page keeps in step: the server's clock, the newest revision, and the state."""
    return {
        "now": request.now.isoformat(),
        "due_at": cell.due_at.isoformat(),
        "revision": cell.latest.number if cell.latest else 0,
        "state": review_state(cell.standing, request.now),
    }
