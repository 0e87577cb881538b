"""Materials of a meeting: links, files and texts."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.forms import MaterialForm, local_text
from courseapp.models import Material
from courseapp.permissions import CourseRequest, instructor_only, open_to_public, staff_only


@open_to_public
def material_detail(request: CourseRequest, material_pk: int) -> HttpResponse:
    """Show a material that is a text."""
    return render(request, "courseapp/material_detail.html", {"material": _visible(request, material_pk)})


@open_to_public
def material_file(request: CourseRequest, material_pk: int) -> HttpResponseBase:
    """Hand a material's file out, always as a download."""
    material = _visible(request, material_pk)
    if not material.file:
        raise Http404("This material has no file.")
    return FileResponse(material.file.open("rb"), as_attachment=True, filename=material.file_name)


@staff_only
def material_create(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Add a material to a meeting; it appears now unless another time is chosen."""
    meeting = get_object_or_404(request.course.meetings, pk=meeting_pk)
    return _edit(request, Material(meeting=meeting), initial={"publish_at": local_text(request.now)})


@staff_only
def material_edit(request: CourseRequest, material_pk: int) -> HttpResponse:
    """Change a material."""
    return _edit(request, _visible(request, material_pk))


@require_POST
@instructor_only
def material_delete(request: CourseRequest, material_pk: int) -> HttpResponse:
    """Take a material away for good."""
    material = _visible(request, material_pk)
    material.delete()
    messages.success(request, f"“{material.title}” is deleted.")
    return redirect(material.meeting)


def _visible(request: CourseRequest, material_pk: int) -> Material:
    """Return one of the course's materials that this reader may see, or answer 404."""
    rows = Material.objects.visible_to(request.enrollment, now=request.now).filter(meeting__course=request.course)
    return get_object_or_404(rows.select_related("meeting__course"), pk=material_pk)


def _edit(request: CourseRequest, material: Material, initial: dict[str, str] | None = None) -> HttpResponse:
    form = MaterialForm(request.POST or None, request.FILES or None, instance=material, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"“{material.title}” is saved.")
        return redirect(material.meeting)
    return render(request, "courseapp/material_form.html", {"form": form, "material": material})
