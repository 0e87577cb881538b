"""The people of a HotCRP: those of its users CSV, and whoever wrote a review."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from courseapp import imports, roster
from courseapp.models import Course, Enrollment, User
from courseapp.roles import Role
from reviews.hotcrp.choices import LEAVE_OUT, Choices
from reviews.hotcrp.sources import Export, SourceReview
from reviews.imports.lines import Line, Verdict

VERDICTS = {
    imports.Verdict.ADDED: Verdict.ADDED,
    imports.Verdict.CHANGED: Verdict.CHANGED,
    imports.Verdict.UNCHANGED: Verdict.UNCHANGED,
    imports.Verdict.AMBIGUOUS: Verdict.AMBIGUOUS,
    imports.Verdict.ERROR: Verdict.ERROR,
}


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a review: their place in the course, None for one to come, and their role."""

    name: str
    role: str
    place: Enrollment | None = None


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """The roster that will be applied, what it comes to, and the authors of reviews by address."""

    roster: roster.Roster
    plan: imports.Plan
    authors: dict[str, Author]
    where: dict[str, str]  # address: file and line

    def lines(self, *, has_roster: bool) -> Iterator[Line]:
        """Give the report's lines; who wrote a review and is here already is not named again."""
        for line in self.plan.lines:
            if line.row.line or line.verdict != imports.Verdict.UNCHANGED:
                words = "; ".join([*line.wording, *line.remarks])
                name = f"{line.name} <{line.row.email}>" if line.row.email else line.name or "–"
                yield Line(VERDICTS[line.verdict], "person", name, self.where.get(line.row.email, ""), words)
        for place in self.plan.missing if has_roster else []:
            words = "in the course, but not in the file: stays"
            yield Line(Verdict.MISSING, "person", f"{place.name} <{place.user.email}>", "", words)


def address_of(review: SourceReview, choices: Choices) -> str:
    """Return whose review it is: what staff chose, else what the file says; empty if nobody knows."""
    return choices.of_reviewer(review.label, review.name) or review.email


def plan_people(course: Course, export: Export, choices: Choices, *, editor: Enrollment | None) -> PeoplePlan:
    """Return who would be added; nobody's role is changed, and who comes anew is in it from the first day."""
    rows, where = _rows(export)
    addresses = {row.email for row in rows if row.email}
    writers = {
        address: review
        for review in export.reviews
        if (address := address_of(review, choices)) not in (LEAVE_OUT, "") and address not in addresses
    }
    found = User.objects.by_address([*addresses, *writers])
    named = {found[address].pk for address in addresses if address in found}
    for address, review in writers.items():
        if address in found and found[address].pk in named:
            continue  # the same person as in the users CSV, by another address
        role = "assistant" if export.log and address in export.log.chairs else ""
        rows.append(roster.Row(line=0, email=address, name=review.name, role=role))
        where[address] = f"{review.file} {review.at}"
    enrolled = set(course.enrollments.values_list("user", flat=True))
    rows = [replace(row, role="") if row.email in found and found[row.email].pk in enrolled else row for row in rows]
    people = roster.Roster(rows, [header for each in export.rosters.values() for header in each.unread])
    made = imports.plan(course, people, began_on=course.starts_on, editor=editor)
    return PeoplePlan(people, made, _authors(made, found), where)


def _rows(export: Export) -> tuple[list[roster.Row], dict[str, str]]:
    """Return the rows of all users CSVs, a person of two files in error, and where each stands."""
    rows, where = list[roster.Row](), dict[str, str]()
    for file, each in export.rosters.items():
        for row in each.rows:
            if row.email in where and file not in where[row.email]:
                problem = f"{where[row.email]} names this person, too. Remove one of the two."
                row = replace(row, problems=(*row.problems, problem))
            where.setdefault(row.email, f"{file} line {row.line}")
            rows.append(row)
    return rows, where


def _authors(plan: imports.Plan, found: dict[str, User]) -> dict[str, Author]:
    by_person = {line.person.pk: line for line in plan.lines if line.person}
    authors = {line.row.email: _author(line) for line in plan.lines if line.row.email}
    return authors | {
        address: _author(by_person[person.pk]) for address, person in found.items() if person.pk in by_person
    }


def _author(line: imports.Line) -> Author:
    role = line.place.role if line.place else line.changes.get("role", ("", Role.STUDENT.value))[1]
    return Author(line.name, str(role), line.place)
