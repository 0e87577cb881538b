"""Looking at a course through a student's eyes, or at another time: what is asked for, and for how long.

Source: docs/permissions.md, "Looking through other eyes".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from courseapp.models import Course, Enrollment, Event
from courseapp.roles import STAFF

LASTS = timedelta(hours=1)
KEY = "looks_as"  # in the session: what each course, by its primary key, is looked at as
YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Look:
    """Whose eyes staff have borrowed, and until when, by the real clock."""

    target: Enrollment
    until: datetime


@transaction.atomic
def begin(session: SessionBase, viewer: Enrollment, target: Enrollment, *, now: datetime, real: datetime) -> None:
    """Look at the course as ``target`` from now on; an hour at most, and in this log-in alone.

    ``now`` is the course's clock, ``real`` that of the world. Raise ValueError for the place of staff.
    """
    if target.role in STAFF or target.course_id != viewer.course_id:
        raise ValueError("Only students and auditors of the same course can be looked at the course as.")
    end(session, viewer, now=now)
    until = real + LASTS
    session[KEY] = session.get(KEY, {}) | {str(viewer.course_id): [str(target.uuid), until.isoformat(), viewer.pk]}
    _record("began", viewer, target, now)


def look_of(session: SessionBase, viewer: Enrollment, *, real: datetime) -> Look | None:
    """Return as whom this member of staff looks at the course now; None if as themselves.

    It is over after its hour, when the student's place is gone or became one of staff, or the viewer's own did.
    """
    said = session.get(KEY, {}).get(str(viewer.course_id))
    if said is None or not viewer.is_staff:
        return None
    uuid, until, began_by = said
    target = (
        viewer.course.enrollments.exclude(role__in=STAFF).select_related("user", "course").filter(uuid=uuid).first()
    )
    at = datetime.fromisoformat(until)
    return Look(target, at) if target is not None and began_by == viewer.pk and real < at else None


def end(session: SessionBase, viewer: Enrollment, *, now: datetime, reason: str = "") -> bool:
    """Look at the course as oneself again; return whether it was otherwise."""
    looks = dict(session.get(KEY, {}))
    said = looks.pop(str(viewer.course_id), None)
    if said is None:
        return False
    with transaction.atomic():
        _record("ended", viewer, Enrollment.objects.filter(uuid=said[0]).first(), now, reason)
    session[KEY] = looks
    return True


def _record(what: str, viewer: Enrollment, target: Enrollment | None, now: datetime, reason: str = "") -> None:
    Event.objects.record(
        course=viewer.course, kind=f"look.{what}", at=now, actor=viewer.user, enrollment=target, reason=reason,
        part="looks",
    )  # fmt: skip


def instant_asked(request: HttpRequest, course: Course) -> datetime | None:
    """Return the other time at which a page is asked for (``?at=2025-10-07T09:50``), None for now.

    A local time is one of the course's zone. A fragment, or a form, that a page of another time asks for belongs to it.
    """
    said = request.GET.get("at")
    if said is None and (request.method not in ("GET", "HEAD") or _is_fragment(request)):
        said = parse_qs(urlsplit(_page_of(request)).query).get("at", [""])[0]
    try:
        at = datetime.fromisoformat(said or "")
        at = at if at.tzinfo else at.replace(tzinfo=course.zone)
    except ValueError:
        return None
    return at if at.year in YEARS else None


def _is_fragment(request: Any) -> bool:
    return bool(getattr(request, "htmx", False)) or request.headers.get("Sec-Fetch-Dest", "document") == "empty"


def _page_of(request: HttpRequest) -> str:
    """Return the address of our own page that sent this; empty if it is another site's, or unknown."""
    before = request.headers.get("Referer", "")
    return before if urlsplit(before).netloc == request.get_host() else ""
