"""A student's write-up: the task, the loud state, handing in, versions and their receipts."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from courseapp.answers import storable
from courseapp.permissions import CourseRequest, enrolled, students_only
from writeups.forms import LONGEST_TEXT, WriteUpForm
from writeups.models import Brief, Draft, LastTexts, NothingToHandIn, PlaceIsOver, Team, WriteUp, last_texts
from writeups.results import results

REFUSALS = {
    NothingToHandIn: "There is nothing to hand in yet: write some text, or choose a PDF.",
    PlaceIsOver: "Nothing was handed in, for your place in this course is over. Your text is kept as a draft.",
}


@enrolled()
def writeup_detail(request: CourseRequest) -> HttpResponse:
    """Show the task; to a student also how their write-up stands, and the form."""
    brief = Brief.objects.filter(course=request.course).first()
    if brief is None or not request.enrollment.is_student:
        return render(request, "writeups/writeup_brief.html", {"brief": brief})
    texts = last_texts(Team.objects.of(request.enrollment))
    if request.viewer is not None:  # a team's drafts are its own
        texts = replace(texts, draft=None)
    return _show(request, texts, WriteUpForm(initial=texts.typed, has_pdf=texts.has_pdf))


@require_POST
@students_only
def version_create(request: CourseRequest) -> HttpResponse:
    """Hand in, or keep a draft; what was typed is kept whatever else is refused."""
    get_object_or_404(Brief, course=request.course)
    texts = last_texts(Team.objects.of(request.enrollment))
    form = WriteUpForm(request.POST, request.FILES, has_pdf=texts.has_pdf)
    if "draft" not in request.POST and form.is_valid():
        try:
            version = WriteUp.objects.hand_in(enrollment=request.enrollment, now=request.now, **form.cleaned_data)
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            return redirect(version)
    draft = _keep_draft(request)
    if "draft" in request.POST and draft is not None:
        messages.info(request, "Your draft is kept. It is NOT handed in.")
        return redirect("writeups:writeup_detail", request.course.slug)
    return _show(request, last_texts(draft.team if draft else texts.team), form, status=422)


@enrolled()
def version_detail(request: CourseRequest, version_pk: int) -> HttpResponse:
    """Show one version, with its receipt."""
    version = _version(request, version_pk)
    brief = get_object_or_404(Brief.objects.select_related("course"), course=request.course)
    context = {
        "version": version,
        "brief": brief,
        "is_late": version.is_late(brief.cut_off),
        "acceptance": version.acceptances.standing().select_related("by").first(),
    }
    return render(request, "writeups/version_detail.html", context)


@enrolled()
def version_pdf(request: CourseRequest, version_pk: int) -> HttpResponseBase:
    """Hand a version's PDF out, as a download that no page of ours runs."""
    version = _version(request, version_pk)
    if not version.pdf:
        raise Http404("This version has no PDF.")
    name = f"{slugify(str(version.team))}-version-{version.number}.pdf"
    response = FileResponse(version.pdf.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


@students_only
def draft_detail(request: CourseRequest, draft_pk: int) -> HttpResponse:
    """Show one draft as it was kept."""
    team = Team.objects.of(request.enrollment)
    drafts = Draft.objects.filter(team=team) if team and request.viewer is None else Draft.objects.none()
    draft = get_object_or_404(drafts.select_related("saved_by"), pk=draft_pk)
    return render(request, "writeups/draft_detail.html", {"draft": draft})


def _version(request: CourseRequest, version_pk: int) -> WriteUp:
    """Return a version that this reader may see, or answer 404."""
    rows = WriteUp.objects.visible_to(request.enrollment).select_related("team__course", "handed_in_by")
    return get_object_or_404(rows, pk=version_pk)


def _keep_draft(request: CourseRequest) -> Draft | None:
    """Keep what was posted as it was typed; None for nothing, or for more than is kept."""
    title, body = (storable(request.POST.get(name, "")) for name in ("title", "body"))
    if len(body.encode()) > LONGEST_TEXT:
        return None
    return Draft.objects.keep(enrollment=request.enrollment, title=title[:300], body=body, now=request.now)


def _show(request: CourseRequest, texts: LastTexts, form: WriteUpForm, status: int = 200) -> HttpResponse:
    mine = results(request.course, request.now, enrollments=[request.enrollment])[request.enrollment.pk]
    context: dict[str, Any] = {"result": mine, "brief": mine.brief, "form": form, "newer_draft": texts.newer_draft}
    if (team := texts.team) is not None:
        context["members"] = team.members()
        context["versions"] = team.writeups.select_related("handed_in_by").defer("body").reverse()
    if team is not None and request.viewer is None:
        context["drafts"] = team.drafts.select_related("saved_by").defer("body").reverse()[:20]
    return render(request, "writeups/writeup_detail.html", context, status=status)
