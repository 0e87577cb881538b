"""Marks across the papers: what waits, who will see what, the release, and whether the marks drift."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from courseapp.permissions import CourseRequest, staff_only
from reviews.marking import piles, samples
from reviews.models import Paper, release_marks


@staff_only
def marking(request: CourseRequest) -> HttpResponse:
    """Show how much of each paper waits for a mark."""
    found = [pile for pile in piles(request.course, request.now) if pile.markable]
    context = {
        "piles": found,
        "waiting": sum(pile.waiting for pile in found),
        "can_release": any(pile.marked and not pile.is_released for pile in found),
    }
    return render(request, "reviews/marking.html", context)


@staff_only
def mark_release(request: CourseRequest) -> HttpResponse:
    """Show who will see which mark of the papers that are asked for (``paper``); by POST, release them."""
    chosen = _chosen(request)
    if request.method == "POST" and chosen:
        for paper in chosen:
            release_marks(paper, now=request.now, by=request.user)
        messages.success(
            request, "The marks are released: each student sees their own, from now on also those that change."
        )
        return redirect("reviews:marking", request.course.slug)
    if not chosen:
        messages.info(request, "Choose the papers whose marks are to be released.")
        return redirect("reviews:marking", request.course.slug)
    shown = piles(request.course, request.now, chosen)
    context = {"piles": shown, "all_released": all(pile.is_released for pile in shown)}
    return render(request, "reviews/mark_release.html", context)


@staff_only
def drift(request: CourseRequest) -> HttpResponse:
    """Show whether marks drift along a marker's way and between markers: of one paper, or of all."""
    chosen = _chosen(request)
    context = {"papers": chosen, "samples": samples(request.course, request.now, chosen or None)}
    return render(request, "reviews/drift.html", context)


def _chosen(request: CourseRequest) -> list[Paper]:
    """Return the papers that are asked for, in the order of their meetings."""
    sent = request.POST if request.method == "POST" else request.GET
    wanted = {int(key) for key in sent.getlist("paper") if key.isascii() and key.isdecimal() and len(key) < 19}
    return list(request.course.papers.scheduled().filter(pk__in=wanted)) if wanted else []
