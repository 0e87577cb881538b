"""The search of a course."""

from django.http import HttpResponse
from django.shortcuts import render

from courseapp.permissions import CourseRequest, enrolled
from desk.query import LONGEST, parse
from desk.search import KINDS, Search
from reviews.models import Paper, Reading


@enrolled()
def search_detail(request: CourseRequest) -> HttpResponse:
    """Show what the reader may read of what answers; finding others' texts is a student's first reading of them."""
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST].strip()
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    search = Search(request.enrollment, request.now, parse(typed))
    context = {"typed": typed, "kind": kind, "search": search, "kinds": {name: row[0] for name, row in KINDS.items()}}
    if not search.query.is_empty:
        groups = search.groups(kind, request.GET.get("page", 1))
        context |= {"groups": groups, "count": sum(group.count for group in groups)}
        note_readings(request, search)
    return render(request, "desk/search_detail.html", context)


def note_readings(request: CourseRequest, search: Search) -> None:
    """Keep the first reading of every paper of which the search found others' texts."""
    known = {paper for paper, cell in search.eyes.own.items() if cell.reading}
    for paper in Paper.objects.filter(pk__in=search.read - known):
        Reading.objects.note(enrollment=request.enrollment, paper=paper, now=request.now)
