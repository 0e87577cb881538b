"""Papers: the list, a paper's page, and its editing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from reviews.discussion import discussion
from reviews.forms import PaperForm
from reviews.mine import Mine, my_text
from reviews.models import DueTimeWouldPass, Paper, Reading
from reviews.others import listen
from reviews.shelf_table import shelf_table
from reviews.standings import my_cell
from reviews.tasks import read_pdfs
from reviews.views.lookup import mine_of, paper_of
from reviews.views.pdfs import with_frame
from reviews.voices import class_reviews
from reviews.wording import when_open


@enrolled()
def paper_list(request: CourseRequest) -> HttpResponse:
    """Show the papers in the order of their meetings, each with one's own state or the class's."""
    return render(request, "reviews/paper_list.html", {"shelf": shelf_table(request.enrollment, request.now)})


@enrolled()
@with_frame
def paper_detail(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show a paper: to a student with their own review and, once open, the others'; to staff with all."""
    if request.enrollment.is_student:
        return render(request, "reviews/paper_detail.html", _for_student(request, mine_of(request, paper_pk)))
    context: dict[str, Any] = {"paper": paper_of(request, paper_pk)}
    if request.enrollment.is_staff:
        context["class_reviews"] = class_reviews(context["paper"], request.course, request.now)
    return render(request, "reviews/paper_detail.html", context)


def _for_student(request: CourseRequest, place: Mine) -> dict[str, Any]:
    cell = place.cell
    room = listen(cell, request.now, paper_stamp=place.paper_stamp)
    if room.voices and cell.reading is None:
        Reading.objects.note(enrollment=request.enrollment, paper=cell.paper, now=request.now)
    return {
        "paper": cell.paper,
        "room": room,
        "cell": cell,
        "my_text": my_text(place, request.now),
        "when_open": when_open(request.course.reviews_open, cell),
    }


@require_POST
@students_only
def reading_create(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Open the others' reviews at the cost of what one could still write, and lead back to where they are."""
    paper = paper_of(request, paper_pk)
    cell = my_cell(request.enrollment, paper, request.now)
    said = discussion(paper, request.enrollment, request.now, knowingly=True)
    if listen(cell, request.now, knowingly=True).voices or said.shows_others:
        Reading.objects.note(enrollment=request.enrollment, paper=paper, now=request.now)
    if "board" in request.POST:
        return redirect("reviews:question_list", request.course.slug, paper.meeting_id)
    if "discussion" in request.POST:
        return redirect("reviews:discussion_detail", request.course.slug, paper.pk)
    return redirect(f"{paper.get_absolute_url()}#others")


@staff_only
def paper_create(request: CourseRequest) -> HttpResponse:
    """Add a paper to a meeting."""
    form = PaperForm(
        request.POST or None, request.FILES or None, instance=Paper(course=request.course), course=request.course,
        initial={"meeting": request.GET.get("meeting")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        paper = Paper.objects.add(form.instance, now=request.now, by=request.user)
        read_pdfs.delay_on_commit()
        messages.success(request, f"“{paper.title}” is on the list.")
        return redirect(paper)
    return render(request, "reviews/paper_form.html", {"form": form})


@staff_only
def paper_edit(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Change a paper; a change that would make reviews due at once asks first."""
    paper = paper_of(request, paper_pk)
    form = PaperForm(request.POST or None, request.FILES or None, instance=paper, course=request.course)
    would_pass = False
    if request.method == "POST" and form.is_valid():
        if "is_kept" in form.cleaned_data:
            form.instance.keep(form.cleaned_data["is_kept"], now=request.now)
        try:
            form.instance.change(now=request.now, by=request.user, confirmed="confirmed" in request.POST)
        except DueTimeWouldPass:
            would_pass = True
        else:
            read_pdfs.delay_on_commit()
            messages.success(request, f"“{paper.title}” is saved.")
            return redirect(paper)
    return render(request, "reviews/paper_form.html", {"form": form, "paper": paper, "would_pass": would_pass})
