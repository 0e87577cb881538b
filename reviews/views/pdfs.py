"""A paper's PDF: the file, what is where in it, and its older versions."""

from collections.abc import Callable

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from courseapp.downloads import send
from courseapp.permissions import CourseRequest, enrolled, staff_only
from reviews.models import PaperPdf
from reviews.tasks import read_pdfs
from reviews.views.lookup import paper_of

# Its viewer is the browser's own. No "sandbox": Chromium ignores it, and Safari then shows many PDFs as an empty page.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

with_frame: Callable[..., Callable[..., HttpResponseBase]] = csp_update({"frame-src": [SELF]})


@enrolled()
@xframe_options_sameorigin
def paper_pdf(request: CourseRequest, paper_pk: int) -> HttpResponseBase:
    """Give the paper's PDF to whoever has a place in the course; also in parts, and within our own pages."""
    paper = paper_of(request, paper_pk)
    if not paper.pdf:
        raise Http404("This paper has no PDF here.")
    return _shown(request, paper.pdf, f"{paper.key}.pdf")


@enrolled()
def paper_places(request: CourseRequest, paper_pk: int) -> HttpResponseBase:
    """Say on which pages of the paper's PDF its sections, figures and tables begin; empty where nobody knows."""
    paper = paper_of(request, paper_pk)
    pdf = PaperPdf.objects.current().filter(paper=paper, failure="").exclude(read_at=None).first()
    etag = quote_etag(f"{pdf.pk}-{pdf.read_at}" if pdf else "none")
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    return JsonResponse(pdf.places if pdf and pdf.has_text else {}, headers={"ETag": etag})


@staff_only
@xframe_options_sameorigin
def pdf_version(request: CourseRequest, paper_pk: int, pdf_pk: int) -> HttpResponseBase:
    """Give staff any version of the paper's PDF."""
    paper = paper_of(request, paper_pk)
    pdf = get_object_or_404(paper.pdfs, pk=pdf_pk)
    return _shown(request, pdf.file, f"{paper.key}-{pdf.added_at:%Y-%m-%d}.pdf")


@require_POST
@staff_only
def pdf_read_again(request: CourseRequest, paper_pk: int, pdf_pk: int) -> HttpResponse:
    """Have the text of a PDF read once more."""
    pdf = get_object_or_404(paper_of(request, paper_pk).pdfs, pk=pdf_pk)
    pdf.read_again()
    read_pdfs.delay_on_commit()
    messages.info(request, "Its text is being read; that takes up to a minute.")
    return redirect("reviews:paper_edit", request.course.slug, paper_pk)


def _shown(request: CourseRequest, file: FieldFile, name: str) -> HttpResponseBase:
    if not file.storage.exists(str(file.name)):
        raise Http404("The file is not where it was stored.")
    answer = send(request, file, version=str(file.name), kind="application/pdf", name=name, is_shown=True)
    answer.headers["Content-Security-Policy"] = PDF_POLICY
    return answer
