"""HotCRP's files into a course: what the report says, what is stored, and that twice is once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courseapp.models import Course, Enrollment, Event, Meeting, User
from courseapp.roles import Role
from reviews import imports
from reviews.hotcrp.choices import Choices, read_choices
from reviews.hotcrp.gathered import decoded, gather
from reviews.imports import Verdict
from reviews.models import Extension, Paper, Review, ReviewField, Revision
from reviews.standing import State
from reviews.standings import my_cell
from tests import build
from tests.reviews.hotcrp.class_of import HotcrpClass, due, handed_in_at

SAMPLES = Path(__file__).parent / "samples"
FILES = {path.name: decoded(path.read_bytes()) for path in sorted(SAMPLES.iterdir())}
BEST = {name: FILES[name] for name in ("rqc.json", "users.csv", "actionlog.csv", "allrevforms.txt")}
MADE = Choices(new_meetings=True)
NOW = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
UNIX = "The UNIX Time-Sharing System"

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(db: None) -> Course:
    """A course of that term without a form, a meeting or a paper."""
    return build.course("fresh", starts_on=datetime(2027, 1, 4).date(), ends_on=datetime(2027, 4, 30).date())  # noqa: DTZ001


def plan(course: Course, files: dict[str, str], choices: Choices = MADE, now: datetime = NOW) -> imports.Plan:
    return imports.plan(course, gather(files), choices, editor=None, now=now)


def apply(course: Course, files: dict[str, str], choices: Choices = MADE, now: datetime = NOW) -> imports.Plan:
    return imports.apply(course, gather(files), choices, editor=None, now=now)


def verdicts(made: imports.Plan, noun: str) -> dict[str, Verdict]:
    return {line.name: line.verdict for line in made.lines if line.noun == noun}


def words(made: imports.Plan, noun: str) -> str:
    return "\n".join(str(line) for line in made.lines if line.noun == noun)


def counts() -> list[int]:
    kinds: list[Any] = [User, Enrollment, Meeting, Paper, ReviewField, Review, Revision, Event]
    return [kind.objects.count() for kind in kinds]


def changed(text: str, change: Callable[[dict[str, Any]], object]) -> str:
    """Return the JSON after a change."""
    document = json.loads(text)
    change(document)
    return json.dumps(document)


def test_the_samples_come_in_with_their_people_form_papers_and_texts(fresh: Course) -> None:
    apply(fresh, FILES)

    assert {place.name: place.role for place in fresh.enrollments.by_name()} == {
        "Ana Árbol": "student", 'Bob "Bobby" Quote': "student", "Chloe Li": "student", "Instructor Cheng": "assistant",
    }  # fmt: skip
    assert {(f.label, f.kind, f.audience, f.is_required) for f in fresh.review_fields.all()} == {
        ("Overall merit", "score", "class", True), ("Reviewer expertise", "score", "class", True),
        ("Paper summary", "text", "class", False), ("Strengths and weaknesses", "text", "class", True),
        ("Comments for PC", "text", "class", False), ("Discussion question (for class)", "text", "class", False),
        ("Topics liked", "checkboxes", "class", False), ("Read fully?", "checkboxes", "staff", False),
    }  # fmt: skip
    unix = Paper.objects.get(course=fresh, hotcrp_pid=1)
    assert (unix.title, unix.authors) == (UNIX, "Dennis Ritchie, Ken Thompson")
    ana = Review.objects.get(paper=unix, enrollment__user__email="ana@example.edu")
    newest = ana.revisions.main_line().last()
    assert newest is not None
    assert newest.answers["paper-summary"] == (
        'Summary v2, with comma and "quotes"\n\n==+== looks like directive\n*markdown*'
    )
    assert newest.answers["strengths-and-weaknesses"] == "+ strong\n- weak\n=SUM(A1:A2)"
    assert newest.answers["overall-merit"] == "4"


def test_times_are_those_of_the_action_log_and_the_grade_follows_from_them(fresh: Course) -> None:
    apply(fresh, BEST)

    paper = Paper.objects.scheduled().get(course=fresh, hotcrp_pid=1)
    assert paper.class_due_at == datetime(2027, 1, 19, 16, 0, tzinfo=UTC)  # the round's due time, from the log
    bob = fresh.enrollments.get(user__email="bob@example.edu")
    times = [(one.saved_at, one.is_hand_in) for one in Revision.objects.filter(review__enrollment=bob)]
    assert times == [
        (datetime(2027, 1, 18, 17, 0, tzinfo=UTC), True), (datetime(2027, 1, 19, 16, 45, tzinfo=UTC), True),
    ]  # fmt: skip
    cell = my_cell(bob, paper, NOW)
    assert (cell.standing.state, cell.standing.graded) == (State.CHANGED, 1)
    assert "HotCRP keeps no earlier text" in Revision.objects.get(review__enrollment=bob, number=1).origin
    event = Event.objects.get(kind="review.imported", enrollment=bob)
    assert event.after["revisions"][0]["saved_at"] == "2027-01-18T17:00:00+00:00"


def test_a_second_import_changes_nothing(fresh: Course) -> None:
    apply(fresh, FILES)
    before = counts()

    again = apply(fresh, FILES, now=NOW + timedelta(days=1))

    assert counts() == before
    assert not again.has_work
    assert not plan(fresh, {"rqc.json": FILES["rqc.json"]}).has_work
    assert not plan(fresh, {"allrevforms.txt": FILES["allrevforms.txt"]}).has_work


def test_a_plan_stores_nothing(fresh: Course) -> None:
    before = counts()
    made = plan(fresh, FILES)
    assert made.has_work
    assert counts() == before


def test_without_the_log_the_last_change_is_taken_and_said_and_the_log_corrects_it_later(fresh: Course) -> None:
    files = {name: text for name, text in BEST.items() if name != "actionlog.csv"}
    made = apply(fresh, files)
    assert "the time of its last change" in words(made, "review")
    assert "Without the action log nobody knows" in words(made, "file")
    ana = Review.objects.get(enrollment__user__email="ana@example.edu")
    paper = Paper.objects.scheduled().get(pk=ana.paper_id)
    paper.due_at = datetime(2027, 1, 19, 16, 0, tzinfo=UTC)
    paper.save()
    assert my_cell(ana.enrollment, paper, NOW).standing.state == State.LATE

    later = apply(fresh, BEST)

    assert verdicts(later, "review") == {"1A by Ana Árbol": Verdict.CHANGED, '1B by Bob "Bobby" Quote': Verdict.CHANGED}
    assert my_cell(ana.enrollment, paper, NOW).standing.is_credited
    assert not plan(fresh, BEST).has_work


def test_names_come_unescaped_and_people_whom_only_reviews_name_are_added(fresh: Course) -> None:
    made = apply(fresh, {"rqc.json": FILES["rqc.json"]})

    assert fresh.enrollments.get(user__email="bob@example.edu").name == 'Bob "Bobby" Quote'
    assert verdicts(made, "person") == {
        "Ana Árbol <ana@example.edu>": Verdict.ADDED, 'Bob "Bobby" Quote <bob@example.edu>': Verdict.ADDED,
    }  # fmt: skip


def test_a_person_named_twice_is_an_error_and_nothing_is_stored(fresh: Course) -> None:
    files = {**BEST, "users.csv": BEST["users.csv"] + "Ana,Other,ANA@example.edu,,pc,\n"}
    before = counts()

    with pytest.raises(imports.PlanIsBlocked):
        apply(fresh, files)

    assert counts() == before
    assert "same address" in words(plan(fresh, files), "person")


def test_a_person_of_two_users_files_is_an_error(fresh: Course) -> None:
    made = plan(fresh, {**BEST, "more.csv": "email,name\nana@example.edu,Ana\n"})
    assert made.is_blocked
    assert "names this person, too" in words(made, "person")


def test_a_review_without_an_author_is_ambiguous_until_somebody_chooses(fresh: Course) -> None:
    def anonymous(document: dict[str, Any]) -> None:
        for name in ("reviewer", "reviewer_email", "rid"):
            document["papers"][0]["reviews"][1].pop(name)

    files = {"rqc.json": changed(FILES["rqc.json"], anonymous), "users.csv": FILES["users.csv"]}
    assert verdicts(plan(fresh, files), "review") == {"1A by Ana Árbol": Verdict.ADDED, "1B": Verdict.AMBIGUOUS}
    assert "nothing says who wrote it" in words(plan(fresh, files), "review")

    left = read_choices({"reviewers": {"1B": "leave out"}, "new_meetings": True})
    assert verdicts(plan(fresh, files, left), "review")["1B"] == Verdict.LEFT
    apply(fresh, files, read_choices({"reviewers": {"1b": "bob@example.edu"}, "new_meetings": True}))
    assert Review.objects.filter(enrollment__user__email="bob@example.edu").exists()


def test_the_log_names_the_author_whom_the_json_hides(fresh: Course) -> None:
    def anonymous(document: dict[str, Any]) -> None:
        document["papers"][0]["reviews"][1].pop("reviewer_email")

    made = plan(fresh, {**BEST, "rqc.json": changed(FILES["rqc.json"], anonymous)})
    assert not made.is_blocked
    assert '1B by Bob "Bobby" Quote' in verdicts(made, "review")


def test_papers_are_known_by_title_then_by_number(course: Course, meeting: Meeting) -> None:
    here = build.paper(meeting, title="The Unix time-sharing  system")
    made = apply(course, {"papers.json": FILES["papers.json"]})

    here.refresh_from_db()
    assert here.hotcrp_pid == 1
    assert here.abstract.startswith("Classic")
    assert [line.verdict for line in made.lines if line.noun == "paper"] == [Verdict.CHANGED, Verdict.LEFT]
    for title, verdict in (("The UNIX Time Sharing Systems", Verdict.UNCHANGED), ("Else", Verdict.AMBIGUOUS)):
        Paper.objects.filter(pk=here.pk).update(title=title)
        assert plan(course, {"papers.json": FILES["papers.json"]}).lines[0].verdict == verdict


def test_a_title_that_is_nearly_the_same_asks(course: Course, meeting: Meeting) -> None:
    here = build.paper(meeting, key="unix", title="The UNIX Timesharing Systems")
    made = plan(course, {"rqc.json": FILES["rqc.json"]})
    assert f"Is it “{here.title}” (paper unix)?" in words(made, "paper")
    assert made.is_blocked

    sure = read_choices({"papers": {"1": "paper unix"}})
    assert not plan(course, {"rqc.json": FILES["rqc.json"]}, sure).is_blocked
    apart = read_choices({"papers": {"1": f"meeting {meeting.key}"}})
    assert verdicts(plan(course, {"rqc.json": FILES["rqc.json"]}, apart), "paper")[f"#1 “{UNIX}”"] == Verdict.ADDED


def test_a_new_paper_goes_to_the_meeting_after_its_reviews_were_due(fresh: Course) -> None:
    tuesday = build.meeting(fresh, datetime(2027, 1, 19, 16, 15, tzinfo=UTC))
    made = plan(fresh, BEST, Choices())
    assert "to the meeting of Tue 19 Jan" in words(made, "paper")
    assert "No meeting of this course follows its reviews" in words(made, "paper")  # the other one
    apply(fresh, BEST)
    assert Paper.objects.get(hotcrp_pid=1).meeting == tuesday


def test_fields_are_ours_by_label_or_by_choice_and_other_kinds_are_refused(course: Course, meeting: Meeting) -> None:
    build.paper(meeting, title=UNIX)
    said = {"papers": {"2": "leave out"}, "fields": {"Discussion question (for class)": "question"}}
    made = apply(course, {"rqc.json": FILES["rqc.json"]}, read_choices(said))
    fields = verdicts(made, "field")
    assert fields["“Overall merit”"] == Verdict.UNCHANGED
    assert fields["“Discussion question (for class)”"] == Verdict.UNCHANGED
    assert fields["“Summary”"] == Verdict.MISSING
    assert course.review_fields.filter(label__startswith="Discussion").count() == 0

    wrong = read_choices({"fields": {"Paper summary": "merit"}})
    assert "answered by a choice, in HotCRP in words" in words(plan(course, BEST, wrong), "field")
    none = read_choices({"fields": {"Paper summary": "nope"}})
    assert "has no field “nope”" in words(plan(course, BEST, none), "field")


def test_what_staff_alone_read_in_hotcrp_never_comes_into_a_field_that_the_class_reads(
    course: Course, meeting: Meeting
) -> None:
    build.paper(meeting, title=UNIX)
    hidden = changed(FILES["rqc.json"], lambda it: _hide(it, "Paper summary"))
    course.review_fields.create(key="digest", kind="text", label="Paper summary", audience="class", position=9)
    made = plan(course, {"rqc.json": hidden})
    assert verdicts(made, "field")["“Paper summary”"] == Verdict.ERROR
    assert "the class reads “Paper summary”" in words(made, "field")
    assert made.is_blocked
    chosen = plan(course, {"rqc.json": hidden}, read_choices({"fields": {"Paper summary": "summary"}}))
    assert "the class reads “Summary”" in words(chosen, "field")
    assert chosen.is_blocked

    course.review_fields.create(key="private", kind="text", label="Paper summary", audience="staff", position=10)
    found = plan(course, {"rqc.json": hidden}).form.fields["paper summary"]
    assert found.target is not None
    assert (found.line.verdict, found.target.key) == (Verdict.UNCHANGED, "private")


def _hide(document: dict[str, Any], label: str) -> None:
    next(one for one in document["reviewform"].values() if one["name"] == label)["visibility"] = "admin"


def test_a_scale_of_another_length_asks_for_the_choice(course: Course, meeting: Meeting) -> None:
    build.paper(meeting, title=UNIX)
    course.review_fields.filter(key="merit").update(options=["Reject", "Accept"])
    made = plan(course, {"rqc.json": FILES["rqc.json"]})
    assert "“Overall merit” here has no choice for “2”" in words(made, "review")
    assert made.is_blocked


def test_lateness_follows_our_due_time_and_a_students_extension(fresh: Course) -> None:
    files = {name: text for name, text in BEST.items() if name != "allrevforms.txt"}
    apply(fresh, files)
    paper = Paper.objects.get(hotcrp_pid=1)
    paper.due_at = datetime(2027, 1, 18, 12, 0, tzinfo=UTC)
    paper.save()
    assert words(plan(fresh, files), "review").count("late by 5 h") == 2
    ana = fresh.enrollments.get(user__email="ana@example.edu")
    Extension.objects.grant(enrollment=ana, paper=paper, due_at=NOW, now=NOW, by=None)
    assert words(plan(fresh, files), "review").count("late by 5 h") == 1


def test_a_text_written_here_is_never_hidden_by_an_older_one(course: Course, ada: Enrollment, paper: Paper) -> None:
    document = json.loads(HotcrpClass(papers=1, students=1).rqc())
    document["papers"][0]["title"] = paper.title
    document["papers"][0]["reviews"][0]["reviewer_email"] = "ada@example.edu"
    files = {"rqc.json": json.dumps(document)}
    build.review(ada, paper, now=build.CLASS_AT - build.HOUR)
    mine = Revision.objects.get()

    made = apply(course, files)

    assert "kept beside the text that was written here" in words(made, "review")
    beside = Revision.objects.exclude(pk=mine.pk).get()
    assert (beside.beside, beside.is_hand_in) == (mine, False)
    assert my_cell(ada, Paper.objects.scheduled().get(pk=paper.pk), build.CLASS_AT + build.DAY).standing.graded == 1
    assert not plan(course, files).has_work


def test_a_newer_export_adds_a_revision(fresh: Course) -> None:
    apply(fresh, {"rqc.json": FILES["rqc.json"]})

    def edited(document: dict[str, Any]) -> None:
        document["papers"][0]["reviews"][0] |= {"PapSum": "Again.\n", "modified_at": 1800463600}

    newer = {"rqc.json": changed(FILES["rqc.json"], edited)}
    assert verdicts(apply(fresh, newer), "review")["1A by Ana Árbol"] == Verdict.CHANGED
    newest = Review.objects.get(enrollment__user__email="ana@example.edu").revisions.main_line().last()
    assert newest is not None
    assert newest.answers["paper-summary"] == "Again."
    older = plan(fresh, {"rqc.json": FILES["rqc.json"]})
    assert not older.has_work


def test_a_student_with_two_reviews_of_a_paper_gets_one_with_both_texts(fresh: Course) -> None:
    def doubled(document: dict[str, Any]) -> None:
        twin = dict(document["papers"][0]["reviews"][0], rid=9, ordinal="C", PapSum="Another.", modified_at=1800376000)
        document["papers"][0]["reviews"].append(twin)

    made = apply(fresh, {"rqc.json": changed(FILES["rqc.json"], doubled)})
    assert "2 reviews of one student in HotCRP" in words(made, "review")
    ana = Review.objects.get(enrollment__user__email="ana@example.edu")
    assert [one.answers["paper-summary"][:7] for one in ana.revisions.main_line()] == ["Another", "Summary"]


def test_a_draft_of_an_offline_form_is_kept_and_never_handed_in_by_itself(fresh: Course) -> None:
    text = (
        FILES["allrevforms.txt"].replace("==+== Begin Review #1A", "==+== Begin Review #1").replace("30:01 AM", "30 AM")
    )
    files = {"forms.txt": text, "log.csv": FILES["actionlog.csv"]}
    made = apply(fresh, files, read_choices({"new_meetings": True, "papers": {}}))
    assert "a draft of Tue 19 Jan, 16:30, the time of its last change" in words(made, "review")
    ana = Review.objects.get(enrollment__user__email="ana@example.edu")
    cell = my_cell(ana.enrollment, Paper.objects.scheduled().get(pk=ana.paper_id), NOW)
    assert not cell.standing.is_credited
    assert not cell.standing.is_handed_in


def test_reviews_of_staff_are_left_out_and_said(course: Course, ines: Enrollment, meeting: Meeting) -> None:
    build.paper(meeting, title=UNIX)
    text = FILES["rqc.json"].replace("ana@example.edu", "ines@example.edu")
    made = plan(course, {"rqc.json": text}, read_choices({"papers": {"2": "leave out"}}))
    assert "Ines Vega is no student here" in words(made, "review")
    assert not made.is_blocked


def test_twenty_papers_and_a_thousand_reviews_come_in_and_again_change_nothing() -> None:
    course, source = build.course(), HotcrpClass()
    for pid in source.papers:
        build.meeting(course, due(pid), topic=f"Class {pid}", key=f"c{pid}")
    files = {"rqc.json": source.rqc(), "users.csv": source.users(), "log.csv": source.log()}
    now = due(20) + timedelta(days=30)

    made = apply(course, files, Choices(), now=now)

    assert made.told.startswith("people: 50 added; fields: 6 added; papers: 20 added; reviews: 1000 added")
    assert Revision.objects.filter(is_hand_in=True, is_complete=True).count() == 1000
    assert Paper.objects.get(hotcrp_pid=3).is_required is False
    assert Paper.objects.get(hotcrp_pid=20).meeting.key == "c20"
    late = Review.objects.get(paper__hotcrp_pid=5, enrollment__user__email="pat11@example.edu")
    assert late.revisions.get().saved_at == handed_in_at(5, 11)
    standing = my_cell(late.enrollment, Paper.objects.scheduled().get(hotcrp_pid=5), now).standing
    assert standing.state == State.LATE
    assert late.revisions.get().answers["likes"] == ["x", "z"]
    assert "\r" not in late.revisions.get().answers["summary"]
    before = counts()
    assert not apply(course, files, Choices(), now=now).has_work
    assert counts() == before


@pytest.mark.parametrize(("papers", "students"), [(1, 6), (3, 9)])
def test_a_preview_takes_the_same_queries_for_any_number(papers: int, students: int) -> None:
    course, source = build.course(), HotcrpClass(papers, students)
    for pid in source.papers:
        build.meeting(course, due(pid), key=f"c{pid}")
    files = {"rqc.json": source.rqc(), "users.csv": source.users(), "log.csv": source.log()}
    apply(course, files, Choices(), now=due(9))
    with CaptureQueriesContext(connection) as asked:
        plan(course, files, Choices(), now=due(9))
    assert len(asked) == 14


def test_the_command_reports_first_and_applies_on_request(fresh: Course, tmp_path: Path) -> None:
    out, files = StringIO(), [SAMPLES / name for name in BEST]

    call_command("import_hotcrp", "fresh", *files, "--new-meetings", stdout=out)
    assert not fresh.papers.exists()
    assert "add --apply to do it" in out.getvalue()
    assert "users.csv line 3 · added: person Ana Árbol <ana@example.edu>" in out.getvalue()
    call_command("import_hotcrp", "fresh", *files, "--new-meetings", "--apply", stdout=out)
    assert fresh.papers.count() == 2
    call_command("import_hotcrp", "fresh", *files, stdout=out)
    assert "reviews: 2 unchanged" in out.getvalue()

    choices = tmp_path / "choices.toml"
    choices.write_text('[papers]\n1 = "somewhere"\n', encoding="utf-8")
    with pytest.raises(CommandError, match="write “paper KEY”, “meeting KEY”"):
        call_command("import_hotcrp", "fresh", *files, "--choices", choices)
    with pytest.raises(CommandError, match="There is no course “nope”"):
        call_command("import_hotcrp", "nope", *files)


def test_the_command_stores_nothing_where_a_row_stands_in_the_way(fresh: Course) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing is stored"):
        call_command("import_hotcrp", "fresh", *[SAMPLES / name for name in BEST], "--apply", stdout=out)
    assert "No meeting of this course follows its reviews" in out.getvalue()
    assert not fresh.enrollments.filter(role=Role.STUDENT).exists()


def test_a_plan_that_is_no_longer_the_shown_one_is_not_applied(fresh: Course) -> None:
    shown = plan(fresh, BEST).fingerprint
    build.enrollment(fresh, person=build.user("ana@example.edu", name="Ana"))
    with pytest.raises(imports.PlanHasChanged):
        imports.apply(fresh, gather(BEST), MADE, editor=None, now=NOW, fingerprint=shown)
    assert not Review.objects.exists()


def test_what_an_assistant_may_not_give_is_refused(course: Course, tess: Enrollment) -> None:
    made = imports.plan(course, gather(BEST), MADE, editor=tess, now=NOW)
    assert "Ask one to import this" in words(made, "person")
    assert made.is_blocked
