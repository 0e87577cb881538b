"""How the write-ups of a course stand and what they were awarded: what a grade rests on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from courseapp.models import Course, Enrollment
from writeups.models import Brief, LateAcceptance, Membership, Team, WriteUp, WriteUpMark
from writeups.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Result:
    """One student's write-up: the task, the team, how it stands, and the rows behind that."""

    enrollment: Enrollment
    brief: Brief
    team: Team | None
    standing: Standing
    is_past_cut_off: bool
    counted: WriteUp | None = None
    """The version that counts; its text is not loaded."""
    acceptance: LateAcceptance | None = None
    """Why a late version counts."""
    mark: WriteUpMark | None = None
    """The student's own mark, else the team's, released or not; None while there is none."""
    released_at: datetime | None = None
    """When the course's marks were released; None if they are not."""

    @property
    def is_handed_in(self) -> bool:
        """Whether a version counts."""
        return self.counted is not None

    @property
    def released_mark(self) -> WriteUpMark | None:
        """The mark, if its student may know it."""
        return self.mark if self.released_at is not None else None


def results(course: Course, now: datetime, *, enrollments: Iterable[Enrollment] | None = None) -> dict[int, Result]:
    """Return a result for every student as it is at ``now``, keyed by the enrollment's primary key.

    All students of the course unless fewer are given; empty if the course has no write-up. At most
    five queries, and one more for students that are not given.
    """
    brief = Brief.objects.select_related("course", "release__by").filter(course=course).first()
    if brief is None:
        return {}
    students = list(course.enrollments.students().by_name() if enrollments is None else enrollments)
    places = Membership.objects.filter(enrollment__in=students, joined_at__lte=now).exclude(left_at__lte=now)
    teams = {place.enrollment_id: place.team for place in places.select_related("team")}
    work = _Work.of({team.pk for team in teams.values()}, now)
    return {student.pk: _result(student, brief, teams.get(student.pk), work, now) for student in students}


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team on the staff's list: its members' results, which share one standing."""

    team: Team
    members: list[Result]

    @property
    def shared(self) -> Result:
        """The result of any member: team, standing and counted version are the same for all."""
        return self.members[0]

    @property
    def has_mark_of_its_own(self) -> bool:
        """Whether a member's mark differs from the team's."""
        return any(one.mark and one.mark.enrollment_id for one in self.members)


@dataclass(frozen=True, slots=True)
class Overview:
    """The write-ups of a course as staff see them."""

    teams: list[TeamRow]
    alone: list[Enrollment]
    """Students who have handed nothing in and are in no team."""


def overview(course: Course, now: datetime) -> Overview:
    """Return the teams by their first member's name, and who is in none; at most six queries."""
    found = results(course, now)
    rows: dict[int, TeamRow] = {}
    for one in found.values():
        if one.team is not None:
            rows.setdefault(one.team.pk, TeamRow(one.team, [])).members.append(one)
    return Overview(list(rows.values()), [one.enrollment for one in found.values() if one.team is None])


@dataclass(frozen=True, slots=True)
class _Work:
    """What some teams handed in and what staff said of it, by the team's primary key."""

    versions: dict[int, list[WriteUp]]
    acceptances: dict[int, dict[int, LateAcceptance]]
    """By the team, then by the version's number."""
    marks: dict[tuple[int, int | None], WriteUpMark]
    """The last mark of a team, or of one of its members."""

    @classmethod
    def of(cls, teams: set[int], now: datetime) -> "_Work":
        """Read three tables, a query each."""
        versions: dict[int, list[WriteUp]] = defaultdict(list)
        rows = WriteUp.objects.filter(team__in=teams, handed_in_at__lte=now).defer("body")
        for version in rows.select_related("handed_in_by"):
            versions[version.team_id].append(version)
        acceptances: dict[int, dict[int, LateAcceptance]] = defaultdict(dict)
        said = LateAcceptance.objects.filter(writeup__team__in=teams, at__lte=now).exclude(withdrawn_at__lte=now)
        for one in said.select_related("by").defer("writeup__body").select_related("writeup"):
            acceptances[one.writeup.team_id][one.writeup.number] = one
        marks = WriteUpMark.objects.filter(team__in=teams, at__lte=now).select_related("by")
        return cls(versions, acceptances, {(mark.team_id, mark.enrollment_id): mark for mark in marks})


def _result(student: Enrollment, brief: Brief, team: Team | None, work: _Work, now: datetime) -> Result:
    key = team.pk if team else 0
    versions, acceptances = work.versions.get(key, []), work.acceptances.get(key, {})
    stands = standing([version.as_version() for version in versions], brief.cut_off, acceptances)
    number = stands.counted.number if stands.counted else None
    release = getattr(brief, "release", None)
    return Result(
        enrollment=student,
        brief=brief,
        team=team,
        standing=stands,
        is_past_cut_off=now > brief.cut_off,
        counted=next((version for version in versions if version.number == number), None),
        acceptance=acceptances.get(number) if number else None,
        mark=work.marks.get((key, student.pk)) or work.marks.get((key, None)),
        released_at=release.at if release is not None and release.at <= now else None,
    )
