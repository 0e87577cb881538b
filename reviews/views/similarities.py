"""Two reviews of a paper side by side, for staff who wonder how alike they are."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from courseapp.permissions import CourseRequest, staff_only
from reviews.comparison import compared
from reviews.models import Revision
from reviews.similarity import similarity_of
from reviews.standings import my_cell
from reviews.views.lookup import review_of


@staff_only
def similarity_detail(request: CourseRequest, paper_pk: int, review_pk: int, other_pk: int) -> HttpResponse:
    """Show two students' reviews of one paper side by side; what both say in the same words is marked.

    With ``?names=hidden`` it names nobody: for who marks without names.
    """
    pair = [review_of(request, paper_pk, pk) for pk in (review_pk, other_pk)]
    cells = [my_cell(review.enrollment, review.paper, request.now) for review in pair]
    texts = [Revision.objects.get(pk=cell.shown.pk) for cell in cells if cell.shown]
    if len(texts) < 2 or review_pk == other_pk:
        raise Http404("One of the two has nothing that others read.")
    fields = [field for field in request.course.review_fields.all() if field.is_written]
    left, right = ([str(text.answers.get(field.key, "")) for field in fields] for text in texts)
    context = {
        "paper": pair[0].paper,
        "cells": cells,
        "names_hidden": request.GET.get("names") == "hidden",
        "percent": similarity_of(*texts),
        "rows": [
            (field, *compared(one, other))
            for field, one, other in zip(fields, left, right, strict=True)
            if one or other
        ],
    }
    return render(request, "reviews/similarity_detail.html", context)
