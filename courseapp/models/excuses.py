"""What a student and the staff say of an absence afterwards: a thread that stays."""

from datetime import datetime

from django.db import models, transaction
from django.utils.text import Truncator

from courseapp.models.append_only import AppendOnly, AppendOnlyQuerySet
from courseapp.models.courses import Course
from courseapp.models.people import User
from courseapp.models.presence import Absence

LONGEST_REASON = 300  # characters of an answer that the excusal itself keeps; the thread has all


class ExcuseWordQuerySet(AppendOnlyQuerySet["ExcuseWord"]):
    """What was said, and which absences wait for an answer."""

    def of(self, course: Course) -> "ExcuseWordQuerySet":
        """Return what was said of one course's absences."""
        return self.filter(absence__meeting__course=course)

    def waiting(self) -> "ExcuseWordQuerySet":
        """Return the last words of the threads in which a student spoke last and the absence is not excused."""
        later = self.model._default_manager.filter(absence=models.OuterRef("absence"), pk__gt=models.OuterRef("pk"))
        return self.filter(~models.Exists(later), by=models.F("absence__enrollment__user"), absence__excused_at=None)

    @transaction.atomic
    def ask(self, absence: Absence, *, text: str, act_key: str, now: datetime) -> "ExcuseWord":
        """Say, as the student who was absent, why it should be excused; the same form sent twice says it once."""
        return self._say(absence, text=text, act_key=act_key, now=now, by=absence.enrollment.user)

    @transaction.atomic
    def answer(
        self, absence: Absence, *, text: str, act_key: str, now: datetime, by: User, is_excused: bool
    ) -> "ExcuseWord":
        """Answer as staff: excuse the absence, or let it cost what it costs; sent twice it answers once."""
        said = self._say(absence, text=text, act_key=act_key, now=now, by=by)
        absence = Absence.objects.select_for_update().get(pk=absence.pk)
        if is_excused and not absence.is_excused:
            absence.excuse(now=now, by=by, reason=Truncator(text).chars(LONGEST_REASON))
        return said

    def _say(self, absence: Absence, *, text: str, act_key: str, now: datetime, by: User) -> "ExcuseWord":
        Absence.objects.select_for_update().get(pk=absence.pk)
        before = self.filter(absence=absence, act_key=act_key).first()
        if before is not None:
            return before
        said = self.create(absence=absence, text=text, act_key=act_key, at=now, by=by)
        absence.record("absence.talked_of", now=now, by=by, after={})
        return said


class ExcuseWord(AppendOnly):
    """One thing that was said of an absence: by its student, or by the staff. Read by these alone."""

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="words")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    act_key = models.CharField(max_length=64)

    objects = ExcuseWordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["absence", "act_key"], name="one_word_an_act")]

    def __str__(self) -> str:
        return f"{self.by} on {self.absence}"
