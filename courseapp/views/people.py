"""The people of a course, for its staff: who is in it, since when, as what."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp import imports
from courseapp.models import AlreadyEnrolled, Event, LastInstructor, User
from courseapp.people_forms import PersonForm, RosterForm
from courseapp.permissions import CourseRequest, staff_only
from courseapp.roles import Role


@staff_only
def people(request: CourseRequest) -> HttpResponse:
    """List everybody, or those of one role; three queries."""
    everybody = request.course.enrollments.by_name()
    counts = dict(request.course.enrollments.values_list("role").annotate(Count("pk")))
    roles = [(role, counts[role]) for role in Role if counts.get(role)]
    chosen = request.GET.get("role", "")
    places = list(everybody.filter(role=chosen) if chosen in Role.values else everybody)
    rows = [(place, place.can_be_edited_by(request.enrollment)) for place in places]
    context = {"rows": rows, "roles": roles, "chosen": chosen, "total": sum(counts.values())}
    return render(request, "courseapp/person_list.html", context)


@staff_only
def person_create(request: CourseRequest) -> HttpResponse:
    """Add one person."""
    began_on = imports.first_day(request.course, request.now)
    form = PersonForm(request.POST or None, editor=request.enrollment, initial={"began_on": began_on})
    if request.method == "POST" and form.is_valid():
        person = User.objects.find_or_create(**form.person)
        try:
            request.course.enroll(person, now=request.now, by=request.user, **form.place)
        except AlreadyEnrolled as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"{person.get_full_name()} is in the course.")
            return redirect("people", request.course.slug)
    return render(request, "courseapp/person_form.html", {"form": form})


@staff_only
def person_edit(request: CourseRequest, uuid: UUID) -> HttpResponse:
    """Change one person's place; show what was changed before."""
    place = get_object_or_404(request.course.enrollments.select_related("course", "user"), uuid=uuid)
    if not place.can_be_edited_by(request.enrollment):
        raise PermissionDenied("The places of staff are the instructor’s to change.")
    form = PersonForm(request.POST or None, instance=place, editor=request.enrollment)
    if request.method == "POST" and form.is_valid():
        try:
            place.change(now=request.now, by=request.user, person=form.person, **form.place)
        except LastInstructor as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{place.name}’s place is changed.")
            return redirect("people", request.course.slug)
    context = {"form": form, "place": place, "events": Event.objects.about(place).select_related("actor")}
    return render(request, "courseapp/person_form.html", context)


@staff_only
def people_import(request: CourseRequest) -> HttpResponse:
    """Show what a roster would change, row by row; then apply all of it or nothing."""
    initial = {"began_on": imports.first_day(request.course, request.now)}
    form = RosterForm(request.POST or None, request.FILES or None, initial=initial)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if "apply" in request.POST and _is_applied(request, form):
            return redirect("people", request.course.slug)
        context["plan"] = imports.plan(request.course, editor=request.enrollment, **form.terms)
    return render(request, "courseapp/person_import.html", context)


def _is_applied(request: CourseRequest, form: RosterForm) -> bool:
    """Apply the roster that was previewed and say so, or say why not."""
    shown = form.cleaned_data["fingerprint"]
    try:
        made = imports.apply(
            request.course, editor=request.enrollment, now=request.now, fingerprint=shown, **form.terms
        )
    except (imports.PlanIsBlocked, imports.PlanHasChanged) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, f"The roster is in: {made.summary}.")
    return True
