"""What staff do in a lottery: each act is one form, and is applied once however often it arrives."""

import secrets
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from courseapp.models import Meeting, Stamp
from courseapp.permissions import CourseRequest, staff_only
from lottery import drawing
from lottery.forms import CommitmentForm, DrawForm, HandPickForm, OutcomeForm, PhraseForm, StudentForm, TimerForm
from lottery.models import Act, Draw, HandPick, Lottery, Outcome, Volunteer
from lottery.views.cockpit import show_cockpit, show_room
from lottery.views.lookup import lottery_of, meeting_of, told

Doing = Callable[..., None]


def act(doing: Doing) -> Callable[..., HttpResponseBase]:
    """Make a view of an act on a meeting: once for each ``act_key``, a refusal as a message, then the room as it is."""

    def answer(request: CourseRequest, /, meeting_pk: int, **kwargs: Any) -> HttpResponse:
        meeting = meeting_of(request, meeting_pk)
        with told(request), transaction.atomic():
            if _is_new(request, meeting):
                doing(request, meeting, **kwargs)
        if request.htmx:
            return show_room(request, meeting)
        return redirect("lottery:cockpit", request.course.slug, meeting_pk)

    update_wrapper(answer, doing)
    return require_POST(staff_only(answer))


def _is_new(request: CourseRequest, meeting: Meeting) -> bool:
    """Return whether the act was not applied before; one without a key, from elsewhere, always is."""
    key = request.POST.get("act_key", "")[:64]
    return not key or Act.objects.take(meeting, key, now=request.now, by=request.user)


@require_POST
@staff_only
def commitment_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Choose a secret and publish its commitment; a meeting that has one keeps it."""
    meeting, form = meeting_of(request, meeting_pk), CommitmentForm(request.POST)
    if not form.is_valid():
        return show_cockpit(request, meeting, commitment_form=form)
    secret, planned = secrets.token_bytes(drawing.SECRET_BYTES), form.cleaned_data["planned"]
    with told(request):
        Lottery.objects.commit(meeting, secret=secret, planned=planned, now=request.now, by=request.user)
    return redirect("lottery:cockpit", request.course.slug, meeting_pk)


@require_POST
@staff_only
def phrase_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Fix the phrase that the room gave."""
    lottery, form = lottery_of(request, meeting_pk), PhraseForm(request.POST)
    if not form.is_valid():
        return show_cockpit(request, lottery.meeting, phrase_form=form)
    with told(request):
        lottery.fix_phrase(form.cleaned_data["phrase"], now=request.now, by=request.user)
    return redirect("lottery:cockpit", request.course.slug, meeting_pk)


@act
def draw_create(request: CourseRequest, meeting: Meeting) -> None:
    """Hold the draw that the form names; sent twice, it is the same draw."""
    form, lottery = DrawForm(request.POST), lottery_of(request, meeting.pk)
    if form.is_valid():
        Draw.objects.hold(lottery, form.cleaned_data["number"], now=request.now, by=request.user)
    else:
        messages.error(request, "Nothing was drawn: the form named no draw. Draw from this page.")


@act
def outcome_create(request: CourseRequest, meeting: Meeting, number: int) -> None:
    """Say what became of a draw, or take back what was said."""
    draw = get_object_or_404(Draw.objects.filter(lottery=lottery_of(request, meeting.pk)), number=number)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        said = Outcome(form.cleaned_data["outcome"])
        draw.decide(said, reason=form.cleaned_data["reason"], now=request.now, by=request.user)
    else:
        messages.error(request, "Nothing was noted: choose one of the outcomes, and keep the reason short.")


@act
def timer_create(request: CourseRequest, meeting: Meeting) -> None:
    """Let the room think for some seconds, or stop the clock."""
    form, lottery = TimerForm(request.POST), lottery_of(request, meeting.pk)
    if form.is_valid():
        lottery.think(form.cleaned_data["seconds"], now=request.now)
        Stamp.objects.bump(request.course.pk, meeting.part)
    else:
        messages.error(request, "The clock takes whole seconds, an hour at most.")


@act
def volunteer_create(request: CourseRequest, meeting: Meeting) -> None:
    """Note that a student spoke up without being drawn."""
    form = StudentForm(request.POST, meeting=meeting)
    if form.is_valid():
        student = form.cleaned_data["student"]
        Volunteer.objects.note(meeting=meeting, enrollment=student, now=request.now, by=request.user)
    else:
        messages.error(request, "Nobody was noted: choose a student of this meeting’s day.")


@act
def volunteer_withdraw(request: CourseRequest, meeting: Meeting, volunteer_pk: int) -> None:
    """Take back that somebody volunteered."""
    get_object_or_404(meeting.volunteers, pk=volunteer_pk).withdraw(now=request.now, by=request.user)


@act
def hand_pick_create(request: CourseRequest, meeting: Meeting) -> None:
    """Enter a pick that was made by hand."""
    form = HandPickForm(request.POST, meeting=meeting)
    if form.is_valid():
        student, outcome, note = (form.cleaned_data[name] for name in ("student", "outcome", "note"))
        HandPick.objects.note(
            meeting=meeting, enrollment=student, outcome=Outcome(outcome), note=note, now=request.now, by=request.user
        )
    else:
        messages.error(request, "No pick was noted: choose the student and what came of it, and say why by hand.")


@act
def hand_pick_withdraw(request: CourseRequest, meeting: Meeting, pick_pk: int) -> None:
    """Take a pick that was made by hand back, with a reason."""
    pick = get_object_or_404(meeting.hand_picks, pk=pick_pk)
    pick.withdraw(request.POST.get("reason", "").strip()[:200], now=request.now, by=request.user)


@act
def reveal_create(request: CourseRequest, meeting: Meeting) -> None:
    """Reveal the secret to the class, once the meeting is over."""
    lottery_of(request, meeting.pk).reveal(now=request.now, by=request.user)
    messages.success(request, "The secret is revealed: everybody in the course can recompute the draws.")
