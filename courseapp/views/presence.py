"""Absences as staff keep them, and one's own presence in words."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp import presence
from courseapp.act_forms import ReasonForm
from courseapp.models import (
    Absence,
    AbsenceEvidence,
    AlreadyExcused,
    Event,
    ExcuseWord,
    Leave,
    NotEnrolledThatDay,
    NotExcused,
    Source,
)
from courseapp.permissions import CourseRequest, staff_only, students_only
from courseapp.presence_forms import ExcuseForm, StaffNoteForm


@staff_only
def absence_list(request: CourseRequest) -> HttpResponse:
    """Show every absence of the course, the latest meetings first, and how many leaves wait."""
    absences = list(
        Absence.objects.of(request.course).with_evidence().order_by("-meeting__starts_at", "enrollment__user__name")
    )
    context = {
        "standing": [absence for absence in absences if absence.stands],
        "fallen": [absence for absence in absences if not absence.stands],
        "waiting": Leave.objects.waiting().filter(meeting__course=request.course).count(),
        "asked": list(ExcuseWord.objects.of(request.course).waiting().select_related("absence__enrollment__user")),
    }
    return render(request, "courseapp/absence_list.html", context)


@staff_only
def absence_create(request: CourseRequest) -> HttpResponse:
    """Note an absence that neither a draw nor a roll call saw."""
    form = StaffNoteForm(request.POST or None, course=request.course, now=request.now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            evidence = Absence.objects.add_evidence(
                meeting=said["meeting"], enrollment=said["enrollment"], source=Source.STAFF, now=request.now,
                by=request.user, note=said["note"], reference=said["act_key"],
            )  # fmt: skip
        except NotEnrolledThatDay:
            form.add_error("enrollment", "This student was not enrolled on that day. Choose another meeting.")
        else:
            messages.success(request, f"Noted: {said['enrollment'].name} missed “{said['meeting']}”.")
            return redirect("absence_detail", request.course.slug, evidence.absence_id)
    return render(request, "courseapp/absence_form.html", {"form": form})


@staff_only
def absence_detail(request: CourseRequest, absence_pk: int) -> HttpResponse:
    """Show one absence: its evidence, its excusal, and everything that happened to it."""
    absence = _absence(request, absence_pk)
    context = {
        "absence": absence,
        "leave": absence.enrollment.leaves.standing().filter(meeting=absence.meeting).first(),
        "trail": Event.objects.about(absence).exclude(kind="absence.talked_of").select_related("actor"),
        "excuse_form": ReasonForm(label="Why is it excused?"),
        "unexcuse_form": ReasonForm(label="Why is it not excused any more?"),
        "withdraw_form": ReasonForm(label="Why is this withdrawn?"),
        "words": absence.words.select_related("by"),
        "answer_form": ExcuseForm(),
    }
    return render(request, "courseapp/absence_detail.html", context)


@require_POST
@staff_only
def excusal_create(request: CourseRequest, absence_pk: int) -> HttpResponse:
    """Excuse an absence, with a reason."""
    absence, reason = _absence(request, absence_pk), _reason(request)
    if reason:
        try:
            absence.excuse(now=request.now, by=request.user, reason=reason)
            messages.success(request, "The absence is excused: it costs nothing.")
        except AlreadyExcused:
            messages.info(request, "The absence is excused already; nothing changed.")
    return redirect("absence_detail", request.course.slug, absence.pk)


@require_POST
@staff_only
def excusal_delete(request: CourseRequest, absence_pk: int) -> HttpResponse:
    """Take an excusal back, with a reason."""
    absence, reason = _absence(request, absence_pk), _reason(request)
    if reason:
        try:
            absence.unexcuse(now=request.now, by=request.user, reason=reason)
            messages.success(request, "The absence is not excused any more.")
        except NotExcused:
            messages.info(request, "The absence was not excused; nothing changed.")
    return redirect("absence_detail", request.course.slug, absence.pk)


@require_POST
@staff_only
def withdrawal_create(request: CourseRequest, evidence_pk: int) -> HttpResponse:
    """Withdraw a piece of evidence, with a reason; it stays on record."""
    rows = AbsenceEvidence.objects.filter(absence__meeting__course=request.course)
    evidence = get_object_or_404(rows.select_related("absence__meeting__course", "absence__enrollment"), pk=evidence_pk)
    if reason := _reason(request):
        evidence.withdraw(now=request.now, by=request.user, reason=reason)
        messages.success(request, "The evidence is withdrawn. It stays on record.")
    return redirect("absence_detail", request.course.slug, evidence.absence_id)


@students_only
def own_presence(request: CourseRequest) -> HttpResponse:
    """Show a student their own presence, in words, and the leave they filed."""
    context = {
        "meetings": presence.own_presence(request.enrollment, request.now),
        "leaves": request.enrollment.leaves.select_related("meeting", "decided_by").order_by("-meeting__starts_at"),
    }
    return render(request, "courseapp/presence_detail.html", context)


def _absence(request: CourseRequest, absence_pk: int) -> Absence:
    return get_object_or_404(Absence.objects.of(request.course).with_evidence(), pk=absence_pk)


def _reason(request: CourseRequest) -> str:
    """Return the reason that was typed; where there is none, say so and return nothing."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        return str(form.cleaned_data["reason"])
    messages.error(request, " ".join(map(str, form.errors["reason"])))
    return ""
