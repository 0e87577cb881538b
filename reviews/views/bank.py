"""The comments that staff put by, to be given again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, staff_only
from reviews.marking_forms import BankedCommentForm
from reviews.models import BankedComment


@staff_only
def bank_list(request: CourseRequest) -> HttpResponse:
    """Show the comments that were put by, each in its form, and the form of another."""
    form = BankedCommentForm(
        request.POST or None, instance=BankedComment(course=request.course, created_at=request.now, by=request.user)
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Put by.")
        return redirect("reviews:bank_list", request.course.slug)
    return render(request, "reviews/bank_list.html", {"form": form, "bank": request.course.banked_comments.all()})


@require_POST
@staff_only
def bank_edit(request: CourseRequest, banked_pk: int) -> HttpResponse:
    """Change a comment that was put by; marks that were given with it keep what they said."""
    banked = get_object_or_404(request.course.banked_comments, pk=banked_pk)
    form = BankedCommentForm(request.POST, instance=banked)
    if not form.is_valid():
        messages.error(request, "An empty comment says nothing: remove it instead.")
    else:
        form.save()
        messages.success(request, "Saved. Marks that were given with it keep what they said.")
    return redirect("reviews:bank_list", request.course.slug)


@require_POST
@staff_only
def bank_delete(request: CourseRequest, banked_pk: int) -> HttpResponse:
    """Remove a comment from the bank; marks that were given with it keep what they said."""
    get_object_or_404(request.course.banked_comments, pk=banked_pk).delete()
    messages.success(request, "Removed. Marks that were given with it keep what they said.")
    return redirect("reviews:bank_list", request.course.slug)
