"""Papers: the list, a paper's page, and its editing."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, enrolled, staff_only, students_only
from reviews.forms import PaperForm
from reviews.marking import latest_marks, queue, released
from reviews.models import DueTimeWouldPass, Paper, Reading, Revision
from reviews.others import listen, shown_answers
from reviews.sheet import sheet
from reviews.shelf import due_next, shelf
from reviews.views.lookup import paper_of
from reviews.wording import when_open


@enrolled()
def paper_list(request: CourseRequest) -> HttpResponse:
    """Show the papers in the order of their meetings, each with one's own state or the class's."""
    places = shelf(request.enrollment, request.now, list(request.course.papers.scheduled()))
    due = due_next(place.cell for place in places if place.cell)
    return render(request, "reviews/paper_list.html", {"places": places, "due": due})


@enrolled()
def paper_detail(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show a paper: to a student with their own review and, once open, the others'; to staff with all."""
    paper = paper_of(request, paper_pk)
    context: dict[str, Any] = {"paper": paper}
    if request.enrollment.is_student:
        context |= _for_student(request, paper)
    elif request.enrollment.is_staff:
        context |= _for_staff(request, paper)
    return render(request, "reviews/paper_detail.html", context)


def _for_student(request: CourseRequest, paper: Paper) -> dict[str, Any]:
    room = listen(paper, request.enrollment, request.now)
    mine = room.mine
    if room.voices and mine.reading is None:
        Reading.objects.note(enrollment=request.enrollment, paper=paper, now=request.now)
    shown = Revision.objects.get(pk=mine.latest.pk) if mine.latest else None
    is_released = paper.pk in released([paper], request.now)
    marks = latest_marks([paper], request.now, of=request.enrollment) if is_released else {}
    return {
        "room": room,
        "cell": mine,
        "my_lines": sheet(request.course.review_fields.all(), shown.answers) if shown else [],
        "mark": marks.get(mine.review.pk) if mine.review else None,
        "when_open": when_open(request.course.reviews_open, mine),
    }


@require_POST
@students_only
def reading_create(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Open the others' reviews at the cost of what one could still write, and lead back to where they are."""
    paper = paper_of(request, paper_pk)
    if listen(paper, request.enrollment, request.now, knowingly=True).voices:
        Reading.objects.note(enrollment=request.enrollment, paper=paper, now=request.now)
    if "board" in request.POST:
        return redirect("reviews:question_list", request.course.slug, paper.meeting_id)
    return redirect(f"{paper.get_absolute_url()}#others")


def _for_staff(request: CourseRequest, paper: Paper) -> dict[str, Any]:
    entries = queue(paper, request.now)
    shown = shown_answers([entry.cell for entry in entries])
    fields = list(request.course.review_fields.all())
    return {
        "entries": entries,
        "handed_in": [
            (entry, sheet(fields, shown[entry.cell.shown.pk].answers)) for entry in entries if entry.cell.shown
        ],
        "is_released": paper.pk in released([paper], request.now),
    }


@enrolled()
@xframe_options_sameorigin
def paper_pdf(request: CourseRequest, paper_pk: int) -> FileResponse:
    """Give the paper's PDF to whoever has a place in the course."""
    paper = paper_of(request, paper_pk)
    if not paper.pdf:
        raise Http404("This paper has no PDF here.")
    answer = FileResponse(paper.pdf.open("rb"), content_type="application/pdf", filename=f"{paper.key}.pdf")
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'; sandbox"
    return answer


@staff_only
def paper_create(request: CourseRequest) -> HttpResponse:
    """Add a paper to a meeting."""
    form = PaperForm(
        request.POST or None, request.FILES or None, instance=Paper(course=request.course), course=request.course,
        initial={"meeting": request.GET.get("meeting")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        paper = Paper.objects.add(form.instance, now=request.now, by=request.user)
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
            messages.success(request, f"“{paper.title}” is saved.")
            return redirect(paper)
    return render(request, "reviews/paper_form.html", {"form": form, "paper": paper, "would_pass": would_pass})
