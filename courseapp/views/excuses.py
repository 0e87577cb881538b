"""Asking for an absence to be excused afterwards: its student's side, and the staff's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import Absence, ExcuseWord
from courseapp.permissions import CourseRequest, staff_only, students_only
from courseapp.presence_forms import ExcuseForm


@students_only
def excuse_detail(request: CourseRequest, absence_pk: int) -> HttpResponse:
    """Show a student what was said of an absence of theirs; by POST, say why it should be excused."""
    rows = Absence.objects.of(request.course).filter(enrollment=request.enrollment).with_evidence()
    absence = get_object_or_404(rows, pk=absence_pk)
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ExcuseWord.objects.ask(absence, now=request.now, **form.cleaned_data)
        messages.success(request, "Your words are with the staff. Their answer will stand below them.")
        return redirect("excuse_detail", request.course.slug, absence.pk)
    context = {"absence": absence, "words": absence.words.select_related("by"), "form": form}
    return render(request, "courseapp/excuse_detail.html", context)


@require_POST
@staff_only
def excuse_answer_create(request: CourseRequest, absence_pk: int) -> HttpResponse:
    """Answer what a student said of an absence: excuse it, or not; either needs a word."""
    absence = get_object_or_404(Absence.objects.of(request.course).with_evidence(), pk=absence_pk)
    form = ExcuseForm(request.POST)
    if form.is_valid():
        is_excused = "excuse" in request.POST
        ExcuseWord.objects.answer(absence, now=request.now, by=request.user, is_excused=is_excused, **form.cleaned_data)
        messages.success(request, "The absence is excused." if is_excused else "Answered. The absence stays as it is.")
    else:
        messages.error(request, "Nothing was answered: write a word to the student first.")
    return redirect("absence_detail", request.course.slug, absence.pk)
