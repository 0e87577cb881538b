"""The Django admin: the back door. What history depends on can be read here, and is changed by its own verbs."""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest

from courseapp import clock
from courseapp.models import (
    Absence,
    AbsenceEvidence,
    Announcement,
    Course,
    Enrollment,
    Event,
    ExcuseWord,
    Exemption,
    LastInstructor,
    Leave,
    Material,
    Meeting,
    RollClosing,
    RollMark,
    User,
)

admin.site.site_header = "Courseapp: the back door"
admin.site.site_title = "Courseapp"
admin.site.index_title = "What is stored"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class KeptAdmin(admin.ModelAdmin):
    """Rows that may be changed, never deleted: what people did hangs on them."""

    show_full_result_count = False
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody may."""
        return False


class ReadOnlyAdmin(KeptAdmin):
    """Rows that are to be read: changing one here would leave no trace."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody may."""
        return False


@admin.register(User)
class UserAdmin(KeptAdmin):
    """People; an address is changed by its owner alone, who proves it."""

    list_display = ["email", "name", "last_login", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "last_login", "created_at"]
    readonly_fields = ["last_login", "created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Leave the address of somebody who is there alone."""
        return [*self.readonly_fields, "email"] if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store the person; somebody new has no password and signs in by a code."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        obj.stamp()


@admin.register(Course)
class CourseAdmin(KeptAdmin):
    """Courses; what due times, grades and the lottery depend on is set on the course's own pages."""

    list_display = ["slug", "code", "title", "term", "starts_on", "ends_on", "is_public"]
    search_fields = ["slug", "code", "title"]
    fields = ["slug", "code", "title", "term", "place", "about", "policies", "ai", "is_public", "starts_on", "ends_on"]
    readonly_fields = ["slug", "starts_on", "ends_on"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may: a course comes from its file."""
        return False


@admin.register(Enrollment)
class EnrollmentAdmin(KeptAdmin):
    """Places in courses; a change goes through the place's own verb, with its event."""

    list_display = ["user", "course", "role", "section", "began_on", "ended_on"]
    list_filter = ["role"]
    list_select_related = ["user", "course"]
    search_fields = ["user__email", "user__name", "course__slug", "registrar_id"]
    fields = ["course", "user", "role", "section", "began_on", "ended_on", "registrar_id"]
    readonly_fields = ["course", "user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may: people are added on the course's page of people, or by ``add_person``."""
        return False

    def save_model(self, request: HttpRequest, obj: Enrollment, form: Any, change: bool) -> None:
        """Change the place by its verb, or say why not."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            obj.change(now=clock.now(obj.course), by=cast(User, request.user), reason="in the admin", **fields)
        except LastInstructor as refusal:
            self.message_user(request, str(refusal), messages.ERROR)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The trail."""

    list_display = ["at", "course", "kind", "enrollment", "actor", "reason"]
    list_select_related = ["course", "enrollment__user", "actor"]
    search_fields = ["kind", "enrollment__user__email", "course__slug", "request_id"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """Meetings: to move one moves due times, so it is done on its own page."""

    list_display = ["starts_at", "course", "kind", "topic", "cancelled_at"]
    list_select_related = ["course"]
    search_fields = ["topic", "course__slug"]


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin):
    """Absences."""

    list_display = ["enrollment", "meeting", "excused_at"]
    list_select_related = ["enrollment__user", "meeting"]
    search_fields = ["enrollment__user__email"]


@admin.register(AbsenceEvidence)
class AbsenceEvidenceAdmin(ReadOnlyAdmin):
    """Why we think that somebody was missing."""

    list_display = ["at", "absence", "source", "withdrawn_at"]
    list_select_related = ["absence__enrollment__user", "absence__meeting"]


@admin.register(ExcuseWord)
class ExcuseWordAdmin(ReadOnlyAdmin):
    """That something was said of an absence; what was said is read on its page."""

    list_display = ["at", "absence", "by"]
    list_select_related = ["absence__enrollment__user", "absence__meeting", "by"]
    fields = ["absence", "at", "by"]


@admin.register(RollMark, RollClosing)
class RollAdmin(ReadOnlyAdmin):
    """What roll calls noted."""

    list_display = ["at", "meeting", "by"]
    list_select_related = ["meeting", "by"]


@admin.register(Leave)
class LeaveAdmin(ReadOnlyAdmin):
    """Leaves, decided by staff on their own page."""

    list_display = ["filed_at", "enrollment", "meeting", "decision"]
    list_select_related = ["enrollment__user", "meeting"]


@admin.register(Exemption)
class ExemptionAdmin(ReadOnlyAdmin):
    """Accommodations."""

    list_display = ["enrollment", "begins_on", "ends_on"]
    list_select_related = ["enrollment__user"]


class PublishedAdmin(admin.ModelAdmin):
    """What is published; the sweep notes when."""

    show_full_result_count = False
    search_fields = ["title"]
    readonly_fields = ["published_at"]


@admin.register(Material)
class MaterialAdmin(PublishedAdmin):
    """What belongs to a meeting."""

    list_display = ["title", "kind", "meeting", "publish_at", "published_at"]
    list_select_related = ["meeting"]
    raw_id_fields = ["meeting"]


@admin.register(Announcement)
class AnnouncementAdmin(PublishedAdmin):
    """Notes on a course's page."""

    list_display = ["title", "course", "publish_at", "published_at"]
    list_select_related = ["course"]
    raw_id_fields = ["course", "author"]
