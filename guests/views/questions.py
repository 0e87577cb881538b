"""Questions to guests: who asked, what is claimed, and what counts."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from courseapp.act_forms import ReasonForm
from courseapp.models import Enrollment, NotEnrolledThatDay, NotHeld, can_be_taken
from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from courseapp.roles import STAFF, Role
from guests import questions
from guests.forms import CreditForm, TextForm
from guests.models import AlreadyDecided, ClaimsClosed, Guest, GuestQuestion, NotToShare

NOT_HELD = "Nothing was credited: the lecture has not been held yet, or is cancelled."


@staff_only
def question_list(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Show who may ask, one tap a student; claims to answer; and every question on record."""
    guest = _guest(request, guest_pk)
    rows = guest.questions.annotate(support=Count("supports"))
    rows = rows.select_related("enrollment__user", "decided_by", "withdrawn_by")
    context = {
        "guest": guest,
        "askers": questions.askers(guest),
        "claims": [question for question in rows if question.state == question.State.CLAIMED],
        "prepared": sorted(
            (question for question in rows if question.state == question.State.PREPARED), key=lambda one: -one.support
        ),
        "decided": [question for question in rows if question.is_decided],
        "may_credit": can_be_taken(guest.meeting, request.now),
    }
    return render(request, "guests/question_list.html", context)


@require_POST
@staff_only
def credit_create(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Credit a student who asked; to htmx, answer with the student's row."""
    guest = _guest(request, guest_pk)
    form = CreditForm(request.POST, course=request.course)
    refusal = _credit(request, guest, form) if form.is_valid() else "Nothing was credited: that is no student here."
    if refusal:
        messages.error(request, refusal)
        return HttpResponseClientRefresh() if request.htmx else _list(request, guest.pk)
    student = form.cleaned_data["enrollment"]
    if request.htmx:
        asker = next(one for one in questions.askers(guest) if one.enrollment == student)
        return render(request, "guests/_asker.html", {"asker": asker, "guest": guest, "may_credit": True})
    messages.success(request, f"{student.name} is credited.")
    return _list(request, guest.pk)


@enrolled(Role.STUDENT, *STAFF)
def question_edit(request: CourseRequest, question_pk: int) -> HttpResponse:
    """Put a question in words: staff at any time, its student until staff have decided."""
    question = _question(request, question_pk)
    form = TextForm(request.POST or None, initial={"text": question.text})
    back = _page(request, question)
    if request.method == "POST" and form.is_valid():
        try:
            question.reword(form.cleaned_data["text"], now=request.now, by=request.user)
        except AlreadyDecided:
            form.add_error("text", "The staff have decided on this question, so it stays as it is. Write to them.")
        else:
            messages.success(request, "The question is saved.")
            return back
    return render(request, "guests/question_form.html", {"form": form, "question": question, "back": back.url})


@require_POST
@students_only
def question_share(request: CourseRequest, question_pk: int) -> HttpResponse:
    """Show one's prepared question to the class and the guest, without one's name, or take that back."""
    question = _question(request, question_pk)
    is_shared = request.POST.get("is_shared") == "1"
    try:
        question.share(is_shared, now=request.now)
    except NotToShare:
        messages.error(request, "Nothing changed: who reads a question is settled before the lecture begins.")
    else:
        said = "The class and the guest read it now, without your name." if is_shared else "It is yours alone again."
        messages.success(request, said)
    return redirect(question.guest)


@require_POST
@students_only
def question_support(request: CourseRequest, question_pk: int) -> HttpResponse:
    """Say that one would ask what a classmate means to ask, or take that back."""
    shown = GuestQuestion.objects.exclude(shared_at=None).filter(guest__course=request.course)
    question = get_object_or_404(shown.select_related("guest__course", "guest__meeting__course"), pk=question_pk)
    is_wanted = request.POST.get("is_wanted") == "1"
    try:
        question.second(request.enrollment, is_wanted, now=request.now)
    except NotToShare:
        messages.error(request, "Nothing changed: that is your own question, or the lecture has begun.")
    else:
        messages.success(request, "You would ask it, too." if is_wanted else "You would not ask it, after all.")
    return redirect(question.guest)


@require_POST
@students_only
def question_claim_create(request: CourseRequest, question_pk: int) -> HttpResponse:
    """Say that one asked the question that one had prepared."""
    question = _question(request, question_pk)
    try:
        question.claim(now=request.now)
        messages.success(request, "Claimed: the staff will answer.")
    except ClaimsClosed:
        messages.error(request, "Nothing was claimed: the time for it is not now. Write to the staff.")
    except AlreadyDecided:
        messages.info(request, "The staff have decided on this question already.")
    return redirect(question.guest)


@require_POST
@staff_only
def question_credit_create(request: CourseRequest, question_pk: int) -> HttpResponse:
    """Credit a question that was claimed, prepared, declined or withdrawn."""
    question = _question(request, question_pk)
    try:
        question.confirm(now=request.now, by=request.user)
        messages.success(request, f"{question.enrollment.name} is credited.")
    except NotHeld:
        messages.error(request, NOT_HELD)
    except NotEnrolledThatDay:
        messages.error(request, _not_enrolled(question.enrollment))
    return _page(request, question)


@require_POST
@staff_only
def question_refusal_create(request: CourseRequest, question_pk: int) -> HttpResponse:
    """Decline a claim, with a reason."""
    question = _question(request, question_pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was declined: write why. The student reads it.")
    else:
        try:
            question.decline(now=request.now, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"{question.enrollment.name}’s claim is declined.")
        except AlreadyDecided:
            messages.info(request, "Somebody has answered this claim already; nothing changed.")
    return _page(request, question)


@require_POST
@staff_only
def question_withdrawal_create(request: CourseRequest, question_pk: int) -> HttpResponse:
    """Take a credit back, with a reason; it stays visible as withdrawn."""
    question = _question(request, question_pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        question.withdraw(now=request.now, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{question.enrollment.name}’s credit is withdrawn. It stays on record.")
    else:
        messages.error(request, "Nothing was withdrawn: write why. The student reads it.")
    return _page(request, question)


def _guest(request: CourseRequest, guest_pk: int) -> Guest:
    return get_object_or_404(request.course.guests.with_meeting(), pk=guest_pk)


def _question(request: CourseRequest, question_pk: int) -> GuestQuestion:
    """Return a question that this reader may see, or answer 404."""
    rows = GuestQuestion.objects.visible_to(request.enrollment)
    return get_object_or_404(
        rows.select_related("guest__course", "guest__meeting__course", "enrollment__user"), pk=question_pk
    )


def _credit(request: CourseRequest, guest: Guest, form: CreditForm) -> str:
    """Credit the student of the form; return why not, where that is refused."""
    try:
        GuestQuestion.objects.credit(guest=guest, now=request.now, by=request.user, **form.cleaned_data)
    except NotEnrolledThatDay:
        return _not_enrolled(form.cleaned_data["enrollment"])
    except NotHeld:
        return NOT_HELD
    return ""


def _not_enrolled(student: Enrollment) -> str:
    return f"Nothing was credited: {student.name} was not enrolled on the day of this lecture."


def _list(request: CourseRequest, guest_pk: int) -> HttpResponseRedirect:
    return redirect("guests:question_list", request.course.slug, guest_pk)


def _page(request: CourseRequest, question: GuestQuestion) -> HttpResponseRedirect:
    """Go back to the page on which this reader has the question."""
    return _list(request, question.guest_id) if request.enrollment.is_staff else redirect(question.guest)
