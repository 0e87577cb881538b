"""Write-ups as staff see them: teams and their states, late work, marks and their release."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateformat import format as formatted
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from courseapp.answers import storable
from courseapp.permissions import CourseRequest, instructor_only, staff_only
from writeups.forms import BriefForm, MarkForm, MemberMarkForm, MembershipForm, TeamForm
from writeups.models import (
    AlreadyInTeam,
    Brief,
    LateAcceptance,
    Team,
    WouldMakeLate,
    WriteUp,
    WriteUpMark,
    WriteUpRelease,
)
from writeups.results import overview, results

MEMBER_ID = "member-%s"  # two forms of marks stand on one page


@staff_only
def team_list(request: CourseRequest) -> HttpResponse:
    """Show every team, how its write-up stands, and its mark; and who is in none."""
    brief = Brief.objects.select_related("course", "release__by").filter(course=request.course).first()
    context = {"brief": brief, "overview": overview(request.course, request.now)}
    return render(request, "writeups/team_list.html", context)


@staff_only
def brief_edit(request: CourseRequest) -> HttpResponse:
    """Say what is to be written, and by when."""
    brief = Brief.objects.filter(course=request.course).first() or Brief(course=request.course)
    was_due_at = brief.due_at
    form = BriefForm(request.POST or None, instance=brief)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(commit=False).keep(was_due_at=was_due_at, now=request.now, by=request.user)
        except WouldMakeLate as refusal:
            needed = formatted(localtime(refusal.needed), "D j M, H:i:s")
            form.add_error("due_at", f"Work that came on time would become late. The earliest due time is {needed}.")
        else:
            messages.success(request, "The task is saved.")
            return redirect("writeups:team_list", request.course.slug)
    return render(request, "writeups/brief_form.html", {"form": form, "brief": brief})


@staff_only
def team_create(request: CourseRequest) -> HttpResponse:
    """Let several students write together; each leaves the team they were in."""
    get_object_or_404(Brief, course=request.course)
    form = TeamForm(request.POST or None, course=request.course)
    if request.method == "POST" and form.is_valid():
        team = Team.objects.form(request.course, now=request.now, by=request.user, **form.cleaned_data)
        messages.success(request, "They write together now. What each handed in before stays with their former team.")
        return redirect(team)
    return render(request, "writeups/team_form.html", {"form": form})


@staff_only
def team_detail(request: CourseRequest, team_pk: int) -> HttpResponse:
    """Show one team: its versions, its members, its marks."""
    return _show(request, _team(request, team_pk))


@require_POST
@staff_only
def membership_create(request: CourseRequest, team_pk: int) -> HttpResponse:
    """Move a student into this team."""
    team = _team(request, team_pk)
    form = MembershipForm(request.POST, team=team)
    if not form.is_valid():
        return _show(request, team, membership_form=form)
    student = form.cleaned_data["enrollment"]
    try:
        team.take_in(student, now=request.now, by=request.user)
        messages.success(request, f"{student.name} writes in this team now.")
    except AlreadyInTeam:
        messages.info(request, f"{student.name} is in this team already; nothing changed.")
    return redirect(team)


@require_POST
@staff_only
def mark_create(request: CourseRequest, team_pk: int) -> HttpResponse:
    """Award a mark to a whole team."""
    team = _team(request, team_pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _show(request, team, mark_form=form)
    WriteUpMark.objects.give(
        team=team, share=form.share(), feedback=form.cleaned_data["feedback"], now=request.now, by=request.user
    )
    messages.success(request, "The team’s mark is saved.")
    return redirect(team)


@require_POST
@staff_only
def member_mark_create(request: CourseRequest, team_pk: int) -> HttpResponse:
    """Award a mark to one member, with the reason why it differs."""
    team = _team(request, team_pk)
    form = MemberMarkForm(request.POST, team=team, auto_id=MEMBER_ID)
    if not form.is_valid():
        return _show(request, team, member_mark_form=form)
    said = form.cleaned_data
    WriteUpMark.objects.give(
        team=team, member=said["enrollment"], share=form.share(), feedback=said["feedback"], reason=said["reason"],
        now=request.now, by=request.user,
    )  # fmt: skip
    messages.success(request, f"{said['enrollment'].name}’s own mark is saved.")
    return redirect(team)


@require_POST
@staff_only
def acceptance_create(request: CourseRequest, version_pk: int) -> HttpResponse:
    """Let a late version count."""
    version = _version(request, version_pk)
    reason = storable(request.POST.get("reason", ""))[:300]
    LateAcceptance.objects.accept(version, now=request.now, by=request.user, reason=reason)
    messages.success(request, f"Version {version.number} counts although it came late.")
    return redirect(version.team)


@require_POST
@staff_only
def acceptance_delete(request: CourseRequest, version_pk: int) -> HttpResponse:
    """Let a version be late again."""
    version = _version(request, version_pk)
    for acceptance in version.acceptances.standing().select_related("writeup__team__course"):
        acceptance.withdraw(now=request.now, by=request.user)
    messages.success(request, f"Version {version.number} is late again, and does not count.")
    return redirect(version.team)


@require_POST
@instructor_only
def release_create(request: CourseRequest) -> HttpResponse:
    """Let students see the marks of their write-ups, from now on."""
    brief = get_object_or_404(Brief.objects.select_related("course"), course=request.course)
    WriteUpRelease.objects.release(brief, now=request.now, by=request.user)
    messages.success(request, "The marks are released: every student sees their own.")
    return redirect("writeups:team_list", request.course.slug)


def _team(request: CourseRequest, team_pk: int) -> Team:
    return get_object_or_404(request.course.teams.select_related("course"), pk=team_pk)


def _version(request: CourseRequest, version_pk: int) -> WriteUp:
    rows = WriteUp.objects.visible_to(request.enrollment).select_related("team__course")
    return get_object_or_404(rows, pk=version_pk)


def _show(
    request: CourseRequest, team: Team, *, membership_form: MembershipForm | None = None,
    mark_form: MarkForm | None = None, member_mark_form: MemberMarkForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the team's page; a form that was refused stands in it with what was typed."""
    brief = get_object_or_404(Brief.objects.select_related("course", "release"), course=request.course)
    found = list(results(request.course, request.now, enrollments=team.members()).values())
    accepted = Prefetch("acceptances", LateAcceptance.objects.standing().select_related("by"))
    versions = team.writeups.select_related("handed_in_by").prefetch_related(accepted).reverse()
    context = {
        "team": team,
        "brief": brief,
        "results": found,
        "versions": [(version, version.is_late(brief.cut_off)) for version in versions.defer("body")],
        "marks": team.marks.select_related("by", "enrollment__user").reverse(),
        "membership_form": membership_form or MembershipForm(team=team),
        "mark_form": mark_form or MarkForm(),
        "member_mark_form": member_mark_form or MemberMarkForm(team=team, auto_id=MEMBER_ID),
    }
    refused = membership_form or mark_form or member_mark_form
    return render(request, "writeups/team_detail.html", context, status=422 if refused else 200)
