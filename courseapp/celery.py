"""The Celery app: work in the background, through Redis or through a folder below var/."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseapp.settings")

app = Celery("courseapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # for every thread: Celery's own "current app" is the importing thread's alone


@worker_ready.connect
def catch_up(**about: Any) -> None:
    """Do at once what fell due while no worker ran, instead of at the next minute."""
    app.send_task("courseapp.tasks.sweep")
