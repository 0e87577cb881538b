"""Odds: a student's own turns, how fair the draws of the class are, and what they find of absences."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from courseapp.models import MeetingKind
from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from lottery import detection, fairness
from lottery.forms import DetectionForm
from lottery.models import Pool, Turns
from lottery.views.lookup import lotteries_of


@students_only
def turn_list(request: CourseRequest) -> HttpResponse:
    """Show a student their own turns, against their odds, and their chance in the next class."""
    coming = lotteries_of(request).coming(request.now).first()
    place = Pool(coming).places.get(request.enrollment.pk) if coming else None
    days = fairness.days(request.enrollment)
    context = {
        "turns": Turns.of(request.enrollment), "coming": coming, "place": place, "days": days,
        "expected": sum(day.expected for day in days), "drawn": sum(day.drawn for day in days),
    }  # fmt: skip
    return render(request, "lottery/turn_list.html", context)


@enrolled()
def fairness_detail(request: CourseRequest) -> HttpResponse:
    """Show the class how even its draws have been, and the record of each lottery."""
    context = {
        "fairness": fairness.of_class(request.course, request.now),
        "lotteries": lotteries_of(request).exclude(phrased_at=None).reverse(),
    }
    return render(request, "lottery/fairness_detail.html", context)


@staff_only
def detection_detail(request: CourseRequest) -> HttpResponse:
    """Show staff what missing classes costs in a term such as theirs, or another one.

    The figures are simulated once, which takes some seconds: the page comes first and asks for them then.
    """
    form = DetectionForm(_planned(request) | request.GET.dict())
    context: dict[str, Any] = {"form": form, "rows": None, "address": f"?{request.GET.urlencode()}"}
    if form.is_valid():
        term = detection.Term(*(form.cleaned_data[name] for name in ("students", "meetings", "picks")))
        found = fairness.find(term) if request.htmx or "now" in request.GET else fairness.known_findings(term)
        context |= {"term": term, "rows": _rows(found, form.cleaned_data)}
    return render(request, "lottery/_detection.html" if request.htmx else "lottery/detection_detail.html", context)


def _planned(request: CourseRequest) -> dict[str, Any]:
    """Return the course's own term; points as in a course that takes 2 of 20 for each absence."""
    return {
        "students": request.course.enrollments.students().on(request.course.day_of(request.now)).count() or 25,
        "meetings": request.course.meetings.held().exclude(kind=MeetingKind.GUEST).count() or 24,
        "picks": request.course.picks_planned, "each": 2, "free": 0, "weight": 20,
    }  # fmt: skip


def _rows(found: list[detection.Finding] | None, points: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return a row for each number of missed classes, with what it costs; None while nothing is known."""
    if found is None:
        return None
    return [
        {
            "finding": finding,
            "cost": finding.mean_cost(points["each"], points["free"], points["weight"]),
            "unharmed": finding.unharmed(points["free"]),
        }
        for finding in found
    ]
