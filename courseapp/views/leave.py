"""Leave that students file and staff answer, and exemptions that staff alone know of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import AlreadyFiled, Exemption, Leave, MeetingHasBegun
from courseapp.permissions import CourseRequest, instructor_only, staff_only, students_only
from courseapp.presence_forms import ExemptionForm, LeaveDecisionForm, LeaveForm

HAS_BEGUN = "That meeting has begun. Write to the staff and ask them to excuse you."


@students_only
def leave_create(request: CourseRequest) -> HttpResponse:
    """Say that one will be away from a meeting to come."""
    meetings = Leave.objects.meetings_to_miss(request.enrollment, request.now)
    form = LeaveForm(request.POST or None, meetings=meetings, initial={"meeting": request.GET.get("meeting")})
    if request.method == "POST" and form.is_valid():
        try:
            leave = Leave.objects.file(enrollment=request.enrollment, now=request.now, **form.cleaned_data)
        except MeetingHasBegun:
            form.add_error("meeting", HAS_BEGUN)
        except AlreadyFiled:
            form.add_error("meeting", "You have filed a leave for this meeting already. Take it back to file another.")
        else:
            messages.success(request, f"The staff know that you will be away from “{leave.meeting}”. They will answer.")
            return redirect("own_presence", request.course.slug)
    return render(request, "courseapp/leave_form.html", {"form": form, "meetings": meetings})


@require_POST
@students_only
def leave_withdrawal_create(request: CourseRequest, leave_pk: int) -> HttpResponse:
    """Take one's own leave back before the meeting begins."""
    leave = get_object_or_404(request.enrollment.leaves.standing().select_related("meeting__course"), pk=leave_pk)
    try:
        leave.withdraw(now=request.now)
        messages.success(request, f"Your leave for “{leave.meeting}” is taken back: you are expected there.")
    except MeetingHasBegun:
        messages.error(request, f"Nothing changed. {HAS_BEGUN}")
    return redirect("own_presence", request.course.slug)


@staff_only
def leave_list(request: CourseRequest) -> HttpResponse:
    """Show the leaves of the course: those that wait for an answer, then the others."""
    leaves = Leave.objects.filter(meeting__course=request.course)
    leaves = leaves.select_related("meeting__course", "enrollment__user", "decided_by").order_by(
        "-meeting__starts_at", "pk"
    )
    context = {
        "waiting": [leave for leave in leaves if leave.is_waiting],
        "answered": [leave for leave in leaves if not leave.is_waiting],
    }
    return render(request, "courseapp/leave_list.html", context)


@require_POST
@staff_only
def leave_decision_create(request: CourseRequest, leave_pk: int) -> HttpResponse:
    """Accept or decline a leave, with a word to the student."""
    rows = Leave.objects.standing().filter(meeting__course=request.course)
    leave = get_object_or_404(rows.select_related("meeting__course", "enrollment__user"), pk=leave_pk)
    form = LeaveDecisionForm(request.POST)
    if form.is_valid():
        decision = Leave.Decision(form.cleaned_data["decision"])
        leave.decide(decision, now=request.now, by=request.user, answer=form.cleaned_data["answer"])
        messages.success(request, f"{leave.enrollment.name}’s leave is {decision.label.lower()}.")
    else:
        messages.error(
            request, "Nothing was decided: press Accept or Decline, with at most 300 characters to the student."
        )
    return redirect("leave_list", request.course.slug)


@staff_only
def exemption_list(request: CourseRequest) -> HttpResponse:
    """Show the exemptions of the course; no student's page speaks of them."""
    exemptions = Exemption.objects.of(request.course).select_related("enrollment__user", "by")
    return render(
        request,
        "courseapp/exemption_list.html",
        {"exemptions": exemptions, "today": request.course.day_of(request.now)},
    )


@staff_only
def exemption_create(request: CourseRequest) -> HttpResponse:
    """Exempt a student from the draw for a time."""
    return _edit_exemption(request, Exemption(by=request.user), "exemption.granted")


@staff_only
def exemption_edit(request: CourseRequest, exemption_pk: int) -> HttpResponse:
    """Change an exemption, or end it by its last day."""
    exemption = get_object_or_404(Exemption.objects.of(request.course), pk=exemption_pk)
    return _edit_exemption(request, exemption, "exemption.changed")


@require_POST
@instructor_only
def exemption_delete(request: CourseRequest, exemption_pk: int) -> HttpResponse:
    """Take an exemption away that should never have been."""
    exemption = get_object_or_404(Exemption.objects.of(request.course), pk=exemption_pk)
    exemption.remove(now=request.now, by=request.user)
    messages.success(request, f"{exemption.enrollment.name}’s exemption is deleted.")
    return redirect("exemption_list", request.course.slug)


def _edit_exemption(request: CourseRequest, exemption: Exemption, kind: str) -> HttpResponse:
    form = ExemptionForm(request.POST or None, instance=exemption, course=request.course)
    if request.method == "POST" and form.is_valid():
        form.instance.keep(kind, now=request.now, by=request.user)
        messages.success(request, f"{exemption.enrollment.name} is not drawn in that time.")
        return redirect("exemption_list", request.course.slug)
    return render(request, "courseapp/exemption_form.html", {"form": form, "exemption": exemption})
