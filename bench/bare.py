"""The bare page, which every figure is a multiple of: session, user, one query, one template of ten rows."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from courseapp.models import User
from courseapp.urls import urlpatterns as site_patterns

PAGE = (
    "<!DOCTYPE html><title>Bare</title><ul>{% for row in rows %}<li>{{ row.pk }}: {{ row.email }}</li>{% endfor %}</ul>"
)


def bare(request: HttpRequest) -> HttpResponse:
    """Answer with ten people."""
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"rows": User.objects.order_by("pk")[:10]}, request))


urlpatterns = [path("bare/", bare), *site_patterns]
