"""What ``manage.py check --deploy`` refuses, beside Django's own checks."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from courseapp.loopback import is_loopback

LOCAL_MAIL = ("console", "dummy", "locmem", "filebased")


@register(Tags.security, deploy=True)
def demo_stays_at_home(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Refuse the demo: it signs anybody in as anybody."""
    if not settings.DEMO:
        return []
    return [Error("DEMO is on.", hint="Unset DEMO: it signs anybody in as anybody.", id="courseapp.E001")]


@register(Tags.security, deploy=True)
def mail_leaves_the_machine(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Refuse mail that reaches nobody: log-in codes are sent by it."""
    if settings.EMAIL_BACKEND.split(".")[-2] not in LOCAL_MAIL:
        return []
    hint = "Set EMAIL_URL, such as smtp+tls://user:password@mail.example.edu:587, and MAIL_FROM."
    return [Error("Mail reaches nobody.", hint=hint, id="courseapp.E002")]


@register(Tags.security, deploy=True)
def mail_has_a_sender(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Refuse a sender that no mail server accepts."""
    if "@localhost" not in settings.DEFAULT_FROM_EMAIL:
        return []
    hint = "Set MAIL_FROM, such as CS 7670 <courses@example.edu>."
    return [Error("Mail is sent from localhost.", hint=hint, id="courseapp.E003")]


@register(Tags.security, deploy=True)
def tasks_outlive_the_request(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Refuse a broker that forgets, and tasks that run inside the request."""
    found: list[CheckMessage] = []
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        hint = "Remove CELERY_TASK_ALWAYS_EAGER and run a worker."
        found.append(Error("Tasks run inside the request.", hint=hint, id="courseapp.E004"))
    if settings.CELERY_BROKER_URL.startswith("memory:"):
        hint = "Set REDIS_URL, or unset it for a folder in VAR_DIR."
        found.append(Error("The message broker forgets.", hint=hint, id="courseapp.E005"))
    return found


@register(Tags.security, deploy=True)
def the_site_has_an_address(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Refuse links in mail that lead to the reader's own machine."""
    if not is_loopback(urlsplit(settings.SITE_URL).hostname or ""):
        return []
    hint = "Set SITE_URL to the address that readers type, such as https://courses.example.edu."
    return [Error("SITE_URL names this machine alone.", hint=hint, id="courseapp.E006")]


@register(Tags.security, deploy=True)
def every_machine_has_the_same_key(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Refuse a key made on the spot where several machines answer: a log-in would hold on one of them."""
    grown_up = settings.REDIS_URL or settings.DATABASES["default"]["ENGINE"] != settings.SQLITE
    if not (grown_up and settings.SECRET_KEY_IS_OURS):
        return []
    hint = "Set SECRET_KEY to at least 50 letters and digits, the same on every machine."
    return [Error("The secret key is this machine's own.", hint=hint, id="courseapp.E007")]
