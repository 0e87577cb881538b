"""The question board: what a meeting's questions are, what became of each, and who would ask it, too."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from courseapp.models import Enrollment, Meeting, Stamp, User
from reviews.models.papers import Paper
from reviews.models.reviews import Review


class QuestionQuerySet(models.QuerySet["Question"]):
    """Which cards, and how one comes to be."""

    @transaction.atomic
    def add(self, *, meeting: Meeting, text: str, now: datetime, by: User | None, is_held: bool = False) -> "Question":
        """Put a question of the staff's own on the board; ``is_held``: until it is shown or asked, for them alone."""
        part = held_part_of(meeting.pk) if is_held else part_of(meeting.pk)
        Stamp.objects.bump(meeting.course_id, part)
        return self.create(meeting=meeting, text=text, added_at=now, added_by=by, held_at=now if is_held else None)

    def stored(self, card: "Question", *, now: datetime) -> "Question":
        """Return the row that keeps what becomes of a review's question, stored at need.

        Its text stays empty: the review says it, as its readers may read it.
        """
        if card.pk is not None:
            return card
        values = {"meeting": card.meeting, "paper": card.paper, "added_at": now}
        return self.get_or_create(review=card.review, defaults=values)[0]

    @transaction.atomic
    def arrange(self, cards: Sequence["Question"], *, now: datetime) -> None:
        """Keep this order; the rows that are not stored yet are. Call it with the meeting locked."""
        rows = [self.stored(card, now=now) for card in cards]
        for place, row in enumerate(rows, start=1):
            row.position = place
        Question.objects.bulk_update(rows, ["position"])
        for meeting in {row.meeting_id: row.meeting for row in rows}.values():
            Stamp.objects.bump(meeting.course_id, part_of(meeting.pk))

    @transaction.atomic
    def group(self, cards: Sequence["Question"], *, now: datetime) -> "Question":
        """Let the first card lead the others, with whatever these led; return it."""
        head, *others = [self.stored(card, now=now) for card in cards]
        head.leader = None
        head.save(update_fields=["leader"])
        keys = [one.pk for one in others]
        self.filter(Q(pk__in=keys) | Q(leader__in=keys)).exclude(pk=head.pk).update(leader=head)
        Unlike.objects.filter(one__in=[head.pk, *keys], other__in=[head.pk, *keys]).delete()
        head.bump()
        return head

    @transaction.atomic
    def set_apart(self, cards: Sequence["Question"], *, now: datetime) -> None:
        """Keep that staff find each of these another question than the others: they are not suggested again."""
        keys = sorted(self.stored(card, now=now).pk for card in cards)
        pairs = [Unlike(one_id=one, other_id=other) for at, one in enumerate(keys) for other in keys[at + 1 :]]
        Unlike.objects.bulk_create(pairs, ignore_conflicts=True)

    @transaction.atomic
    def project(self, meeting: Meeting, cards: Sequence["Question"], *, now: datetime) -> None:
        """Show these cards to the room, and no others; what was held back is shown to the class by it."""
        keys = [self.stored(card, now=now).pk for card in cards]
        of_meeting = self.filter(meeting=meeting)
        of_meeting.exclude(pk__in=keys).exclude(projected_at=None).update(projected_at=None)
        of_meeting.filter(pk__in=keys).update(projected_at=now, held_at=None)
        Stamp.objects.bump(meeting.course_id, part_of(meeting.pk))


def part_of(meeting: int) -> str:
    """Return the part of a course that a meeting's board is."""
    return f"board:{meeting}"


def held_part_of(meeting: int) -> str:
    """Return the part of a course that the cards of a meeting are which staff hold back: others hear nothing of it."""
    return f"board-held:{meeting}"


class Question(models.Model):
    """A card on a meeting's board: a student's question for class, or one that staff add.

    ``position`` is its place once staff have ordered the board, 0 before. ``leader`` is the card that says nearly the
    same and stands for it, which itself has none. ``held_at``: staff keep it to themselves until it is shown or asked.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    review = models.OneToOneField(Review, null=True, blank=True, on_delete=models.CASCADE, related_name="question")
    leader = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="led")
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    added_at = models.DateTimeField()
    position = models.PositiveSmallIntegerField(default=0)
    starred_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    projected_at = models.DateTimeField(null=True, blank=True, help_text="Since when the room sees it.")
    held_at = models.DateTimeField(null=True, blank=True)
    named_at = models.DateTimeField(null=True, blank=True, help_text="When its author agreed to be named.")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(review__isnull=False) | ~Q(text=""), name="a_question_says_something"),
            models.CheckConstraint(condition=~Q(leader=models.F("id")), name="a_question_does_not_lead_itself"),
        ]

    def __str__(self) -> str:
        return self.text[:80] or f"The question of {self.review}"

    def bump(self) -> None:
        """Say that the board has changed; in the transaction of the change."""
        Stamp.objects.bump(self.meeting.course_id, part_of(self.meeting_id))

    @transaction.atomic
    def note(self, what: str, at: datetime | None) -> None:
        """Say when it was ``starred``, ``asked`` or its author ``named``; None takes it back.

        What is asked is held back no more, and so is the whole group that it leads.
        """
        setattr(self, f"{what}_at", at)
        self.save(update_fields=[f"{what}_at"])
        if what == "asked":
            self.led.update(asked_at=at)
        if what == "asked" and at is not None:
            Question.objects.filter(Q(pk=self.pk) | Q(leader=self)).update(held_at=None)
        self.bump()

    @transaction.atomic
    def leave_group(self) -> None:
        """Stand alone: out of the group that another leads, or, leading one, leaving it to the next card."""
        following = self.led.order_by("position", "pk").first()
        if following is not None:
            following.leader = None
            following.save(update_fields=["leader"])
            self.led.update(leader=following)
        if self.leader_id is not None:
            self.leader = None
            self.save(update_fields=["leader"])
        self.bump()

    @transaction.atomic
    def support(self, *, by: Enrollment, now: datetime, wants: bool = True) -> None:
        """Keep that a student would ask this, too, once however often they say so; or take it back."""
        if wants:
            self.supports.get_or_create(enrollment=by, defaults={"at": now})
        else:
            self.supports.filter(enrollment=by).delete()
        self.bump()


class Support(models.Model):
    """That a student would ask a question, too. Counts are for all to see, names for nobody."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="supports")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="supports")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "enrollment"], name="one_support_a_person")]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.question}"


class Unlike(models.Model):
    """That staff find two cards to be different questions, however alike their words; ``one`` has the smaller key."""

    one = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_verdict_a_pair_of_questions")]

    def __str__(self) -> str:
        return f"{self.one} is not {self.other}"
