"""What machines ask: is the process alive, and is everything there that it stands on?"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp import clock, health


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked, so a restart is all that could help."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Report on database, migrations, cache, broker and beat; 503 if one of them is not ok."""
    findings = health.report(clock.now())
    return JsonResponse(findings, status=200 if health.is_ready(findings) else 503)
