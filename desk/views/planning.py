"""Planning many meetings at once: by the rhythm of the week, one class later, and what was changed so far."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.models import Meeting
from courseapp.permissions import CourseRequest, open_to_public, staff_only
from desk.forms import RhythmForm, ShiftForm
from desk.planned import planned
from desk.schedule_changes import changes
from desk.shifting import ShiftHasChanged, carry_out, shift

HAS_CHANGED = "The schedule has changed meanwhile. Nothing was moved: look at what would move now."


@staff_only
def rhythm_create(request: CourseRequest) -> HttpResponse:
    """Plan meetings by the days of the week: first shown, then added, all of them or none."""
    form = RhythmForm(request.POST or None, course=request.course)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/rhythm_form.html", {"form": form})
    found = planned(request.course, form.rhythm())
    if "add" not in request.POST or not found.new:
        return render(request, "desk/rhythm_form.html", {"form": form, "planned": found})
    with transaction.atomic():
        for starts_at, ends_at in found.new:
            meeting = Meeting(course=request.course, **form.said())
            Meeting.objects.plan(meeting, starts_at=starts_at, ends_at=ends_at, now=request.now, by=request.user)
    messages.success(request, f"{len(found.new)} meetings are on the schedule.")
    return redirect("schedule", request.course.slug)


@staff_only
def shift_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Hold a class and all after it one class later: first shown with every due time that moves, then done."""
    first = get_object_or_404(request.course.meetings, pk=meeting_pk)
    first.course = request.course
    if first.starts_at <= request.now:
        messages.error(request, f"“{first.topic}” has begun. Shift the schedule from a class to come.")
        return redirect(first)
    form = ShiftForm(request.POST or None)
    guests_stay = form.is_valid() and form.cleaned_data["guests_stay"] if form.is_bound else True
    if "shift" in request.POST:
        try:
            done = carry_out(
                request.course, first, guests_stay=guests_stay, fingerprint=request.POST.get("fingerprint", ""),
                now=request.now, by=request.user,
            )  # fmt: skip
        except ShiftHasChanged:
            messages.error(request, HAS_CHANGED)
        else:
            messages.success(request, f"{len(done)} meetings are held one class later.")
            return redirect("schedule", request.course.slug)
    found = shift(request.course, first, guests_stay=guests_stay)
    form = ShiftForm(initial={"guests_stay": guests_stay})
    return render(request, "desk/shift_form.html", {"form": form, "first": first, "shift": found})


@open_to_public
def change_list(request: CourseRequest) -> HttpResponse:
    """Show what was changed in the schedule, the newest first."""
    return render(request, "desk/change_list.html", {"changes": changes(request.course, request.now)})
