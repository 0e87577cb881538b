"""The question board of a meeting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import Meeting
from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from reviews.board import Board, Card, board, neighbour, place, public_board, stamp_of
from reviews.board_forms import BoardForm, CardForm, GroupForm, ProjectionForm, QuestionForm
from reviews.models import Question, Reading

STEPS = {"up": -1, "down": 1}
NOTES = {"star": "starred", "unstar": "starred", "ask": "asked", "unask": "asked"}


@enrolled()
def question_board(request: CourseRequest) -> HttpResponse:
    """Lead to the board of the meeting at hand: the running one, the next one, else the last one with a paper."""
    meetings = Meeting.objects.filter(course=request.course, papers__isnull=False, cancelled_at=None)
    current = meetings.filter(ends_at__gt=request.now).order_by("starts_at").first()
    meeting = current or meetings.order_by("starts_at").last()
    if meeting is None:
        return redirect("reviews:paper_list", request.course.slug)
    return redirect("reviews:question_list", request.course.slug, meeting.pk)


@enrolled()
def question_list(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show a meeting's questions: those of the reviews that the reader may read, and those of the staff.

    To a page that names the ``stamp`` it has: 204 while nothing of the board has changed.
    """
    meeting = _meeting(request, meeting_pk)
    stamp = stamp_of(meeting, request.enrollment, request.now)
    if request.htmx and request.GET.get("stamp") == stamp:
        return HttpResponse(status=204)
    return _show(request, meeting, stamp)


@require_POST
@staff_only
def question_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Put a question of the staff's own on the board, for all to see or held back until it is asked."""
    meeting = _meeting(request, meeting_pk)
    form = QuestionForm(request.POST)
    if form.is_valid():
        Question.objects.add(meeting=meeting, **form.cleaned_data, now=request.now, by=request.user)
    else:
        messages.error(request, "Write the question before you add it.")
    return redirect("reviews:question_list", request.course.slug, meeting.pk)


@require_POST
@staff_only
def question_edit(request: CourseRequest, meeting_pk: int, card: str) -> HttpResponse:
    """Star a card, tick it as asked, show it to the room, take either back, move it, or take it out of its group."""
    meeting = _meeting(request, meeting_pk)
    shown = board(meeting, request.enrollment, request.now)
    chosen, form = _card(shown, card), CardForm(request.POST)
    if form.is_valid():
        _act(request, meeting, shown, chosen, form)
    return _back(request, meeting, card)


