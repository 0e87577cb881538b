"""The discussion of a paper: its page, and what is said, changed, deleted and agreed with."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, enrolled, staff_only
from courseapp.roles import STAFF, Role
from reviews.discussion import Discussion, Post, discussion, has_news, note_look
from reviews.forms import CommentForm
from reviews.models import Audience, ChangedMeanwhile, Comment, Reading
from reviews.views.lookup import paper_of
from reviews.wording import when_discussed

writers = enrolled(*STAFF, Role.STUDENT)


@enrolled()
def discussion_detail(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Show a paper's discussion: as a page, or to htmx as the part of the paper's page that it is."""
    return _show(request, _seen(request, paper_pk))


@enrolled()
def discussion_news(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Say whether anything was said since; 204 where nothing was that the reader may read."""
    paper, since = paper_of(request, paper_pk), _instant(request.GET.get("since", ""))
    if since is None or not has_news(paper, request.enrollment, since, request.now):
        return HttpResponse(status=204)
    seen = discussion(paper, request.enrollment, request.now)
    count = sum(row.said_at > since and row.author_id != request.enrollment.pk for row in seen.heard)
    if not count:
        return HttpResponse(status=204)
    return render(request, "reviews/_discussion_news.html", {"seen": seen, "count": count})


@require_POST
@writers
def comment_create(request: CourseRequest, paper_pk: int) -> HttpResponse:
    """Say something: about the paper or one of its reviews, or in answer to a comment."""
    seen, form = _seen(request, paper_pk), CommentForm(request.POST)
    refusal = seen.why_not and f"Nothing was said: {seen.why_not}."
    if not refusal and form.is_valid():
        place = _place(seen, form)
        if place is not None:
            comment = Comment.objects.say(
                paper=seen.paper, author=request.enrollment, now=request.now, text=form.cleaned_data["text"],
                act_key=form.cleaned_data["act_key"], names=seen.callable_names(place["audience"]), **place,
            )  # fmt: skip
            return _after(request, comment)
        refusal = "Nothing was said: that can’t be answered here any more."
    return _show(request, seen, form=form, refusal=refusal)


@writers
def comment_edit(request: CourseRequest, paper_pk: int, comment_uuid: UUID) -> HttpResponse:
    """Show one's own comment to be changed; by POST, keep its new version."""
    seen = _seen(request, paper_pk)
    post = _post(seen, comment_uuid)
    if not post.is_mine:
        raise PermissionDenied("Only its author changes a comment.")
    form = CommentForm(request.POST or None, initial={"text": post.source, "based_on": post.row.version})
    refusal = "" if post.row.can_be_edited_by(request.enrollment, now=request.now) else "It can’t be changed any more."
    if request.method == "POST" and form.is_valid() and not refusal:
        names = seen.callable_names(post.row.audience) | _mentioned(post)
        try:
            post.row.edit(
                form.cleaned_data["text"], based_on=form.cleaned_data["based_on"] or 0, names=names, now=request.now
            )
            return _after(request, post.row)
        except ChangedMeanwhile:
            refusal = "It was changed in another window meanwhile. Both texts are below; nothing was stored yet."
    context = {"paper": seen.paper, "post": post, "form": form, "refusal": refusal}
    return render(request, "reviews/comment_form.html", context, status=409 if refusal else 200)


@enrolled()
def comment_history(request: CourseRequest, paper_pk: int, comment_uuid: UUID) -> HttpResponse:
    """Show the versions of a comment to whoever reads it; once deleted, to its author and the staff."""
    seen = _seen(request, paper_pk)
    post = _post(seen, comment_uuid)
    if not post.row.history_is_open_to(request.enrollment):
        raise Http404("The comment was deleted.")
    versions = [(version, post.said(version.text)) for version in post.row.versions.order_by("-number")]
    context = {"paper": seen.paper, "post": post, "versions": versions}
    return render(request, "reviews/comment_history.html", context)


@require_POST
@writers
def comment_delete(request: CourseRequest, paper_pk: int, comment_uuid: UUID) -> HttpResponse:
    """Delete a comment; its place stays, and says so."""
    post = _post(_seen(request, paper_pk), comment_uuid)
    if not post.row.can_be_deleted_by(request.enrollment, now=request.now):
        raise PermissionDenied("Only its author and the staff delete a comment.")
    post.row.remove(now=request.now, by=request.enrollment)
    messages.success(request, "The comment is deleted. Its author and the staff can still read what it said.")
    return _after(request, post.row)


@require_POST
@staff_only
def comment_endorse(request: CourseRequest, paper_pk: int, comment_uuid: UUID) -> HttpResponse:
    """Agree with a comment as one of the staff, or take that back."""
    post = _post(_seen(request, paper_pk), comment_uuid)
    if not post.row.can_be_endorsed_by(request.enrollment):
        raise PermissionDenied("That can’t be agreed with.")
    post.row.endorse(by=request.enrollment, now=request.now, agrees="agrees" in request.POST)
    return _after(request, post.row)


def _seen(request: CourseRequest, paper_pk: int) -> Discussion:
    return discussion(paper_of(request, paper_pk), request.enrollment, request.now)


def _post(seen: Discussion, uuid: UUID) -> Post:
    post = seen.post(uuid)
    if post is None:
        raise Http404("There is no such comment, or it is not for you.")
    return post


def _place(seen: Discussion, form: CommentForm) -> dict[str, Any] | None:
    """Return where a comment goes: its audience, review and what it answers; None where it can't go."""
    if form.cleaned_data["parent"]:
        parent = seen.post(form.cleaned_data["parent"])
        if parent is None:
            return None
        is_heard = parent.row.audience == Audience.STAFF or seen.may_address_class
        return {"audience": parent.row.audience, "parent": parent.row} if is_heard else None
    topic, audience = seen.topic(form.cleaned_data["topic"]), form.cleaned_data["audience"]
    if topic is None or (audience == Audience.CLASS and not seen.may_address_class):
        return None
    return {"audience": audience, "review": topic.review}


def _mentioned(post: Post) -> dict[str, Any]:
    """Return whom a comment mentions already: they stay mentioned though they may have left the page."""
    rows = {mention.number: mention.enrollment for mention in post.row.mentions.all()}
    return {post.names[number]: person for number, person in rows.items() if person is not None}


def _show(request: CourseRequest, seen: Discussion, **context: Any) -> HttpResponse:
    mine = seen.door.mine
    if mine is not None and mine.reading is None and seen.shows_others:
        Reading.objects.note(enrollment=request.enrollment, paper=seen.paper, now=request.now)
    note_look(seen)
    template = "reviews/_discussion.html" if request.htmx else "reviews/discussion_detail.html"
    on = seen.topic(request.GET["on"]) if "on" in request.GET else None
    context = {
        "paper": seen.paper,
        "seen": seen,
        "topics": seen.talked_of(on),
        "when_open": when_discussed(request.course.reviews_open, mine) if mine else "",
        "on": on,
        "act_key": uuid4().hex,
        "kept": request.GET.get("kept", ""),
        "names": sorted(seen.callable_names(Audience.CLASS)),
        **context,
    }
    return render(request, template, context)


def _after(request: CourseRequest, comment: Comment) -> HttpResponse:
    """Lead to where the comment stands; htmx gets the discussion as it stands now."""
    kept = request.POST.get("act_key", "")
    if request.htmx:
        return _show(request, _seen(request, comment.paper_id), kept=kept)
    page, _, anchor = comment.get_absolute_url().partition("#")
    return redirect(f"{page}?{urlencode({'kept': kept})}#{anchor}" if kept else comment)


def _instant(said: str) -> datetime | None:
    try:
        return parse_datetime(said)
    except ValueError:
        return None
