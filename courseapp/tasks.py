"""What runs in the background: the sweeps, and the minute's call to all of them.

A sweep is a function without arguments that settings.SWEEPS names. It asks each course's clock,
claims in the database what is due, and returns how many rows it moved. It may be called at any
time, twice at once, or after a week's pause.
"""

import logging

from celery import shared_task
from django.conf import settings
from django.utils.module_loading import import_string

from courseapp import clock, health
from courseapp.models import Announcement, Course, Material, Rendering, Stamp

logger = logging.getLogger(__name__)


@shared_task
def publish_due() -> int:
    """Note of announcements and materials whose time has come that they are published now."""
    published = 0
    for course in Course.objects.filter(archived_at=None):
        now = clock.now(course)
        published += Announcement.objects.filter(course=course).publish_due(now)
        published += Material.objects.filter(meeting__course=course).publish_due(now)
    return published


@shared_task
def fold_stamps() -> int:
    """Fold the stamps of busy pages, so that to ask for one stays cheap."""
    return Stamp.objects.fold()


@shared_task
def forget_renderings() -> int:
    """Drop stored HTML that is old: no text is kept longer than its owner wants by way of it."""
    return Rendering.objects.forget_old(clock.now().date())


@shared_task
def sweep() -> dict[str, int]:
    """Run every sweep in the order of settings.SWEEPS; return how many rows each one moved.

    A sweep that fails is logged, does not keep the next one from its work, and counts -1.
    """
    moved = {name: _run(name) for name in settings.SWEEPS}
    health.note_sweep(clock.now())
    return moved


def _run(name: str) -> int:
    try:
        moved = int(import_string(name)())
    except Exception:
        logger.exception("%s failed; the next sweep tries again.", name)
        return -1
    if moved:
        logger.info("%s: %d", name, moved)
    return moved
