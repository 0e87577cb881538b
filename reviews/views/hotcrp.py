"""HotCRP's files in and out, for staff."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.permissions import CourseRequest, staff_only
from reviews import imports
from reviews.exports import forms_of_class, review_table
from reviews.file_forms import ChoicesForm, HotcrpForm
from reviews.hotcrp.choices import read_choices
from reviews.hotcrp.gathered import gather
from reviews.models import Bundle


@staff_only
def hotcrp_import(request: CourseRequest) -> HttpResponse:
    """Take HotCRP's files; nothing but themselves is stored."""
    form = HotcrpForm(request.POST, request.FILES) if request.method == "POST" else HotcrpForm()
    if form.is_valid():
        files = form.cleaned_data["uploads"]
        return redirect(Bundle.objects.upload(course=request.course, files=files, now=request.now, by=request.user))
    return render(request, "reviews/hotcrp_import.html", {"form": form})


@staff_only
def bundle_detail(request: CourseRequest, bundle_pk: int) -> HttpResponse:
    """Show what importing the files would do, row by row; by POST, choose what is open, or apply all of it."""
    bundle = get_object_or_404(Bundle, course=request.course, pk=bundle_pk)
    export, choices = gather(bundle.files), read_choices(bundle.choices)
    plan = imports.plan(request.course, export, choices, editor=request.enrollment, now=request.now)
    posted = request.POST if request.method == "POST" else None
    form = ChoicesForm(posted, course=request.course, export=export, plan=plan, choices=choices)
    if form.is_valid():
        if "apply" in request.POST and form.chosen() == choices and _is_applied(request, bundle):
            return redirect("reviews:paper_list", request.course.slug)
        bundle.choose(form.chosen().as_document())
        return redirect(bundle)
    return render(request, "reviews/bundle_detail.html", {"bundle": bundle, "form": form, "plan": plan})


def _is_applied(request: CourseRequest, bundle: Bundle) -> bool:
    """Apply the plan that was shown and say so, or say why not; the files are not kept after that."""
    shown = request.POST.get("fingerprint", "")
    try:
        made = imports.apply(
            request.course, gather(bundle.files), read_choices(bundle.choices), editor=request.enrollment,
            now=request.now, fingerprint=shown,
        )  # fmt: skip
    except (imports.PlanIsBlocked, imports.PlanHasChanged) as refusal:
        messages.error(request, str(refusal))
        return False
    bundle.delete()
    messages.success(request, f"HotCRP is in: {made.told}.")
    return True


@staff_only
def hotcrp_forms(request: CourseRequest) -> HttpResponse:
    """Give every review of the class as offline forms."""
    answer = HttpResponse(forms_of_class(request.course, request.now), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.course.slug}-reviews.txt"'
    return answer


@staff_only
def hotcrp_reviews(request: CourseRequest) -> StreamingHttpResponse:
    """Give the reviews that are handed in as a table in HotCRP's dialect."""
    lines = review_table(request.course, request.now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.course.slug}-reviews.csv"'
    return answer
