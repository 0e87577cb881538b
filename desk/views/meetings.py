"""The schedule and its meetings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import Meeting
from courseapp.permissions import CourseRequest, open_to_public, staff_only
from desk.forms import CancelForm, MeetingForm
from desk.schedule import DueTimeWouldPass, move, rows, schedule


@open_to_public
def schedule_detail(request: CourseRequest) -> HttpResponse:
    """Show the term, a row a meeting."""
    weeks = schedule(request.course, request.enrollment, request.now)
    return render(request, "desk/schedule_detail.html", {"weeks": weeks})


@open_to_public
def meeting_detail(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show a meeting: what is discussed, by whom, and what belongs to it."""
    meeting = get_object_or_404(request.course.meetings, pk=meeting_pk)
    row = rows(request.course, request.enrollment, request.now, meeting=meeting)[0]
    return render(
        request, "desk/meeting_detail.html", {"row": row, "meeting": row.meeting, "cancel_form": CancelForm()}
    )


@staff_only
def meeting_create(request: CourseRequest) -> HttpResponse:
    """Add a meeting to the schedule."""
    form = MeetingForm(request.POST or None, instance=Meeting(course=request.course))
    if request.method == "POST" and form.is_valid():
        meeting = Meeting.objects.plan(
            form.instance, starts_at=form.cleaned_data["starts_at"], ends_at=form.cleaned_data["ends_at"],
            now=request.now, by=request.user,
        )  # fmt: skip
        messages.success(request, f"“{meeting.topic}” is on the schedule.")
        return redirect(meeting)
    return render(request, "desk/meeting_form.html", {"form": form})


@staff_only
def meeting_edit(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Change a meeting; a move that would make due times past asks first."""
    meeting = get_object_or_404(request.course.meetings, pk=meeting_pk)
    form = MeetingForm(request.POST or None, instance=meeting)
    passing: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            _change(form, request)
        except DueTimeWouldPass as would_pass:
            passing = [paper.title for paper in would_pass.papers]
        else:
            messages.success(request, f"“{meeting.topic}” is saved.")
            return redirect(meeting)
    return render(request, "desk/meeting_form.html", {"form": form, "meeting": meeting, "passing": passing})


def _change(form: MeetingForm, request: CourseRequest) -> None:
    meeting = Meeting.objects.select_related("course").get(pk=form.instance.pk)
    chosen = form.cleaned_data
    if (chosen["starts_at"], chosen["ends_at"]) != (meeting.starts_at, meeting.ends_at):
        move(
            meeting, starts_at=chosen["starts_at"], ends_at=chosen["ends_at"], now=request.now, by=request.user,
            confirmed=chosen["confirmed"],
        )  # fmt: skip
    meeting.describe(
        kind=chosen["kind"],
        topic=chosen["topic"],
        place=chosen["place"],
        summary=chosen["summary"],
        now=request.now,
        by=request.user,
    )


@require_POST
@staff_only
def meeting_cancel(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Call a meeting off; it stays on the schedule, struck out."""
    meeting = get_object_or_404(request.course.meetings, pk=meeting_pk)
    form = CancelForm(request.POST)
    if form.is_valid() and meeting.cancelled_at is None:
        meeting.cancel(now=request.now, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(
            request, f"“{meeting.topic}” is cancelled. Its papers are not owed, and no absence of it counts."
        )
    return redirect(meeting)


@require_POST
@staff_only
def meeting_reinstate(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Take a cancellation back."""
    meeting = get_object_or_404(request.course.meetings, pk=meeting_pk)
    if meeting.cancelled_at is not None:
        meeting.reinstate(now=request.now, by=request.user)
        messages.success(request, f"“{meeting.topic}” takes place after all.")
    return redirect(meeting)
