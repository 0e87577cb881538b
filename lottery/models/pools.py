"""Who is in a meeting's draws, read from the rows: the input of the rules in ``lottery.tickets``."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from courseapp.models import Absence, Enrollment, Exemption
from lottery import tickets
from lottery.models.by_hand import HandPick
from lottery.models.lotteries import Lottery
from lottery.models.pseudonyms import Pseudonym
from lottery.tickets import Part, Standing

# Who was marked absent at one meeting, by enrollment, and whether it is excused.
Absentees = Mapping[int, bool]


@dataclass(eq=False)
class Place:
    """One student enrolled on the meeting's day, as its next draw finds them.

    ``out_because`` is empty for the eligible; ``raised`` counts the whole term, ``rise`` is this meeting's part of
    it; ``chance`` is 0 … 1; ``pseudonym`` is None until a draw deals it.
    """

    enrollment: Enrollment
    out_because: str = ""
    asked: int = 0
    asked_here: int = 0
    raised: int = 0
    rise: int = 0
    history: list[Part] = field(default_factory=list)
    pseudonym: Any = None
    is_overdue: bool = False
    tickets: int = 0
    chance: Fraction = Fraction(0)

    @property
    def seated_at(self) -> datetime | None:
        """When a draw of this meeting first had the student in its pool."""
        return self.pseudonym.seated_at if self.pseudonym else None

    @property
    def standing(self) -> Standing:
        """What the rule may know of the student."""
        return Standing(self.asked + self.raised, self.asked_here, self.is_overdue)

    @property
    def count_before(self) -> int:
        """The student's count as it was before this meeting's draws."""
        return self.asked + self.raised - self.asked_here

    def take(self, seat: Any) -> None:
        """Add the turns and the rise of one meeting."""
        self.asked += seat.turns
        self.raised += seat.raised_by

    def sit(self, seat: Any, by_hand: int) -> None:
        """Take the place that an earlier draw of this meeting gave, if one did, and turns given by hand."""
        if seat:
            self.take(seat)
            self.pseudonym, self.asked_here, self.is_overdue = seat, seat.turns, seat.is_overdue
        self.asked += by_hand
        self.asked_here += by_hand


class Pool:
    """The students of a meeting's day, and their tickets in its next draw; always six queries."""

    def __init__(self, lottery: Lottery) -> None:
        self.lottery, self.meeting, self.course = lottery, lottery.meeting, lottery.meeting.course
        enrolled = self.course.enrollments.students().on(self.meeting.day).by_name()
        self.places = {enrollment.pk: Place(enrollment) for enrollment in enrolled}
        self._met_at: dict[int, datetime] = {}  # meetings at which somebody was in the pool, or picked
        absentees = self._absentees()
        seats, by_hand = self._seats(), self._by_hand()
        for meeting, _ in sorted(self._met_at.items(), key=lambda item: item[1]):
            if meeting != self.meeting.pk:
                self._remember(seats[meeting], absentees[meeting], by_hand[meeting])
        for pk, place in self.places.items():
            place.sit(seats[self.meeting.pk].get(pk), by_hand[self.meeting.pk][pk])
        here = seats[self.meeting.pk]
        self._leave_out(set(absentees[self.meeting.pk]), {pk for pk, seat in here.items() if seat.excusals})
        self._welcome()
        self._give_tickets()

    @property
    def eligible(self) -> list[Place]:
        """Who can be drawn in this meeting, at once or when the others have had their turn."""
        return [place for place in self.places.values() if not place.out_because]

    @property
    def outside(self) -> list[Place]:
        """Who cannot be drawn; the reason is for staff alone."""
        return [place for place in self.places.values() if place.out_because]

    @property
    def arriving(self) -> list[Place]:
        """The eligible whom no draw of this meeting has had in its pool; before draw 1, all of them."""
        return [place for place in self.eligible if place.seated_at is None]

    def shares(self) -> dict[str, int]:
        """Return the tickets by pseudonym; everybody must be seated."""
        return {place.pseudonym.name: place.tickets for place in self.eligible if place.tickets}

    def seat(self, now: datetime) -> None:
        """Deal the pseudonyms that are missing, and keep what each arriving student comes in with.

        Call it on a ``locked`` lottery, in the transaction of the draw.
        """
        unnamed = [place for place in self.places.values() if place.pseudonym is None]
        known = [place.pseudonym for place in self.arriving if place.pseudonym]
        names = self.lottery.deal(place.enrollment.uuid for place in unnamed)
        for place in unnamed:
            name = names[place.enrollment.uuid]
            place.pseudonym = Pseudonym(lottery=self.lottery, enrollment=place.enrollment, name=name)
        for place in self.arriving:
            place.pseudonym.raised_by, place.pseudonym.is_overdue = place.rise, place.is_overdue
            place.pseudonym.seated_at = now
        Pseudonym.objects.bulk_update(known, ["seated_at", "raised_by", "is_overdue"])
        Pseudonym.objects.bulk_create(place.pseudonym for place in unnamed)

    def _absentees(self) -> dict[int, dict[int, bool]]:
        """Return who was marked absent, by meeting."""
        rows = Absence.objects.standing().filter(meeting__course=self.course)
        absentees: dict[int, dict[int, bool]] = defaultdict(dict)
        for meeting, enrollment, excused_at in rows.values_list("meeting", "enrollment", "excused_at"):
            absentees[meeting][enrollment] = excused_at is not None
        return absentees

    def _seats(self) -> dict[int, dict[int, Any]]:
        """Return the pseudonyms of the term with their turns, by meeting and enrollment, the oldest meeting first."""
        seats: dict[int, dict[int, Any]] = defaultdict(dict)
        seat: Any  # a Pseudonym with what with_turns() adds
        for seat in Pseudonym.objects.of(self.course).exclude(enrollment=None).with_turns():
            seats[seat.meeting_pk][seat.enrollment_id] = seat
            self._met_at[seat.meeting_pk] = seat.met_at
        return seats

    def _by_hand(self) -> dict[int, Counter[int]]:
        """Return the turns that were given by hand, by meeting and enrollment."""
        turns: dict[int, Counter[int]] = defaultdict(Counter)
        rows = HandPick.objects.turns(self.course).values_list("meeting", "enrollment", "meeting__starts_at")
        for meeting, enrollment, met_at in rows:
            turns[meeting][enrollment] += 1
            self._met_at[meeting] = met_at
        return turns

    def _remember(self, seats: Mapping[int, Any], absentees: Absentees, by_hand: Counter[int]) -> None:
        """Add one earlier meeting; one without draws that count is part of the history of who was picked by hand."""
        held_draws = any(seat.draws_that_count for seat in seats.values())
        for pk, place in self.places.items():
            seat = seats.get(pk)
            if seat:
                place.take(seat)
            place.asked += by_hand[pk]
            if by_hand[pk]:
                place.history.append(Part.ASKED)
            elif held_draws:
                place.history.append(_part(seat, absentees.get(pk)))

    def _leave_out(self, absent: set[int], excused: set[int]) -> None:
        """Say who is not eligible, and why."""
        exempt = set(Exemption.objects.of(self.course).on(self.meeting.day).values_list("enrollment", flat=True))
        on_leave = set(self.meeting.leaves.accepted().values_list("enrollment", flat=True))
        reasons = [("exempt", exempt), ("on leave", on_leave), ("absent", absent), ("excused", excused)]
        for pk, place in self.places.items():
            place.out_because = next((reason for reason, out in reasons if pk in out), "")

    def _welcome(self) -> None:
        """Raise the counts of those who come from outside, and before draw 1 find the overdue."""
        places, arriving = self.places, {place.enrollment.pk: place for place in self.arriving}
        opened = min((place.seated_at for place in places.values() if place.seated_at), default=None)
        counts = {pk: place.count_before for pk, place in places.items() if opened and place.seated_at == opened}
        counts |= {pk: place.count_before for pk, place in arriving.items()}
        returning = {pk for pk, place in arriving.items() if tickets.is_returning(place.history)}
        for pk, rise in tickets.raises(counts, returning).items():
            places[pk].rise, places[pk].raised = rise, places[pk].raised + rise
        if opened is None:
            histories = {pk: place.history for pk, place in arriving.items()}
            for pk in tickets.overdue(histories, self.lottery.planned):
                places[pk].is_overdue = True

    def _give_tickets(self) -> None:
        """Let the rule give each eligible student tickets and a chance."""
        shares = tickets.tickets({place: place.standing for place in self.eligible})
        total = sum(shares.values())
        for place, share in shares.items():
            place.tickets, place.chance = share, Fraction(share, total)


def _part(seat: Any, excused: bool | None) -> Part:
    """Return what a meeting was to a student: their seat in it, and their absence, excused or not, if there is one."""
    if seat is None or seat.seated_at is None:
        return Part.MISSED if excused is False else Part.AWAY
    if seat.turns:
        return Part.ASKED
    return Part.ABSENT if excused is not None or seat.excusals else Part.WAITED
