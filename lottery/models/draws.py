"""The draws of a meeting: numbered, held once, and never deleted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from courseapp.models import (
    Absence,
    AbsenceEvidence,
    Course,
    Enrollment,
    Event,
    NotEnrolledThatDay,
    Source,
    User,
)
from lottery import drawing
from lottery.models.lotteries import Line, Lottery
from lottery.models.outcomes import ASKED, IN_THE_ROOM, NEXT, Outcome
from lottery.models.pools import Pool
from lottery.models.pseudonyms import Pseudonym
from lottery.models.refusals import (
    AlreadyDecided,
    NobodyInThePool,
    NoPassLeft,
    NotAStudentThatDay,
    NotNext,
    ReasonMissing,
)

LINE_KINDS = {Outcome.PENDING: Line.Kind.UNDO, Outcome.VOID: Line.Kind.VOID, Outcome.LATE: Line.Kind.LATE}


class DrawQuerySet(models.QuerySet["Draw"]):
    """Which draws, and how one is held."""

    def of(self, enrollment: Enrollment) -> "DrawQuerySet":
        """Return the draws of one student, the latest first, with their meetings at hand."""
        own = self.filter(pseudonym__enrollment=enrollment).select_related("lottery__meeting__course", "pseudonym")
        return own.defer("lottery__secret").order_by("-held_at", "-number")

    def with_people(self) -> "DrawQuerySet":
        """Add who was drawn."""
        return self.select_related("pseudonym__enrollment__user", "pseudonym__enrollment__course")

    def in_the_room(self, course: Course) -> "DrawQuerySet":
        """Return a course's draws that found somebody in the room, in the order in which they were held."""
        found = self.filter(lottery__meeting__course=course, outcome__in=IN_THE_ROOM)
        return found.select_related("lottery", "pseudonym").defer("lottery__secret").order_by("held_at", "number")

    @transaction.atomic
    def hold(self, lottery: Lottery, number: int, *, now: datetime, by: User | None) -> "Draw":
        """Hold the draw ``number``; the same number once more, or at the same instant, is that same draw.

        Raise NotNext if it is neither held nor the next one, NobodyInThePool if nobody is eligible, LotteryIsClosed,
        PhraseMissing or NoClassToDrawIn if there is nothing to draw in.
        """
        lottery = Lottery.objects.locked(lottery.pk)
        held = lottery.draws.with_people().filter(number=number).first()
        if held is not None:
            return held
        lottery.require_open()
        if number != (next_number := lottery.draws.count() + 1):
            raise NotNext(f"Draw {next_number} comes next: load the page again and draw from there.")
        pool = Pool(lottery)
        if not pool.eligible:
            raise NobodyInThePool("Nobody is in the pool: everyone is absent, excused, on leave or exempt.")
        pool.seat(now)
        shares = pool.shares()
        name = drawing.pick(lottery.seed, lottery.label(number), shares)
        pseudonym = lottery.pseudonyms.select_related("enrollment__user", "enrollment__course").get(name=name)
        draw = self.create(lottery=lottery, number=number, pseudonym=pseudonym, held_at=now, held_by=by)
        lottery.think(0, now=now)
        lottery.append(Line.Kind.DRAW, name, tickets=drawing.tickets_text(shares), now=now, by=by)
        draw.note("draw.held", before={}, now=now, by=by)
        return draw


