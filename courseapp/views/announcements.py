"""Announcements: what the course tells everybody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.forms import AnnouncementForm, local_text
from courseapp.models import Announcement
from courseapp.permissions import CourseRequest, instructor_only, open_to_public, staff_only


@open_to_public
def announcement_list(request: CourseRequest) -> HttpResponse:
    """Show what has been announced; staff see drafts and what is to come as well."""
    announcements = request.course.announcements.visible_to(request.enrollment, now=request.now)
    return render(request, "courseapp/announcement_list.html", {"announcements": announcements})


@staff_only
def announcement_create(request: CourseRequest) -> HttpResponse:
    """Write an announcement; it appears now unless another time is chosen."""
    announcement = Announcement(course=request.course, author=request.user)
    return _edit(request, announcement, initial={"publish_at": local_text(request.now)})


@staff_only
def announcement_edit(request: CourseRequest, announcement_pk: int) -> HttpResponse:
    """Change an announcement."""
    return _edit(request, get_object_or_404(request.course.announcements, pk=announcement_pk))


@require_POST
@instructor_only
def announcement_delete(request: CourseRequest, announcement_pk: int) -> HttpResponse:
    """Take an announcement away for good."""
    announcement = get_object_or_404(request.course.announcements, pk=announcement_pk)
    announcement.delete()
    messages.success(request, f"“{announcement.title}” is deleted.")
    return redirect("announcement_list", request.course.slug)


def _edit(request: CourseRequest, announcement: Announcement, initial: dict[str, str] | None = None) -> HttpResponse:
    form = AnnouncementForm(request.POST or None, instance=announcement, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.instance.pin(form.cleaned_data["is_pinned"], now=request.now)
        form.save()
        messages.success(request, _fate(form.instance, request))
        return redirect(form.instance)
    return render(request, "courseapp/announcement_form.html", {"form": form, "announcement": announcement})


def _fate(announcement: Announcement, request: CourseRequest) -> str:
    """Say what became of the announcement, in a sentence."""
    if announcement.publish_at is None:
        return f"“{announcement.title}” is kept as a draft."
    if announcement.is_published(request.now):
        return f"“{announcement.title}” is on the course home."
    return f"“{announcement.title}” is saved and appears at its time."
