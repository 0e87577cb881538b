"""The staff's dashboard."""

from django.http import HttpResponse
from django.shortcuts import render

from courseapp.permissions import CourseRequest, staff_only
from desk.dashboard import dashboard, stamp_of


@staff_only
def dashboard_detail(request: CourseRequest) -> HttpResponse:
    """Show what needs the staff; to a page that shows it already, only what has changed since its stamp, else 204."""
    stamp = stamp_of(request.course)
    if request.htmx and request.GET.get("stamp") == stamp:
        return HttpResponse(status=204)
    context = {"desk": dashboard(request.course, request.now, stamp), "stamp": stamp}
    return render(request, "desk/_dashboard.html" if request.htmx else "desk/dashboard_detail.html", context)
