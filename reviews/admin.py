"""The Django admin of papers and reviews: to be read. Each change goes through its verb, with its event."""

from django.contrib import admin

from courseapp.admin import ReadOnlyAdmin
from reviews.models import (
    Comment,
    CommentVersion,
    Comparison,
    Endorsement,
    Extension,
    Look,
    Mark,
    MarkRelease,
    Mention,
    Paper,
    Question,
    Reading,
    Review,
    ReviewField,
    Revision,
    Similarity,
    Support,
    Unlike,
    Waiver,
)


@admin.register(Paper)
class PaperAdmin(ReadOnlyAdmin):
    """Papers."""

    list_display = ["title", "meeting", "key", "is_required", "due_at"]
    list_select_related = ["meeting"]
    search_fields = ["title", "key", "course__slug"]


@admin.register(ReviewField)
class ReviewFieldAdmin(ReadOnlyAdmin):
    """The questions of review forms."""

    list_display = ["label", "course", "key", "kind", "is_required", "audience", "retired_at"]
    list_select_related = ["course"]
    search_fields = ["label", "key", "course__slug"]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """Reviews."""

    list_display = ["enrollment", "paper", "accepted_at"]
    list_select_related = ["enrollment__user", "paper"]
    search_fields = ["enrollment__user__email", "paper__title"]


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Saved states."""

    list_display = ["review", "number", "saved_at", "words", "is_complete", "is_hand_in", "not_counted_because"]
    list_select_related = ["review__enrollment__user", "review__paper"]
    search_fields = ["review__enrollment__user__email", "review__paper__title"]


@admin.register(Reading, Extension, Waiver)
class AllowanceAdmin(ReadOnlyAdmin):
    """What holds for one student and paper."""

    list_display = ["enrollment", "paper"]
    list_select_related = ["enrollment__user", "paper"]
    search_fields = ["enrollment__user__email", "paper__title"]


@admin.register(Mark)
class MarkAdmin(ReadOnlyAdmin):
    """Marks, each as it was given."""

    list_display = ["at", "review", "symbol", "share", "by"]
    list_select_related = ["review__enrollment__user", "review__paper", "by"]
    search_fields = ["review__enrollment__user__email", "review__paper__title"]


@admin.register(MarkRelease)
class MarkReleaseAdmin(ReadOnlyAdmin):
    """Which papers' marks students see."""

    list_display = ["at", "paper", "by"]
    list_select_related = ["paper", "by"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """Cards of question boards."""

    list_display = ["meeting", "paper", "text", "position", "starred_at", "asked_at", "named_at"]
    list_select_related = ["meeting", "paper"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments, as they now stand."""

    list_display = ["said_at", "author", "paper", "audience", "version", "deleted_at"]
    list_select_related = ["author__user", "paper"]
    search_fields = ["author__user__email", "paper__title"]


@admin.register(CommentVersion)
class CommentVersionAdmin(ReadOnlyAdmin):
    """What comments said."""

    list_display = ["at", "comment", "number"]
    list_select_related = ["comment__author__user", "comment__paper"]


@admin.register(Mention, Endorsement)
class WithCommentAdmin(ReadOnlyAdmin):
    """Whom comments mention, and who of the staff agree."""

    list_display = ["__str__"]
    list_select_related = ["comment__author__user", "comment__paper"]


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    """Who last looked at which discussion, and when."""

    list_display = ["at", "enrollment", "paper"]
    list_select_related = ["enrollment__user", "paper"]


@admin.register(Support)
class SupportAdmin(ReadOnlyAdmin):
    """Who would ask a question, too."""

    list_display = ["at", "enrollment", "question"]
    list_select_related = ["enrollment__user", "question__review__enrollment__user", "question__review__paper"]


@admin.register(Unlike)
class UnlikeAdmin(ReadOnlyAdmin):
    """Which cards staff found to be different questions."""

    list_display = ["one", "other"]
    list_select_related = [
        f"{side}__review__{part}" for side in ("one", "other") for part in ("enrollment__user", "paper")
    ]


@admin.register(Comparison)
class ComparisonAdmin(ReadOnlyAdmin):
    """Which texts were compared with the others of their paper."""

    list_display = ["at", "revision"]
    list_select_related = ["revision__review__enrollment__user", "revision__review__paper"]


@admin.register(Similarity)
class SimilarityAdmin(ReadOnlyAdmin):
    """Which texts are alike."""

    list_display = ["one", "other", "percent"]
    list_select_related = [
        f"{side}__review__{part}" for side in ("one", "other") for part in ("enrollment__user", "paper")
    ]
