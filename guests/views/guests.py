"""Guests: who speaks, for everybody; and a student's own questions to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import NotEnrolledThatDay
from courseapp.permissions import CourseRequest, open_to_public, staff_only, students_only
from guests import questions
from guests.forms import GuestForm, QuestionForm
from guests.models import ClaimsClosed, Guest, GuestQuestion, LectureIsOver

REFUSALS = {
    LectureIsOver: "The lecture has ended. If you asked this, claim it instead.",
    ClaimsClosed: "Questions to this guest can’t be claimed now. Copy your text, and write to the staff.",
    NotEnrolledThatDay: "You were not enrolled on the day of this lecture, so no question to this guest counts.",
}


@open_to_public
def guest_list(request: CourseRequest) -> HttpResponse:
    """Show who speaks; students also how far they have come with their questions."""
    guests = request.course.guests.with_meeting()
    reader = request.enrollment
    context = {
        "guests": guests.with_counts() if reader and reader.is_staff else guests,
        "tally": questions.tally(reader, request.now) if reader and reader.is_student else None,
    }
    return render(request, "guests/guest_list.html", context)


@open_to_public
def guest_detail(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Show one guest; students also their own questions to them."""
    return _show(request, _guest(request, guest_pk), QuestionForm())


@staff_only
def guest_create(request: CourseRequest) -> HttpResponse:
    """Introduce a guest."""
    return _edit(request, Guest(course=request.course))


@staff_only
def guest_edit(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Change what is said of a guest."""
    return _edit(request, _guest(request, guest_pk))


@require_POST
@students_only
def question_create(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Prepare a question, or claim one that nobody noted; a refused text stays in the form."""
    guest = _guest(request, guest_pk)
    form = QuestionForm(request.POST)
    if form.is_valid():
        act = GuestQuestion.objects.claim if "claim" in request.POST else GuestQuestion.objects.prepare
        try:
            question = act(guest=guest, enrollment=request.enrollment, now=request.now, **form.cleaned_data)
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            messages.success(
                request, "Claimed: the staff will answer." if question.is_claimed else "Your question is kept."
            )
            return redirect(guest)
    return _show(request, guest, form, status=422)


def _guest(request: CourseRequest, guest_pk: int) -> Guest:
    return get_object_or_404(request.course.guests.with_meeting(), pk=guest_pk)


def _show(request: CourseRequest, guest: Guest, form: QuestionForm, status: int = 200) -> HttpResponse:
    context = {"guest": guest, "form": form}
    if request.enrollment and request.enrollment.is_student:
        context |= {
            "own": guest.questions.visible_to(request.enrollment).select_related("decided_by"),
            "tally": questions.tally(request.enrollment, request.now),
            "covered": request.enrollment.covers(guest.meeting.day),
            "may_prepare": guest.window.is_open_to_prepare(request.now),
            "may_claim": guest.window.is_open_to_claim(request.now),
        }
    return render(request, "guests/guest_detail.html", context, status=status)


def _edit(request: CourseRequest, guest: Guest) -> HttpResponse:
    form = GuestForm(request.POST or None, instance=guest, course=request.course)
    if request.method == "POST" and form.is_valid():
        Guest.objects.keep(form.save(commit=False), now=request.now, by=request.user)
        messages.success(request, f"{guest.name}’s page is saved.")
        return redirect(guest)
    return render(request, "guests/guest_form.html", {"form": form, "guest": guest})
