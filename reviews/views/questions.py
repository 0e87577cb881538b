"""The question board of a meeting."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import Meeting
from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from reviews.board import Card, board, place
from reviews.forms import CardForm, QuestionForm
from reviews.models import Question, Reading

STEPS = {"up": -1, "down": 1}


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
    """Show a meeting's questions: those of the reviews that the reader may read, and those of the staff."""
    meeting = _meeting(request, meeting_pk)
    shown = board(meeting, request.enrollment, request.now)
    if request.enrollment.is_student:
        for paper in shown.read:
            Reading.objects.note(enrollment=request.enrollment, paper=paper, now=request.now)
    return render(request, "reviews/question_list.html", {"meeting": meeting, "board": shown, "form": QuestionForm()})


@require_POST
@staff_only
def question_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Put a question of the staff's own on the board."""
    meeting = _meeting(request, meeting_pk)
    form = QuestionForm(request.POST)
    if form.is_valid():
        Question.objects.add(meeting=meeting, text=form.cleaned_data["text"], now=request.now, by=request.user)
    else:
        messages.error(request, "Write the question before you add it.")
    return redirect("reviews:question_list", request.course.slug, meeting.pk)


@require_POST
@staff_only
def question_edit(request: CourseRequest, meeting_pk: int, card: str) -> HttpResponse:
    """Star a card, tick it as asked, take either back, or move it up or down."""
    meeting = _meeting(request, meeting_pk)
    cards = board(meeting, request.enrollment, request.now).cards
    chosen, form = _card(cards, card), CardForm(request.POST)
    if form.is_valid():
        act = form.cleaned_data["act"]
        if act in STEPS:
            place(meeting, cards, card, STEPS[act], now=request.now)
        else:
            row = Question.objects.stored(chosen.row, now=request.now)
            row.note("starred" if act.endswith("star") else "asked", None if act.startswith("un") else request.now)
    return redirect("reviews:question_list", request.course.slug, meeting.pk)


@require_POST
@students_only
def question_consent(request: CourseRequest, meeting_pk: int, card: str) -> HttpResponse:
    """Let one's name stand on one's own card, or take that back."""
    meeting = _meeting(request, meeting_pk)
    chosen = _card(board(meeting, request.enrollment, request.now).cards, card)
    if not chosen.is_mine:
        raise Http404("That is not your card.")
    is_named = "named" in request.POST
    Question.objects.stored(chosen.row, now=request.now).note("named", request.now if is_named else None)
    said = "Your name stands on your question." if is_named else "Your question stands without your name."
    messages.success(request, said)
    return redirect("reviews:question_list", request.course.slug, meeting.pk)


def _meeting(request: CourseRequest, meeting_pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("course"), course=request.course, pk=meeting_pk)


def _card(cards: list[Card], key: str) -> Card:
    card = next((one for one in cards if one.key == key), None)
    if card is None:
        raise Http404("There is no such question on this board.")
    return card