class Draw(models.Model):
    """One drawing of a lottery and what became of it; its lines in the record tell how."""

    lottery = models.ForeignKey(Lottery, on_delete=models.CASCADE, related_name="draws")
    number = models.PositiveIntegerField()
    pseudonym = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="draws")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    held_at = models.DateTimeField()
    held_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["lottery", "number"], name="one_draw_a_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="draws_count_from_1"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="a_draw_has_a_known_outcome"),
        ]

    def __str__(self) -> str:
        return f"Draw {self.number}"

    @property
    def enrollment(self) -> Enrollment | None:
        """Who was drawn; None once the person is erased."""
        return self.pseudonym.enrollment

    @property
    def may_become(self) -> tuple[Outcome, ...]:
        """What can be said of the draw now."""
        return NEXT[self.outcome]

    @property
    def is_shown(self) -> bool:
        """Whether the room sees the name: it does not where the student is absent or excused, or the draw void."""
        return self.outcome in ASKED

    @transaction.atomic
    def decide(self, outcome: Outcome, *, reason: str = "", now: datetime, by: User | None) -> "Draw":
        """Say what became of the draw: a line of the record, and an absence where there is one.

        The same outcome once more changes nothing. Raise AlreadyDecided if ``outcome`` does not follow from what was
        said before, ReasonMissing if a void or an undo has no reason, NoPassLeft if the term's passes are used.
        """
        lottery = Lottery.objects.locked(self.lottery_id)
        draw = lottery.draws.with_people().get(pk=self.pk)
        if draw.outcome == outcome:
            return draw
        draw._require(outcome, reason)
        before = Outcome(draw.outcome)
        draw.outcome, draw.decided_at, draw.decided_by = outcome, now, by
        draw.save(update_fields=["outcome", "decided_at", "decided_by"])
        draw._keep_presence(before, reason, now=now, by=by)
        kind = LINE_KINDS.get(outcome, Line.Kind.OUTCOME)
        words = outcome.value if kind is Line.Kind.OUTCOME else reason or outcome.label.lower()
        lottery.append(kind, draw.pseudonym.name, reason=f"draw {draw.number}: {words}", now=now, by=by)
        draw.note("draw.decided", before={"outcome": before}, reason=reason, now=now, by=by)
        return draw

    def note(self, kind: str, *, before: dict[str, str], reason: str = "", now: datetime, by: User | None) -> Event:
        """Write an event about this draw; call it in the transaction of the change."""
        return Event.objects.record(
            course=self.lottery.meeting.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            before=before, after={"number": self.number, "outcome": self.outcome}, reason=reason,
            part=self.lottery.meeting.part,
        )  # fmt: skip

    def _require(self, outcome: Outcome, reason: str) -> None:
        """Raise LotteryRefusal unless ``outcome`` may follow."""
        if outcome not in self.may_become:
            said = self.get_outcome_display().lower()
            raise AlreadyDecided(f"Draw {self.number} is {said}: undo that first, with a reason, and then say it anew.")
        if outcome in (Outcome.VOID, Outcome.PENDING) and not reason:
            raise ReasonMissing("Give a reason: it stands in the record that the class can read.")
        if outcome == Outcome.PASSED and self.enrollment is not None:
            used = Draw.objects.of(self.enrollment).filter(outcome=Outcome.PASSED).count()
            if used >= (allowed := self.lottery.meeting.course.passes_allowed):
                raise NoPassLeft(f"No pass is left: the course allows {allowed} a term. The draw is still pending.")

    def _keep_presence(self, before: Outcome, reason: str, *, now: datetime, by: User | None) -> None:
        """Note the absence of an absent pick, and withdraw the note when the pick is absent no longer."""
        if self.enrollment is None:
            return
        if self.outcome == Outcome.ABSENT:
            self._note_absence(self.enrollment, reason, now=now, by=by)
        elif before == Outcome.ABSENT:
            evidence = AbsenceEvidence.objects.filter(
                absence__meeting=self.lottery.meeting, absence__enrollment=self.enrollment,
                source=Source.DRAW, reference=self._reference, withdrawn_at=None,
            )  # fmt: skip
            for piece in evidence:
                piece.withdraw(now=now, by=by, reason=reason or "Arrived late.")

    def _note_absence(self, enrollment: Enrollment, note: str, *, now: datetime, by: User | None) -> None:
        try:
            Absence.objects.add_evidence(
                meeting=self.lottery.meeting, enrollment=enrollment, source=Source.DRAW, reference=self._reference,
                note=note, now=now, by=by,
            )  # fmt: skip
        except NotEnrolledThatDay as refusal:
            sentence = "The person drawn is not a student on the day of the meeting any more: make the draw void."
            raise NotAStudentThatDay(sentence) from refusal

    @property
    def _reference(self) -> str:
        """The draw's name in the evidence of an absence."""
        return f"draw {self.number}"


def on_stage(draws: Sequence[Draw]) -> Draw | None:
    """Return the draw that the room is at: the first that is pending, else the last one, if there is any."""
    last = draws[-1] if draws else None
    return next((draw for draw in draws if draw.outcome == Outcome.PENDING), last)
