"""The cockpit of a meeting's lottery, what the room sees of it, and what keeps both in step."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from courseapp import live
from courseapp.models import Meeting
from courseapp.permissions import CourseRequest, staff_only
from lottery.forms import CommitmentForm, HandPickForm, PhraseForm, StudentForm
from lottery.models import Outcome, Pool, on_stage
from lottery.views.lookup import lotteries_of, lottery_of, meeting_of


@staff_only
def cockpit(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show staff the lottery of a meeting; to a script, the room alone, or nothing where it has what there is."""
    meeting = meeting_of(request, meeting_pk)
    if not request.htmx:
        return show_cockpit(request, meeting)
    return unchanged(request, meeting) or show_room(request, meeting)


@staff_only
def projector(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show the room the draw that it is at; nothing on it that the room may not know."""
    lottery = lottery_of(request, meeting_pk)
    if request.htmx and (nothing := unchanged(request, lottery.meeting)):
        return nothing
    context = {"stamp": _stamp(request, lottery.meeting), "lottery": lottery}
    draws = list(lottery.draws.with_people())
    stage = on_stage(draws)
    on_deck = [draw for draw in draws if draw != stage and draw.outcome == Outcome.PENDING]
    context |= {"stage": stage, "on_deck": on_deck}
    return render(request, "lottery/_projected.html" if request.htmx else "lottery/projector.html", context)


@staff_only
def stream(request: CourseRequest, meeting_pk: int) -> HttpResponseBase:
    """Say whenever something changes in the room, for as long as the page listens."""
    return live.event_stream(request, request.course.pk, *_parts(meeting_of(request, meeting_pk)))


def show_cockpit(
    request: CourseRequest,
    meeting: Meeting,
    *,
    commitment_form: CommitmentForm | None = None,
    phrase_form: PhraseForm | None = None,
) -> HttpResponse:
    """Show the whole page, with what was typed into one of its forms."""
    context = _room(request, meeting) | {
        "commitment_form": commitment_form or CommitmentForm(initial={"planned": request.course.picks_planned}),
        "phrase_form": phrase_form or PhraseForm(),
    }
    return render(request, "lottery/cockpit.html", context)


def show_room(request: CourseRequest, meeting: Meeting) -> HttpResponse:
    """Show the part of the page that follows what happens."""
    context = _room(request, meeting) | {
        "commitment_form": CommitmentForm(initial={"planned": request.course.picks_planned}),
        "phrase_form": PhraseForm(),
    }
    return render(request, "lottery/_room.html", context)


def unchanged(request: CourseRequest, meeting: Meeting) -> HttpResponse | None:
    """Return an empty answer where the page that asks shows the room as it is, else None."""
    return HttpResponse(status=204) if request.GET.get("stamp") == _stamp(request, meeting) else None


def _parts(meeting: Meeting) -> tuple[str, ...]:
    """Return the parts of the course that show in the room: the meeting, its board of questions, who is away."""
    return meeting.part, f"board:{meeting.pk}", "presence"


def _stamp(request: CourseRequest, meeting: Meeting) -> str:
    return live.stamp(request.course.pk, *_parts(meeting))


def _room(request: CourseRequest, meeting: Meeting) -> dict[str, Any]:
    """Return what the room's part of the page shows; the stamp is older than all of it."""
    stamp = _stamp(request, meeting)
    lottery = lotteries_of(request).filter(meeting=meeting).first()
    draws = list(lottery.draws.with_people()) if lottery else []
    people = {"enrollment__user", "enrollment__course"}
    return {
        "meeting": meeting,
        "stamp": stamp,
        "lottery": lottery,
        "stage": on_stage(draws),
        "draws": draws,
        "next_number": len(draws) + 1,
        "lines": lottery.lines.all() if lottery else [],
        "pool": Pool(lottery) if lottery else None,
        "can_be_revealed": lottery is not None and lottery.can_be_revealed(request.now),
        "hand_picks": meeting.hand_picks.select_related(*people),
        "hand_pick_form": HandPickForm(meeting=meeting),
        "volunteers": meeting.volunteers.standing().select_related(*people),
        "volunteer_form": StudentForm(meeting=meeting, auto_id="volunteer_%s"),
    }
