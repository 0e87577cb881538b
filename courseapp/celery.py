"""The Celery app: work in the background, through Redis or through a folder below var/."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseapp.settings")

# Messages are JSON, so root is no danger here; `manage.py serve` says in one line that another user is safer.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("courseapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # for every thread: Celery's own "current app" is the importing thread's alone


@worker_ready.connect
def catch_up(**about: Any) -> None:
    """Do at once what fell due while no worker ran, instead of at the next minute."""
    app.send_task("courseapp.tasks.sweep")
