"""The form builder: the fields of the course's review form, for staff."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.amendments import Given, consequences
from courseapp.answers import FieldKind
from courseapp.field_forms import kind_said, kinds
from courseapp.models import Course, Event
from courseapp.permissions import CourseRequest, instructor_only, staff_only
from reviews.field_forms import CopyForm, ReviewFieldForm
from reviews.models import AnswersForbid, ChangedByAnother, ReviewField
from reviews.review_form import ReviewForm

STEPS = {"up": -1, "down": 1}


@staff_only
def field_list(request: CourseRequest) -> HttpResponse:
    """Show the fields of the review form in order, with what each is answered by, and the retired ones."""
    fields = request.course.review_fields
    people = fields.all().people_answering(request.course)
    rows = [(field, people[field.key]) for field in fields.all()]
    context = {
        "asked": [row for row in rows if row[0].retired_at is None],
        "retired": [row for row in rows if row[0].retired_at is not None],
        "kinds": kinds(),
    }
    return render(request, "reviews/field_list.html", context)


@staff_only
def field_create(request: CourseRequest) -> HttpResponse:
    """Add a field of the ``kind`` in the address, or one like the field ``instead_of``, which is retired by it."""
    like = _like(request)
    kind = kind_said(request.GET.get("kind", "")) or (FieldKind(like.kind) if like else FieldKind.TEXT)
    blank = ReviewField(course=request.course, kind=kind)
    form = ReviewFieldForm(request.POST or None, field=_copied(like, blank) if like else blank)
    if request.method == "POST" and form.is_valid():
        field = ReviewField.objects.add(form.filled(), now=request.now, by=request.user, instead_of=like)
        messages.success(request, f"“{field.label}” is asked from now on. {_retired(like)}".strip())
        return redirect(_place(request, field))
    return _show(request, form, blank, Given(), like=like)


def _like(request: CourseRequest) -> ReviewField | None:
    said = request.GET.get("instead_of", "")
    return get_object_or_404(request.course.review_fields.asked(), key=said) if said else None


def _copied(like: ReviewField, blank: ReviewField) -> ReviewField:
    for name, value in like.as_evidence().items():
        setattr(blank, name, value)
    return blank


def _retired(like: ReviewField | None) -> str:
    return f"“{like.label}” is retired; its answers stay readable." if like else ""


@staff_only
def field_edit(request: CourseRequest, field_pk: int) -> HttpResponse:
    """Change a field; what would harm answers already given is refused, with what to do instead."""
    field, given = _field(request, field_pk), None
    given = field.given()
    form = ReviewFieldForm(request.POST or None, field=field, keeps_kind=bool(given.people))
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, field, given)
    before = field.as_terms()
    try:
        form.filled().change(based_on=form.cleaned_data["version"] or 0, now=request.now, by=request.user)
    except AnswersForbid as forbidden:
        form.refuse(forbidden)
    except ChangedByAnother as meanwhile:
        form.refresh(meanwhile.field.version)
        return _show(request, form, field, given, theirs=meanwhile.field)
    else:
        said = " ".join(consequences(before, field.as_terms(), given)) if given.people else ""
        messages.success(request, f"“{field.label}” is saved. {said}".strip())
        return redirect(_place(request, field))
    return _show(request, form, field, given)


@staff_only
def form_preview(request: CourseRequest) -> HttpResponse:
    """Show the whole form as a student finds it; by POST, one field as it is being written, and what that would do."""
    if request.method == "POST":
        return _preview_of_one(request)
    form = ReviewForm(list(request.course.review_fields.asked()), {})
    return render(request, "reviews/form_preview.html", {"rows": list(form.rows()), "is_phone": "phone" in request.GET})


def _preview_of_one(request: CourseRequest) -> HttpResponse:
    said = request.POST.get("field", "")
    is_key = said.isascii() and said.isdigit() and len(said) < 19
    stored = request.course.review_fields.filter(pk=said).first() if is_key else None
    field = stored or ReviewField(course=request.course, kind=kind_said(request.POST.get("as", "")) or FieldKind.TEXT)
    given = stored.given() if stored else Given()
    before = field.as_terms()
    form = ReviewFieldForm(request.POST, field=field, keeps_kind=bool(given.people))
    form.is_valid()
    shown = form.filled()
    shown.key, shown.label = shown.key or "new", shown.label or "…"
    said_of_it = consequences(before, shown.as_terms(), given) if stored else []
    context = {"row": next(ReviewForm([shown], {}).rows()), "consequences": said_of_it, "is_live": True}
    return render(request, "reviews/_field_preview.html", context)


@require_POST
@staff_only
def field_move(request: CourseRequest, field_pk: int) -> HttpResponse:
    """Move a field up or down by one, or to the place ``to`` among those that are asked, counted from 0."""
    field, to = _field(request, field_pk), request.POST.get("to", "")
    if to in STEPS:
        field.step(STEPS[to], now=request.now, by=request.user)
    elif to.isascii() and to.isdigit() and len(to) < 4:
        field.move(to=int(to), now=request.now, by=request.user)
    return redirect(_place(request, field))


@require_POST
@staff_only
def field_retire(request: CourseRequest, field_pk: int) -> HttpResponse:
    """Ask a field no more."""
    field = _field(request, field_pk)
    field.retire(now=request.now, by=request.user)
    messages.success(request, f"“{field.label}” is not asked any more. {_what_stays(request.course, field)}".strip())
    return redirect("reviews:field_list", request.course.slug)


def _what_stays(course: Course, field: ReviewField) -> str:
    """Say what a retired field leaves, and that the board gets nothing new where it was its only source."""
    given = field.given()
    said = [f"{given.said}: readable as before."] if given.people else []
    if field.kind == FieldKind.QUESTION and not course.review_fields.asked().filter(kind=field.kind).exists():
        said.append("Reviews put no new question on the board; the cards that are there stay.")
    return " ".join(said)


@require_POST
@staff_only
def field_return(request: CourseRequest, field_pk: int) -> HttpResponse:
    """Ask a retired field again."""
    field = _field(request, field_pk)
    field.bring_back(now=request.now, by=request.user)
    messages.success(request, f"“{field.label}” is asked again, with the answers that it had.")
    return redirect(_place(request, field))


@require_POST
@instructor_only
def field_delete(request: CourseRequest, field_pk: int) -> HttpResponse:
    """Delete a field that nobody has answered."""
    field = _field(request, field_pk)
    try:
        field.remove(now=request.now, by=request.user)
    except AnswersForbid as forbidden:
        messages.error(request, str(forbidden))
    else:
        messages.success(request, f"“{field.label}” is deleted; nobody had answered it.")
    return redirect("reviews:field_list", request.course.slug)


@staff_only
def form_copy(request: CourseRequest) -> HttpResponse:
    """Take over the review form of another course of one's own as its staff."""
    form = CopyForm(request.POST or None, taker=request.enrollment, courses=_taught(request))
    people = request.course.review_fields.all().people_answering(request.course)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        copied = ReviewField.objects.all().copy(source, request.course, now=request.now, by=request.user)
        messages.success(request, f"{len(copied)} fields are copied from {source}.")
        return redirect("reviews:field_list", request.course.slug)
    return render(request, "reviews/form_copy.html", {"form": form, "is_answered": any(people.values())})


def _taught(request: CourseRequest) -> list[Course]:
    """Return the courses in which this person is staff today."""
    places = request.user.enrollments.staff().select_related("course")
    return [place.course for place in places if place.is_active(request.now)]


def _field(request: CourseRequest, field_pk: int) -> ReviewField:
    return get_object_or_404(request.course.review_fields, pk=field_pk)


def _place(request: HttpRequest, field: ReviewField) -> str:
    return f"{redirect('reviews:field_list', field.course.slug).url}#field-{field.pk}"


def _show(request: CourseRequest, form: ReviewFieldForm, field: ReviewField, given: Given, **more: Any) -> HttpResponse:
    stored = request.course.review_fields.filter(pk=field.pk).first() if field.pk else None
    row = next(ReviewForm([stored], {}).rows()) if stored else None
    changes = list(Event.objects.about(stored).select_related("actor")) if stored else []
    context = {"form": form, "field": stored, "given": given, "row": row, "changes": changes, "as": field.kind, **more}
    return render(request, "reviews/field_form.html", context, status=422 if form.errors else 200)
