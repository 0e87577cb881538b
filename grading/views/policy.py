"""The policy and its versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.permissions import CourseRequest, enrolled, instructor_only
from grading import gradebook
from grading.document_table import PolicyProblems
from grading.forms import PolicyForm
from grading.models import PolicyVersion, PublishedMeanwhile
from grading.policy import Policy
from grading.policy_document import parse_toml, to_document
from grading.policy_fields import differences
from grading.policy_forms import NEW_POLICY, PolicyBoxes


@enrolled()
def policy_detail(request: CourseRequest) -> HttpResponse:
    """Show the policy that holds, in words, with what everybody can rely on."""
    return _policy_page(request, PolicyVersion.objects.current(request.course, now=request.now))


@enrolled()
def policy_version_detail(request: CourseRequest, number: int) -> HttpResponse:
    """Show one version of the policy, current or not."""
    return _policy_page(request, get_object_or_404(request.course.policy_versions.select_related("by"), number=number))


@instructor_only
def policy_version_create(request: CourseRequest) -> HttpResponse:
    """Change the policy: first show whom the change moves, then, on the second click, publish it."""
    form = PolicyForm(request.POST or None, current=PolicyVersion.objects.current(request.course, now=request.now))
    moves = None
    if request.method == "POST" and form.is_valid():
        if form.was_seen:
            return _publish(request, form.policy, form.cleaned_data["note"], form.number)
        moves = gradebook.moves(request.course, form.current, form.policy, now=request.now)
    theirs = _published_since(request, request.POST.get("based_on", ""), form.current) if form.errors else []
    return render(request, "grading/policy_version_form.html", {"form": form, "moves": moves, "theirs": theirs})


@instructor_only
def policy_form(request: CourseRequest) -> HttpResponse:
    """Change the policy box by box: the same document, the same two clicks; each button works as a plain submit."""
    current = PolicyVersion.objects.current(request.course, now=request.now)
    if request.method != "POST":
        return _boxes_page(request, _opened(request, current))
    if "text" in request.POST:
        return _from_text(request, current)
    boxes, act = PolicyBoxes.sent(request.POST.dict(), current=current), request.POST.get("act")
    if act == "toml":
        form = PolicyForm(None, current=current)
        form.initial.update({"text": boxes.text, "note": boxes.note, "based_on": boxes.based_on})
        return render(request, "grading/policy_version_form.html", {"form": form, "moves": None})
    if act or not boxes.check() or boxes.is_stale or boxes.policy is None:
        return _boxes_page(request, boxes)
    if boxes.seen == boxes.digest:
        return _publish(request, boxes.policy, boxes.note, boxes.number)
    return _boxes_page(request, boxes, gradebook.moves(request.course, current, boxes.policy, now=request.now))


def _opened(request: CourseRequest, current: PolicyVersion | None) -> PolicyBoxes:
    """Return the form with the version that holds, or with an older one that is to be taken up again."""
    wanted = request.GET.get("from", "")
    if not wanted:
        return PolicyBoxes(current.document if current else NEW_POLICY, current=current, said={})
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 0
    old = get_object_or_404(request.course.policy_versions, number=number)
    return PolicyBoxes(old.document, current=current, said={"note": f"Version {number} is taken up again."})


def _from_text(request: CourseRequest, current: PolicyVersion | None) -> HttpResponse:
    """Go on with a text box by box; a text that cannot be read stays a text, with the reason."""
    try:
        document = parse_toml(request.POST["text"].replace("\r\n", "\n"))
        if not isinstance(document, dict):
            raise PolicyProblems(["policy: must be a table."])
    except PolicyProblems:
        form = PolicyForm(request.POST, current=current)
        return render(request, "grading/policy_version_form.html", {"form": form, "moves": None})
    return _boxes_page(request, PolicyBoxes(document, current=current, said=request.POST.dict()))


def _boxes_page(request: CourseRequest, boxes: PolicyBoxes, moves: list[gradebook.Move] | None = None) -> HttpResponse:
    theirs = _published_since(request, boxes.based_on, boxes.current)
    return render(request, "grading/policy_form.html", {"boxes": boxes, "moves": moves, "theirs": theirs})


def _published_since(
    request: CourseRequest, based_on: str, current: PolicyVersion | None
) -> list[tuple[str, str, str]]:
    """Return what was published since a version that somebody began with; nothing where none was."""
    if current is None or based_on == str(current.number):
        return []
    number = int(based_on) if based_on.isdecimal() and len(based_on) < 6 else 0
    began = request.course.policy_versions.filter(number=number).first()
    return differences(began.document if began else {}, current.document)


def _policy_page(request: CourseRequest, version: PolicyVersion | None) -> HttpResponse:
    versions = request.course.policy_versions.select_related("by").order_by("-number")
    policy = version.policy if version else None
    context = {"version": version, "policy": policy, "versions": versions}
    return render(request, "grading/policy_detail.html", context)


def _publish(request: CourseRequest, policy: Policy, note: str, based_on: int) -> HttpResponse:
    try:
        version = PolicyVersion.objects.publish(
            request.course, policy, note=note, by=request.user, now=request.now, based_on=based_on
        )
    except PublishedMeanwhile:
        boxes = PolicyBoxes(
            to_document(policy),
            current=PolicyVersion.objects.current(request.course, now=request.now),
            said={"note": note, "based_on": str(based_on)},
        )
        return _boxes_page(request, boxes)
    messages.success(request, f"Version {version.number} of the policy holds from now on.")
    return redirect("grading:policy", request.course.slug)