@require_POST
@staff_only
def question_group(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Put the chosen cards together, say that they are different questions, or show them all to the room."""
    meeting = _meeting(request, meeting_pk)
    shown, form = board(meeting, request.enrollment, request.now), GroupForm(request.POST)
    chosen = [card for card in shown.all_cards if card.key in request.POST.getlist("card")]
    rows = [card.row for card in chosen]
    if not form.is_valid() or not rows or (form.cleaned_data["act"] != "project" and len(rows) < 2):
        messages.error(request, "Choose two cards at least, then say what to do with them.")
    elif form.cleaned_data["act"] == "group":
        Question.objects.group(rows, now=request.now)
    elif form.cleaned_data["act"] == "apart":
        Question.objects.set_apart(rows, now=request.now)
    else:
        Question.objects.project(meeting, rows, now=request.now)
    return _back(request, meeting, chosen[0].key if chosen else "")


@require_POST
@students_only
def question_consent(request: CourseRequest, meeting_pk: int, card: str) -> HttpResponse:
    """Let one's name stand on one's own card, or take that back."""
    meeting = _meeting(request, meeting_pk)
    chosen = _card(board(meeting, request.enrollment, request.now), card)
    if not chosen.is_mine:
        raise Http404("That is not your card.")
    is_named = "named" in request.POST
    Question.objects.stored(chosen.row, now=request.now).note("named", request.now if is_named else None)
    said = "Your name stands on your question." if is_named else "Your question stands without your name."
    messages.success(request, said)
    return redirect("reviews:question_list", request.course.slug, meeting.pk)


@require_POST
@students_only
def question_support(request: CourseRequest, meeting_pk: int, card: str) -> HttpResponse:
    """Say that one would ask this question, too, or take that back; nobody says so of their own."""
    meeting = _meeting(request, meeting_pk)
    shown = board(meeting, request.enrollment, request.now)
    head = shown.head_of(_card(shown, card))
    if not head.can_want:
        raise Http404("That is your own question, or your time in the course is over.")
    if "wanted" in request.POST:
        Question.objects.stored(head.row, now=request.now).support(by=request.enrollment, now=request.now)
    else:
        for one in (one for one in head.group if one.row.pk):
            one.row.support(by=request.enrollment, now=request.now, wants=False)
    return _back(request, meeting, head.key)


@staff_only
def question_projector(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show the room what staff have chosen, in large type; nothing on it that the room may not know."""
    meeting = _meeting(request, meeting_pk)
    stamp = stamp_of(meeting, request.enrollment, request.now)
    if request.htmx and request.GET.get("stamp") == stamp:
        return HttpResponse(status=204)
    shown = public_board(meeting, request.now)
    context = {"meeting": meeting, "board": shown, "stamp": stamp, "following": neighbour(shown, 1)}
    return render(request, "reviews/question_projector.html", context)


@require_POST
@staff_only
def projection_edit(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show the room the next question or the one before, or nothing."""
    meeting = _meeting(request, meeting_pk)
    form = ProjectionForm(request.POST)
    if form.is_valid():
        act, shown = form.cleaned_data["act"], public_board(meeting, request.now)
        card = None if act == "clear" else neighbour(shown, 1 if act == "next" else -1)
        if card is not None or act == "clear":
            Question.objects.project(meeting, [card.row] if card else [], now=request.now)
        elif act == "next":
            messages.info(request, "That was the last question.")
    return redirect("reviews:question_projector", request.course.slug, meeting.pk)


def _act(request: CourseRequest, meeting: Meeting, shown: Board, card: Card, form: CardForm) -> None:
    act = form.cleaned_data["act"]
    if act in STEPS:
        past = form.cleaned_data["past"]
        return place(meeting, request.enrollment, card.key, by=STEPS[act], past=past, now=request.now)
    row = Question.objects.stored(card.row, now=request.now)
    if act in NOTES:
        row.note(NOTES[act], None if act.startswith("un") else request.now)
    elif act == "show":
        row.note("held", None)
    elif act == "project":
        Question.objects.project(meeting, [row], now=request.now)
    elif act == "unproject":
        rest = [one.row for one in shown.projected if one.key != card.key]
        Question.objects.project(meeting, rest, now=request.now)
    else:
        row.leave_group()
        Question.objects.set_apart([one.row for one in (shown.head_of(card), card)], now=request.now)
    return None


def _show(request: CourseRequest, meeting: Meeting, stamp: str = "") -> HttpResponse:
    stamp = stamp or stamp_of(meeting, request.enrollment, request.now)
    shown = board(meeting, request.enrollment, request.now)
    if request.enrollment.is_student:
        for paper in shown.read:
            Reading.objects.note(enrollment=request.enrollment, paper=paper, now=request.now)
    view = BoardForm(request.GET)
    context: dict[str, Any] = {
        "meeting": meeting, "board": shown, "cards": view.chosen(shown.cards), "view": view, "form": QuestionForm(),
        "stamp": stamp,
    }  # fmt: skip
    template = "reviews/_board.html" if request.htmx else "reviews/question_list.html"
    return render(request, template, context)


def _back(request: CourseRequest, meeting: Meeting, card: str) -> HttpResponse:
    """Lead back to the card on the board as one looked at it; htmx gets the board as it now stands."""
    view = BoardForm(request.POST)
    request.GET = view.query  # type: ignore[assignment]
    if request.htmx:
        return _show(request, meeting)
    address = redirect("reviews:question_list", request.course.slug, meeting.pk)
    address["Location"] += (f"?{view.query.urlencode()}" if view.query else "") + (f"#{card}" if card else "")
    return address


def _meeting(request: CourseRequest, meeting_pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("course"), course=request.course, pk=meeting_pk)


def _card(shown: Board, key: str) -> Card:
    card = shown.card(key)
    if card is None:
        raise Http404("There is no such question on this board.")
    return card
