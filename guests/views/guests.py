"""Guests: who speaks, for everybody; and a student's own questions to them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import NotEnrolledThatDay
from courseapp.permissions import CourseRequest, open_to_public, staff_only, students_only
from guests import questions
from guests.forms import GuestForm, LinkForm, QuestionForm
from guests.models import ClaimsClosed, Guest, GuestQuestion, GuestQuestionSupport, LectureIsOver

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
    return show_guest(request, guest_of(request, guest_pk))


@staff_only
def guest_create(request: CourseRequest) -> HttpResponse:
    """Introduce a guest."""
    return _edit(request, Guest(course=request.course))


@staff_only
def guest_edit(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Change what is said of a guest."""
    return _edit(request, guest_of(request, guest_pk))


@require_POST
@students_only
def question_create(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Prepare a question, or claim one that nobody noted; a refused text stays in the form."""
    guest = guest_of(request, guest_pk)
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
    return show_guest(request, guest, form, status=422)


def guest_of(request: CourseRequest, guest_pk: int) -> Guest:
    """Return a guest of the course, or answer 404."""
    return get_object_or_404(request.course.guests.with_meeting(), pk=guest_pk)


def show_guest(
    request: CourseRequest,
    guest: Guest,
    form: QuestionForm | None = None,
    *,
    link_form: LinkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a guest's page for its reader, with a form that was refused, if any."""
    context: dict[str, Any] = {"guest": guest}
    if request.enrollment and request.enrollment.is_student:
        context |= _for_student(request, guest) | {"form": form or QuestionForm()}
    elif request.enrollment and request.enrollment.is_staff:
        today = request.course.day_of(request.now)
        context["links"] = [(link, link.opens(request.now)) for link in guest.own_links.select_related("made_by")]
        context["link_form"] = link_form or LinkForm(guest=guest, today=today)
    return render(request, "guests/guest_detail.html", context, status=status)


def _for_student(request: CourseRequest, guest: Guest) -> dict[str, Any]:
    """Return a student's own questions, what others would ask, and what can still be done."""
    reader, is_ahead = request.enrollment, request.now < guest.meeting.starts_at
    mine = Exists(GuestQuestionSupport.objects.filter(question=OuterRef("pk"), enrollment=reader))
    return {
        "own": guest.questions.visible_to(reader).annotate(support=Count("supports")).select_related("decided_by"),
        "others": guest.questions.shared().exclude(enrollment=reader).annotate(is_mine=mine),
        "tally": questions.tally(reader, request.now),
        "covered": reader.covers(guest.meeting.day),
        "is_ahead": is_ahead,
        "may_prepare": guest.window.is_open_to_prepare(request.now),
        "may_claim": guest.window.is_open_to_claim(request.now),
    }


def _edit(request: CourseRequest, guest: Guest) -> HttpResponse:
    form = GuestForm(request.POST or None, instance=guest, course=request.course)
    if request.method == "POST" and form.is_valid():
        Guest.objects.keep(form.save(commit=False), now=request.now, by=request.user)
        messages.success(request, f"{guest.name}’s page is saved.")
        return redirect(guest)
    return render(request, "guests/guest_form.html", {"form": form, "guest": guest})
