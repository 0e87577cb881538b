"""Late work of the course: seen together, accepted together, and taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from courseapp.act_forms import ReasonForm
from courseapp.permissions import CourseRequest, staff_only
from reviews.late import LateReview, late_work
from reviews.models import AlreadyAccepted, NothingToAccept, Paper, Review
from reviews.standing import State

CHANGED = "Nothing was accepted: a review has changed since this page was shown. Look at it again."
LONGEST_KEY = 18  # digits that every database takes
NOTHING_CHOSEN = "Choose at least one review."


@staff_only
def late_list(request: CourseRequest) -> HttpResponse:
    """Show what is late and what was accepted, of the course or of one paper."""
    return _show(request, ReasonForm(label="Why they count"))


@require_POST
@staff_only
def late_acceptance(request: CourseRequest) -> HttpResponse:
    """Show what accepting the chosen reviews would do; once confirmed, accept all of them or none."""
    form, chosen = ReasonForm(request.POST, label="Why they count"), _chosen(request, State.LATE)
    if not chosen or not form.is_valid():
        if not chosen:
            messages.error(request, NOTHING_CHOSEN)
        return _show(request, form, status=422)
    if "confirmed" not in request.POST:
        return render(request, "reviews/late_preview.html", _context(request) | {"form": form, "chosen": chosen})
    if {one.key for one in chosen} != set(request.POST.getlist("seen")):
        messages.error(request, CHANGED)
        return render(request, "reviews/late_preview.html", _context(request) | {"form": form, "chosen": chosen})
    return _accept(request, chosen, form.cleaned_data["reason"])


def _accept(request: CourseRequest, chosen: list[LateReview], reason: str) -> HttpResponse:
    try:
        Review.objects.accept(_keys(chosen), now=request.now, by=request.user, reason=reason)
    except (NothingToAccept, AlreadyAccepted):
        messages.error(request, CHANGED)
    else:
        count = len(chosen)
        messages.success(request, f"{count} late review{'' if count == 1 else 's'} accepted, and written down.")
    return redirect(_address(request))


@require_POST
@staff_only
def late_withdrawal(request: CourseRequest) -> HttpResponse:
    """Let the chosen accepted reviews be late again."""
    chosen = _chosen(request, State.ACCEPTED)
    if chosen:
        Review.objects.withdraw_acceptances(_keys(chosen), now=request.now, by=request.user)
        count = len(chosen)
        messages.success(request, f"{count} review{' is' if count == 1 else 's are'} late again. It stays on record.")
    else:
        messages.error(request, NOTHING_CHOSEN)
    return redirect(_address(request))


def _show(request: CourseRequest, form: ReasonForm, status: int = 200) -> HttpResponse:
    rows = _rows(request)
    context = _context(request) | {
        "form": form,
        "late": [one for one in rows if one.cell.standing.state == State.LATE],
        "accepted": [one for one in rows if one.cell.standing.state == State.ACCEPTED],
        "chosen": set(request.POST.getlist("review")),
    }
    return render(request, "reviews/late_list.html", context, status=status)


def _rows(request: CourseRequest) -> list[LateReview]:
    paper = _paper(request)
    return late_work(request.course, request.now, [paper] if paper else None)


def _paper(request: CourseRequest) -> Paper | None:
    """Return the one paper that is asked for, None for all."""
    wanted = request.GET.get("paper", "")[:LONGEST_KEY]
    return request.course.papers.scheduled().filter(pk=wanted).first() if wanted.isdecimal() else None


def _chosen(request: CourseRequest, state: State) -> list[LateReview]:
    wanted = set(request.POST.getlist("review"))
    rows = [one for one in _rows(request) if one.cell.standing.state == state and one.counts]
    return [one for one in rows if one.cell.review and str(one.cell.review.pk) in wanted]


def _keys(chosen: list[LateReview]) -> list[int]:
    return [one.cell.review.pk for one in chosen if one.cell.review]


def _address(request: CourseRequest) -> str:
    paper, address = _paper(request), reverse("reviews:late_list", args=[request.course.slug])
    return f"{address}?paper={paper.pk}" if paper else address


def _context(request: CourseRequest) -> dict[str, object]:
    """Return what both pages need: the papers to choose from, and the one that is chosen."""
    paper = _paper(request)
    return {"paper": paper, "query": f"?paper={paper.pk}" if paper else "", "papers": request.course.papers.scheduled()}
