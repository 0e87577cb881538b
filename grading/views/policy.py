"""The policy and its versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.permissions import CourseRequest, enrolled, instructor_only
from grading import gradebook
from grading.forms import PolicyForm
from grading.models import PolicyVersion


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
            return _publish(request, form)
        moves = gradebook.moves(request.course, form.current, form.policy, now=request.now)
    return render(request, "grading/policy_version_form.html", {"form": form, "moves": moves})


def _policy_page(request: CourseRequest, version: PolicyVersion | None) -> HttpResponse:
    versions = request.course.policy_versions.select_related("by").order_by("-number")
    policy = version.policy if version else None
    context = {"version": version, "policy": policy, "versions": versions}
    return render(request, "grading/policy_detail.html", context)


def _publish(request: CourseRequest, form: PolicyForm) -> HttpResponse:
    note = form.cleaned_data["note"]
    version = PolicyVersion.objects.publish(request.course, form.policy, note=note, by=request.user, now=request.now)
    messages.success(request, f"Version {version.number} of the policy holds from now on.")
    return redirect("grading:policy", request.course.slug)
