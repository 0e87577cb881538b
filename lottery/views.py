"""The lottery of a meeting: the cockpit, the projector, the proof, and a student's own turns."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import Meeting
from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from lottery import drawing, proof
from lottery.forms import CommitmentForm, DrawForm, OutcomeForm, PhraseForm
from lottery.models import Draw, Lottery, LotteryQuerySet, LotteryRefusal, Outcome, Pool, Turns, on_stage

everybody = enrolled()


@staff_only
def cockpit(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show staff the lottery of a meeting: the next act, the draws, the pool and the record."""
    return _show_cockpit(request, _meeting(request, meeting_pk))


@require_POST
@staff_only
def commitment_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Choose a secret and publish its commitment; a meeting that has one keeps it."""
    meeting, form = _meeting(request, meeting_pk), CommitmentForm(request.POST)
    if not form.is_valid():
        return _show_cockpit(request, meeting, commitment_form=form)
    secret, planned = secrets.token_bytes(drawing.SECRET_BYTES), form.cleaned_data["planned"]
    with _told(request):
        Lottery.objects.commit(meeting, secret=secret, planned=planned, now=request.now, by=request.user)
    return _back(request, meeting_pk)


@require_POST
@staff_only
def phrase_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Fix the phrase that the room gave."""
    lottery, form = _lottery(request, meeting_pk), PhraseForm(request.POST)
    if not form.is_valid():
        return _show_cockpit(request, lottery.meeting, phrase_form=form)
    with _told(request):
        lottery.fix_phrase(form.cleaned_data["phrase"], now=request.now, by=request.user)
    return _back(request, meeting_pk)


@require_POST
@staff_only
def draw_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Hold the draw that the form names; sent twice, it is the same draw."""
    lottery, form = _lottery(request, meeting_pk), DrawForm(request.POST)
    if form.is_valid():
        with _told(request):
            Draw.objects.hold(lottery, form.cleaned_data["number"], now=request.now, by=request.user)
    else:
        messages.error(request, "Nothing was drawn: the form named no draw. Draw from this page.")
    return _back(request, meeting_pk)


@require_POST
@staff_only
def outcome_create(request: CourseRequest, meeting_pk: int, number: int) -> HttpResponse:
    """Say what became of a draw, or take back what was said."""
    draw = get_object_or_404(Draw.objects.filter(lottery=_lottery(request, meeting_pk)), number=number)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        said = Outcome(form.cleaned_data["outcome"])
        with _told(request):
            draw.decide(said, reason=form.cleaned_data["reason"], now=request.now, by=request.user)
    else:
        messages.error(request, "Nothing was noted: choose one of the outcomes, and keep the reason short.")
    return _back(request, meeting_pk)


@require_POST
@staff_only
def reveal_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Reveal the secret to the class, once the meeting is over."""
    lottery = _lottery(request, meeting_pk)
    with _told(request):
        lottery.reveal(now=request.now, by=request.user)
        messages.success(request, "The secret is revealed: everybody in the course can recompute the draws.")
    return _back(request, meeting_pk)


@everybody
def proof_detail(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show the class what it may know of a lottery now, and whether the record holds."""
    meeting = _meeting(request, meeting_pk)
    context: dict[str, Any] = {"meeting": meeting, "lottery": None}
    lottery = _lotteries(request).filter(meeting=meeting).first()
    if lottery is not None:
        record = lottery.record()
        difference = proof.first_difference(record, lottery.final_hash) if lottery.revealed_at else None
        own = lottery.pseudonyms.filter(enrollment=request.enrollment).first()
        context |= {"lottery": lottery, "record": record, "difference": difference, "own": own}
    return render(request, "lottery/proof_detail.html", context)


@everybody
def proof_json(request: CourseRequest, meeting_pk: int) -> JsonResponse:
    """Answer with the record as verify_lottery.py reads it; without secret and lines until the reveal."""
    lottery = _lottery(request, meeting_pk)
    answer = JsonResponse(lottery.record().as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="lottery-{lottery.slug}-{lottery.day}.json"'
    return answer


@staff_only
def projector(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show the room the draw that it is at; nothing on it that the room may not know."""
    lottery = _lottery(request, meeting_pk)
    draws = list(lottery.draws.with_people())
    stage = on_stage(draws)
    on_deck = [draw for draw in draws if draw != stage and draw.outcome == Outcome.PENDING]
    context = {"lottery": lottery, "stage": stage, "on_deck": on_deck}
    return render(request, "lottery/projector.html", context)


@students_only
def turn_list(request: CourseRequest) -> HttpResponse:
    """Show a student their own turns, and their chance in the next class."""
    coming = _lotteries(request).coming(request.now).first()
    place = Pool(coming).places.get(request.enrollment.pk) if coming else None
    context = {"turns": Turns.of(request.enrollment), "coming": coming, "place": place}
    return render(request, "lottery/turn_list.html", context)


def _meeting(request: CourseRequest, meeting_pk: int) -> Meeting:
    return get_object_or_404(request.course.meetings, pk=meeting_pk)


def _lotteries(request: CourseRequest) -> LotteryQuerySet:
    return Lottery.objects.of(request.course)


def _lottery(request: CourseRequest, meeting_pk: int) -> Lottery:
    return get_object_or_404(_lotteries(request), meeting=meeting_pk)


def _show_cockpit(
    request: CourseRequest,
    meeting: Meeting,
    *,
    commitment_form: CommitmentForm | None = None,
    phrase_form: PhraseForm | None = None,
) -> HttpResponse:
    lottery = _lotteries(request).filter(meeting=meeting).first()
    draws = list(lottery.draws.with_people()) if lottery else []
    context = {
        "meeting": meeting,
        "lottery": lottery,
        "commitment_form": commitment_form or CommitmentForm(initial={"planned": request.course.picks_planned}),
        "phrase_form": phrase_form or PhraseForm(),
        "stage": on_stage(draws),
        "draws": draws,
        "next_number": len(draws) + 1,
        "lines": lottery.lines.all() if lottery else [],
        "pool": Pool(lottery) if lottery else None,
        "can_be_revealed": lottery is not None and lottery.can_be_revealed(request.now),
    }
    return render(request, "lottery/cockpit.html", context)


def _back(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    return redirect("lottery:cockpit", request.course.slug, meeting_pk)


@contextmanager
def _told(request: CourseRequest) -> Iterator[None]:
    """Show a refusal of the act as a message on the next page."""
    try:
        yield
    except LotteryRefusal as refusal:
        messages.error(request, str(refusal))
