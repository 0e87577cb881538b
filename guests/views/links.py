"""A guest's own page, opened by a secret link; and the links, made and revoked by staff."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from courseapp import clock
from courseapp.permissions import CourseRequest, staff_only
from guests.forms import LinkForm
from guests.models import Guest, GuestLink
from guests.views.guests import guest_of, show_guest

AROUND = 2  # meetings before the talk, and after it
# What leads elsewhere from the page must not carry the secret along, and no copy of the page may stay anywhere.
SECRET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


@require_safe
@login_not_required
def guest_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a guest what they need to know; whatever else the address is, say nothing of it."""
    link = GuestLink.objects.of_secret(secret).select_related("guest__course", "guest__meeting__course").first()
    now = clock.now(link.guest.course) if link else clock.now()
    if link is None or not link.opens(now):
        return _kept_secret(render(request, "guests/link_shut.html", status=404))
    link.note_opened(now)
    timezone.activate(link.guest.course.zone)
    return _kept_secret(render(request, "guests/guest_page.html", _for_guest(link, now)))


@require_POST
@staff_only
def link_create(request: CourseRequest, guest_pk: int) -> HttpResponse:
    """Make a guest a link, and show it once."""
    guest = guest_of(request, guest_pk)
    form = LinkForm(request.POST, guest=guest, today=request.course.day_of(request.now))
    if not form.is_valid():
        return show_guest(request, guest, link_form=form, status=422)
    link, secret = GuestLink.objects.make(guest, until=form.cleaned_data["until"], now=request.now, by=request.user)
    address = request.build_absolute_uri(reverse("guest_page", args=[secret]))
    context = {"guest": guest, "link": link, "address": address}
    return _kept_secret(render(request, "guests/link_made.html", context))


@require_POST
@staff_only
def link_revoke(request: CourseRequest, link_pk: int) -> HttpResponse:
    """Let a link open nothing any more."""
    links = GuestLink.objects.filter(guest__course=request.course).select_related("guest__course", "guest__meeting")
    link = get_object_or_404(links, pk=link_pk)
    link.revoke(now=request.now, by=request.user)
    messages.success(request, f"Revoked: this link to {link.guest.name}’s page opens nothing any more.")
    return redirect(link.guest)


def _kept_secret(response: HttpResponse) -> HttpResponse:
    for name, value in SECRET.items():
        response[name] = value
    return response


def _for_guest(link: GuestLink, now: datetime) -> dict[str, Any]:
    """Return what a guest reads: of the class no more than how many they are, of questions no name. Five queries."""
    guest = link.guest
    held = guest.course.meetings.held().select_related("course")
    before = held.filter(starts_at__lt=guest.meeting.starts_at).order_by("-starts_at")[:AROUND]
    after = held.filter(starts_at__gt=guest.meeting.starts_at).order_by("starts_at")[:AROUND]
    return {
        "guest": guest,
        "link": link,
        "now": now,
        "students": guest.course.enrollments.students().on(guest.meeting.day).count(),
        "around": [*reversed(before), guest.meeting, *after],
        "prepared": guest.questions.shared(),
        "asked": _asked(guest) if now > guest.meeting.ends_at else None,
    }


def _asked(guest: Guest) -> list[str]:
    """Return what was asked in class, in the order in which it was noted; empty where nobody wrote the words down."""
    return list(guest.questions.credited().order_by("credited_at", "pk").values_list("text", flat=True))
