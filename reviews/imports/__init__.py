"""Bring a HotCRP into a course: first the plan, row by row, then all of it or nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from courseapp import imports as roster_imports
from courseapp.models import Course, Enrollment, User
from reviews.hotcrp.choices import Choices
from reviews.hotcrp.gathered import WHOLE
from reviews.hotcrp.sources import Export, Trouble
from reviews.imports import papers as paper_plans
from reviews.imports.carried import carry_out
from reviews.imports.form import FormPlan, plan_form
from reviews.imports.lines import BLOCKING, WORK, Line, Section, Verdict, sections
from reviews.imports.papers import PaperPlan, plan_papers
from reviews.imports.people import PeoplePlan, plan_people
from reviews.imports.texts import Desk, TextPlan, missing, plan_texts
from reviews.models import Review

__all__ = ["Line", "Plan", "PlanHasChanged", "PlanIsBlocked", "Section", "Verdict", "apply", "plan"]


class PlanIsBlocked(Exception):
    """Some row can't be applied, so none is."""


class PlanHasChanged(Exception):
    """The course is no longer as it was when the plan was shown."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import does to a course; the report is its ``sections``."""

    people: PeoplePlan
    form: FormPlan
    papers: Mapping[int, PaperPlan]
    texts: list[TextPlan]
    sections: list[Section]

    @property
    def lines(self) -> list[Line]:
        """All lines of the report."""
        return [line for section in self.sections for line in section.lines]

    @property
    def is_blocked(self) -> bool:
        """Whether a row is in error or ambiguous, so that nothing may be applied."""
        return any(line.verdict in BLOCKING for line in self.lines)

    @property
    def has_work(self) -> bool:
        """Whether anything would be added or changed."""
        return any(line.verdict in WORK for line in self.lines)

    @property
    def told(self) -> str:
        """How many rows of what come to what: “people: 3 added; reviews: 2 added”."""
        return "; ".join(f"{section.plural}: {section.told}" for section in self.sections)

    @property
    def fingerprint(self) -> str:
        """A short text that differs where another plan does other things; when it is read does not matter."""
        acts = [(line.verdict, line.noun, line.name, line.where) for line in self.lines]
        return hashlib.sha256(repr(acts).encode()).hexdigest()[:32]


def plan(course: Course, export: Export, choices: Choices, *, editor: Enrollment | None, now: datetime) -> Plan:
    """Return what an import would do; it writes nothing, and takes the same queries for any number of reviews.

    ``editor`` is None at the command line, which may do everything.
    """
    people = plan_people(course, export, choices, editor=editor)
    form = plan_form(course, export, choices)
    papers = plan_papers(course, export, choices)
    texts = plan_texts(Desk(course, export, choices, form, papers, people, now))
    lines = [
        *(_trouble(each, Verdict.ERROR) for each in export.troubles),
        *(_trouble(each, Verdict.LEFT) for each in export.unread),
        *people.lines(has_roster=bool(export.rosters)),
        *form.lines(),
        *paper_plans.lines(course, dict(papers)),
        *(each.line for each in texts),
        *missing(papers, texts),
    ]
    return Plan(people, form, papers, texts, sections(lines))


def _trouble(trouble: Trouble, verdict: Verdict) -> Line:
    where = f"{trouble.file} {trouble.at}" if trouble.at != WHOLE else ""
    return Line(verdict, "file", trouble.file, where, trouble.sentence)


def apply(
    course: Course, export: Export, choices: Choices, *, editor: Enrollment | None, now: datetime,
    fingerprint: str | None = None,
) -> Plan:  # fmt: skip
    """Do all that the plan says, or nothing; return the plan.

    Raise PlanIsBlocked if a row can't be applied, PlanHasChanged if the plan is no longer the one of ``fingerprint``.
    """
    try:
        return _apply(course, export, choices, editor=editor, now=now, fingerprint=fingerprint)
    except IntegrityError as wrong:
        raise PlanHasChanged("Somebody wrote in this course at the same moment. Look at the preview again.") from wrong
    except roster_imports.PlanIsBlocked as wrong:
        raise PlanIsBlocked(str(wrong)) from wrong


@transaction.atomic
def _apply(
    course: Course, export: Export, choices: Choices, *, editor: Enrollment | None, now: datetime,
    fingerprint: str | None,
) -> Plan:  # fmt: skip
    Course.objects.select_for_update().get(pk=course.pk)
    list(Review.objects.select_for_update().filter(paper__course=course).values_list("pk"))
    made = plan(course, export, choices, editor=editor, now=now)
    if fingerprint is not None and fingerprint != made.fingerprint:
        raise PlanHasChanged("Somebody changed this course meanwhile. Look at the preview once more.")
    if made.is_blocked:
        raise PlanIsBlocked("Some rows can’t be read or applied, so nothing was done. See to them first.")
    by: User | None = editor.user if editor else None
    people = made.people
    if people.plan.has_work:
        roster_imports.apply(course, people.roster, began_on=course.starts_on, editor=editor, now=now)
    carry_out(course, made.form, made.papers, made.texts, now=now, by=by)
    return made
