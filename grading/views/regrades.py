"""Regrade requests: a student asks about a line, staff answer, and both read the thread."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from courseapp.roles import STAFF, Role
from grading.entries import WINDOW, Entry, Place
from grading.models import (
    Act,
    AlreadyAsked,
    NothingChanged,
    RegradeRequest,
    WindowClosed,
    WrittenMeanwhile,
)
from grading.regrade_forms import MessageForm, RegradeForm, ReplyForm
from grading.regrades import entries_of, entry_of

CLOSED = "The days in which this line can be questioned are over. Write to the staff; your text is kept below."
MEANWHILE = "Somebody wrote in the meantime. Read it above, then send yours again: your text is kept below."
UNCHANGED = (
    "Nothing has changed on this line or in the total since it was asked. Make the change first, or decline; "
    "your text is kept below."
)
SAID = {
    Act.ASKED: "Sent: the staff will answer.",
    Act.NOTED: "Sent. The request waits as before.",
    Act.CHANGED: "Answered: changed. The student sees what it was and what it is.",
    Act.DECLINED: "Answered: declined. The student reads why.",
}


@staff_only
def regrade_list(request: CourseRequest) -> HttpResponse:
    """Show the requests of the course: those that wait, the oldest first, then those that are answered."""
    visible = RegradeRequest.objects.visible_to(request.enrollment)
    requests = visible.select_related("enrollment__user", "enrollment__course")
    context = {"waiting": requests.waiting(request.now), "answered": requests.answered(request.now)}
    return render(request, "grading/regrade_list.html", context)


@students_only
def regrade_create(request: CourseRequest, component: str, line: str) -> HttpResponse:
    """Ask the staff to look again at a line of one's own statement."""
    entry = _entry(request, Place(component, line))
    asked = request.enrollment.regrade_requests.filter(component=component, line=line).first()
    form = RegradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = RegradeRequest.objects.ask(request.enrollment, entry, **form.cleaned_data, now=request.now)
        except AlreadyAsked as already:
            asked = already.request
            form.add_error(None, "You have asked about this line before: write there. Your text is kept below.")
        except WindowClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, SAID[Act.ASKED])
            return redirect(made)
    context = {
        "form": form, "entry": entry, "asked": asked, "days": WINDOW.days,
        "is_open": entry.is_open_on(request.course.day_of(request.now)),
    }  # fmt: skip
    return render(request, "grading/regrade_form.html", context)


@enrolled(*STAFF, Role.STUDENT)
def regrade_detail(request: CourseRequest, regrade_pk: int) -> HttpResponse:
    """Show a thread and what the line and the total were and are; let its student write and staff answer."""
    regrade = _regrade(request, regrade_pk)
    entry = entry_of(regrade, now=request.now)
    form = _form(request, regrade)
    if request.method == "POST" and form.is_valid() and _write(request, regrade, entry, form):
        return redirect(regrade)
    today = request.course.day_of(request.now)
    context = {
        "regrade": regrade,
        "thread": regrade.messages.filter(at__lte=request.now).select_related("by", "against"),
        "entry": entry,
        "form": form,
        "last_day": regrade.last_day(entry),
        "may_write": request.enrollment.is_staff or regrade.can_be_continued(entry, today) or form.is_bound,
        "days": WINDOW.days,
    }
    return render(request, "grading/regrade_detail.html", context)


def _form(request: CourseRequest, regrade: RegradeRequest) -> MessageForm:
    form = ReplyForm if request.enrollment.is_staff else MessageForm
    return form(request.POST or None, initial={"seen": regrade.last_pk})


def _write(request: CourseRequest, regrade: RegradeRequest, entry: Entry, form: MessageForm) -> bool:
    """Write what was sent to the thread; return whether that was done, else the form says why not."""
    fields = {**form.cleaned_data, "now": request.now}
    act = Act(fields.pop("act", Act.ASKED))
    try:
        if act is Act.ASKED:
            regrade.ask_again(entry, **fields)
        else:
            regrade.reply(act, entry, **fields, by=request.user)
    except WindowClosed:
        form.add_error(None, CLOSED)
    except NothingChanged:
        form.add_error(None, UNCHANGED)
    except WrittenMeanwhile:
        form.add_error(None, MEANWHILE)
        form.data = {**request.POST.dict(), "seen": regrade.last_pk}
    else:
        messages.success(request, SAID[act])
        return True
    return False


def _regrade(request: CourseRequest, regrade_pk: int) -> RegradeRequest:
    """Return a request that this reader may see, or answer 404."""
    rows = RegradeRequest.objects.visible_to(request.enrollment).with_standing(request.now)
    return get_object_or_404(rows.select_related("enrollment__course", "enrollment__user"), pk=regrade_pk)


def _entry(request: CourseRequest, place: Place) -> Entry:
    """Return a line of one's own statement, or answer 404."""
    entry = entries_of(request.enrollment, now=request.now).get(place)
    if entry is None:
        raise Http404("There is no such line on your statement.")
    return entry
