"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is a demo; templates read the course from the request."""
    return {"is_demo": settings.DEMO}
