"""Writing offline: one's own forms as a text, and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from courseapp.permissions import CourseRequest, students_only
from reviews import offline, wording
from reviews.exports import forms_of
from reviews.file_forms import OfflineUploadForm
from reviews.models import Saving
from reviews.offline import Sheet
from reviews.standings import my_cell, standings


@students_only
def offline_detail(request: CourseRequest) -> HttpResponse:
    """Offer one's forms and take them back: first what each would change, then by POST with ``apply`` keep it."""
    form = OfflineUploadForm(request.POST, request.FILES) if request.method == "POST" else OfflineUploadForm()
    if not form.is_valid():
        cells = standings(request.course, request.now, enrollments=[request.enrollment]).values()
        owed = [cell for cell in cells if cell.is_assigned or cell.latest]
        return render(request, "reviews/offline_detail.html", {"form": form, "cells": owed})
    try:
        sheets = offline.read_sheets(request.enrollment, form.cleaned_data["text"], request.now)
    except offline.NoForms as wrong:
        form.add_error(None, str(wrong))
        return render(request, "reviews/offline_detail.html", {"form": form})
    if "apply" in request.POST:
        return _keep(request, [sheet for sheet in sheets if sheet.has_work])
    work = sum(sheet.has_work for sheet in sheets)
    return render(request, "reviews/offline_preview.html", {"form": form, "sheets": sheets, "work": work})


def _keep(request: CourseRequest, sheets: list[Sheet]) -> HttpResponse:
    """Keep what the forms say, say what became of each, and lead to where the student goes on."""
    stale: Saving | None = None
    for sheet in sheets:
        saving = offline.keep(sheet, request.enrollment, request.now)
        if saving is not None:
            stale = saving if saving.is_stale else stale
            _say(request, sheet, saving)
    if stale is not None:
        paper_pk, number = stale.revision.review.paper_id, stale.revision.number
        return redirect("reviews:revision_compare", request.course.slug, paper_pk, number)
    return redirect("reviews:offline_detail", request.course.slug)


def _say(request: CourseRequest, sheet: Sheet, saving: Saving) -> None:
    """Say what became of one form; it counts only where it says so."""
    paper = saving.revision.review.paper
    cell = my_cell(request.enrollment, paper, request.now)
    counts = saving.revision.is_hand_in and cell.standing.graded == saving.revision.number
    is_warning = not counts and (saving.is_stale or sheet.hand_in)
    level = messages.SUCCESS if counts else messages.WARNING if is_warning else messages.INFO
    sentence = wording.saved(saving, cell, wanted_hand_in=sheet.hand_in)
    messages.add_message(request, level, f"“{sheet.title}”: {sentence}")


@students_only
def offline_forms(request: CourseRequest) -> HttpResponse:
    """Give one's own forms of the chosen papers, of all that one owes if none is chosen."""
    chosen = {
        int(word) for word in request.GET.getlist("paper") if word.isascii() and word.isdecimal() and len(word) < 19
    }
    papers = [
        paper
        for paper in request.course.papers.scheduled()
        if (paper.pk in chosen if chosen else paper.is_assigned_to(request.enrollment))
    ]
    text = forms_of(request.enrollment, papers, request.now)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.course.slug}-reviews.txt"'
    return answer
