"""The roll call of a meeting: one tap a student, everybody else in one act, undo, and its closing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp import presence
from courseapp.act_forms import ActForm, new_act_key
from courseapp.models import COUNTED_KINDS, Meeting, NotHeld, RollClosing, RollMark, Said, can_be_taken
from courseapp.permissions import CourseRequest, staff_only
from courseapp.presence_forms import RollMarkForm, RollRestForm, RollUndoForm

NOT_ON_THE_ROLL = "Nothing was noted: that student is not on the roll of this day. The list below is up to date."
NOT_HELD = "Nothing was noted: a roll is taken of a meeting that is held, from its day on."


@staff_only
def roll_call(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show the roll of a meeting, for a phone; to a script, the list alone."""
    return _show(request, _meeting(request, meeting_pk))


@require_POST
@staff_only
def roll_mark_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Note one student present or absent, or take the note back."""
    meeting = _meeting(request, meeting_pk)
    form = RollMarkForm(request.POST, students=request.course.enrollments.students().on(meeting.day))
    if not form.is_valid():
        return _refuse(request, meeting, NOT_ON_THE_ROLL)
    student, said, key = (form.cleaned_data[name] for name in ("enrollment", "said", "act_key"))
    try:
        RollMark.objects.note(meeting=meeting, said={student: said}, act_key=key, now=request.now, by=request.user)
    except NotHeld:
        return _refuse(request, meeting, NOT_HELD)
    return _answer(request, meeting, f"{student.name}: {Said(said).label.lower()}.")


@require_POST
@staff_only
def roll_rest_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Note all present except those ticked, in one act."""
    meeting = _meeting(request, meeting_pk)
    form = RollRestForm(request.POST, students=request.course.enrollments.students().on(meeting.day))
    if not form.is_valid():
        return _refuse(request, meeting, NOT_ON_THE_ROLL)
    absent = {student.pk for student in form.cleaned_data["absent"]}
    try:
        marks = RollMark.objects.note_the_rest(
            meeting=meeting, students=presence.students_on(meeting), absent=absent,
            act_key=form.cleaned_data["act_key"], now=request.now, by=request.user,
        )  # fmt: skip
    except NotHeld:
        return _refuse(request, meeting, NOT_HELD)
    present = sum(mark.said == Said.PRESENT for mark in marks)
    return _answer(request, meeting, f"Noted: {present} present, {len(marks) - present} absent.")


@require_POST
@staff_only
def roll_undo_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Put back what stood before an act."""
    meeting = _meeting(request, meeting_pk)
    form = RollUndoForm(request.POST)
    if not form.is_valid():
        return _refuse(request, meeting, "Nothing was undone: the form did not say what. Reload the page.")
    undone = RollMark.objects.undo(meeting=meeting, now=request.now, by=request.user, **form.cleaned_data)
    words = ", ".join(f"{mark.enrollment.name}: {mark.get_said_display().lower()}" for mark in undone)
    return _answer(request, meeting, f"Undone. {words or 'Somebody has noted them since'}.")


@staff_only
def roll_closing_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Sum the roll up, and say that it is complete."""
    meeting = _meeting(request, meeting_pk)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        RollClosing.objects.close(meeting=meeting, now=request.now, by=request.user, **form.cleaned_data)
        messages.success(request, "The roll is closed. You can correct it at any time; every change stays on record.")
        return redirect("roll_call", request.course.slug, meeting.pk)
    return render(request, "courseapp/roll_closing.html", {"roll": presence.roll(meeting), "form": form})


def _meeting(request: CourseRequest, meeting_pk: int) -> Meeting:
    """Return a meeting of the course at which attendance could count, cancelled or not, or answer 404."""
    meetings = request.course.meetings.filter(kind__in=COUNTED_KINDS)
    return get_object_or_404(meetings.select_related("course"), pk=meeting_pk)


def _show(request: CourseRequest, meeting: Meeting) -> HttpResponse:
    context = {
        "roll": presence.roll(meeting),
        "can_be_taken": can_be_taken(meeting, request.now),
        "act_key": new_act_key(),
    }
    return render(request, "courseapp/_roll.html" if request.htmx else "courseapp/roll_call.html", context)


def _answer(request: CourseRequest, meeting: Meeting, words: str) -> HttpResponse:
    """Say what was done: to a script with the list as it now stands, else by going back to the page."""
    if request.htmx:
        return _show(request, meeting)
    messages.success(request, words)
    return redirect("roll_call", request.course.slug, meeting.pk)


def _refuse(request: CourseRequest, meeting: Meeting, words: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    return redirect("roll_call", request.course.slug, meeting.pk)
