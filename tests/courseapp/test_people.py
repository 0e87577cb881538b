"""The people of a course: the list, changes with their events, rosters, and the two commands."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from courseapp import imports, roster
from courseapp.models import AlreadyEnrolled, Course, Enrollment, Event, LastInstructor, User
from courseapp.roles import Role
from courseapp.templatetags.trail import changes
from tests import build

NOW = build.CLASS_AT
DAY = date(2025, 9, 5)


def base(course: Course) -> str:
    """Return the address of the course's people."""
    return f"/c/{course.slug}/people/"


def typed(place: Enrollment, **changes: Any) -> dict[str, Any]:
    """Return a place as the form posts it, with changes."""
    fields = {
        "email": place.user.email, "name": place.user.name, "role": place.role, "section": place.section,
        "began_on": place.began_on, "ended_on": place.ended_on or "", "registrar_id": place.registrar_id,
    }  # fmt: skip
    return fields | changes


def fresh(place: Enrollment) -> Enrollment:
    """Return the place as it is stored."""
    return Enrollment.objects.select_related("user").get(pk=place.pk)


def planned(course: Course, text: str, editor: Enrollment | None = None) -> imports.Plan:
    """Return the plan of a roster's text."""
    return imports.plan(course, roster.read(text), began_on=DAY, editor=editor)


def applied(course: Course, text: str, editor: Enrollment | None = None) -> imports.Plan:
    """Apply a roster's text."""
    return imports.apply(course, roster.read(text), began_on=DAY, editor=editor, now=NOW)


def verdicts(plan: imports.Plan) -> list[tuple[int, str]]:
    """Return what each line comes to."""
    return [(line.row.line, str(line.verdict)) for line in plan.lines]


# --- The list -----------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    as_: Any, ines: Enrollment, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(people):
        build.enrollment(ines.course)
    client = as_(ines)
    with django_assert_num_queries(5):  # session, user, place, counts, people
        page = client.get(base(ines.course))
    assert page.content.count(b'id="place-') == people + 1


def test_the_list_can_be_of_one_role(as_: Any, ada: Enrollment, tess: Enrollment) -> None:
    page = as_(tess).get(base(tess.course), {"role": "student"}).content.decode()
    assert "Ada Lovelace" in page
    assert f"place-{tess.pk}" not in page


def test_the_list_says_who_has_not_signed_in_yet(as_: Any, ada: Enrollment, ines: Enrollment) -> None:
    page = as_(ines).get(base(ines.course), {"role": "student"}).content.decode()
    assert "not yet" in page


# --- One person ---------------------------------------------------------------------------------


def test_an_instructor_adds_an_assistant_with_an_event(as_: Any, ines: Enrollment) -> None:
    form = {"email": "New@Example.edu", "name": "Nina Simone", "role": "assistant", "began_on": "2025-09-05"}
    assert as_(ines).post(base(ines.course) + "new/", form).url == base(ines.course)
    place = Enrollment.objects.get(user__email="new@example.edu")
    assert (place.role, place.user.name, place.user.has_usable_password()) == ("assistant", "Nina Simone", False)
    event = Event.objects.about(place).get()
    assert (event.kind, event.actor, event.after["role"]) == ("enrollment.added", ines.user, "assistant")


def test_a_person_who_is_there_already_is_not_added_twice(as_: Any, ines: Enrollment, ada: Enrollment) -> None:
    form = {"email": "ADA@example.edu", "role": "student", "began_on": "2025-09-05"}
    answer = as_(ines).post(base(ines.course) + "new/", form)
    assert b"is in this course already" in answer.content
    with pytest.raises(AlreadyEnrolled):
        ines.course.enroll(ada.user, now=NOW, by=None, role=Role.STUDENT, began_on=DAY)


def test_an_assistant_adds_students_but_gives_no_staff_role(as_: Any, tess: Enrollment) -> None:
    url, form = base(tess.course) + "new/", {"email": "n@example.edu", "began_on": "2025-09-05"}
    assert as_(tess).post(url, form | {"role": "instructor"}).status_code == 200
    assert not User.objects.filter(email="n@example.edu").exists()
    assert as_(tess).post(url, form | {"role": "student", "ended_on": "2025-09-06"}).status_code == 302
    assert Enrollment.objects.get(user__email="n@example.edu").ended_on is None


def test_a_student_who_drops_is_kept_with_a_last_day(as_: Any, ines: Enrollment, ada: Enrollment) -> None:
    as_(ines).post(f"{base(ines.course)}{ada.uuid}/", typed(ada, ended_on="2025-10-01", section="B"))
    assert (fresh(ada).ended_on, fresh(ada).section) == (date(2025, 10, 1), "B")
    event = Event.objects.about(ada).get()
    assert event.before == {"ended_on": None, "section": ""}
    assert event.after == {"ended_on": "2025-10-01", "section": "B"}


def test_an_unchanged_form_writes_no_event(as_: Any, ines: Enrollment, ada: Enrollment) -> None:
    assert as_(ines).post(f"{base(ines.course)}{ada.uuid}/", typed(ada)).status_code == 302
    assert not Event.objects.exists()


def test_a_place_that_ends_before_it_begins_is_refused(as_: Any, ines: Enrollment, ada: Enrollment) -> None:
    answer = as_(ines).post(f"{base(ines.course)}{ada.uuid}/", typed(ada, ended_on="2025-09-04"))
    assert b"It would end before it begins" in answer.content
    assert fresh(ada).ended_on is None


def test_an_assistant_changes_no_role_and_ends_no_place(as_: Any, tess: Enrollment, ada: Enrollment) -> None:
    url = f"{base(tess.course)}{ada.uuid}/"
    as_(tess).post(url, typed(ada, role="instructor", ended_on="2025-10-01", section="B"))
    assert (fresh(ada).role, fresh(ada).ended_on, fresh(ada).section) == ("student", None, "B")


def test_a_refusal_leads_back_into_the_course(as_: Any, ada: Enrollment) -> None:
    refused = as_(ada).get(base(ada.course))
    assert refused.status_code == 403
    assert f'<a href="/c/{ada.course.slug}/">Home</a>' in refused.content.decode()


def test_an_assistant_does_not_edit_staff(as_: Any, tess: Enrollment, ines: Enrollment) -> None:
    for place in (ines, tess):
        assert as_(tess).post(f"{base(tess.course)}{place.uuid}/", typed(place, section="B")).status_code == 403


@pytest.mark.parametrize("change", [{"role": "assistant"}, {"ended_on": "2025-10-01"}])
def test_the_last_instructor_stays(as_: Any, ines: Enrollment, change: dict[str, str]) -> None:
    url = f"{base(ines.course)}{ines.uuid}/"
    assert "last instructor" in as_(ines).post(url, typed(ines, **change)).content.decode()
    assert (fresh(ines).role, fresh(ines).ended_on) == ("instructor", None)
    second = build.enrollment(ines.course, Role.INSTRUCTOR)
    assert as_(second).post(url, typed(ines, **change)).status_code == 302
    with pytest.raises(LastInstructor):
        second.change(now=NOW, by=None, role=Role.STUDENT)


def test_an_instructor_who_leaves_early_does_not_count_as_another(ines: Enrollment) -> None:
    build.enrollment(ines.course, Role.INSTRUCTOR, ended_on=ines.course.ends_on - timedelta(days=1))
    with pytest.raises(LastInstructor):
        ines.change(now=NOW, by=None, role=Role.ASSISTANT)


def test_a_mistyped_address_can_be_corrected_until_its_owner_comes_in(
    as_: Any, ines: Enrollment, ada: Enrollment
) -> None:
    url, form = f"{base(ines.course)}{ada.uuid}/", typed(ada, email="ada@example.org", name="Ada King")
    as_(ines).post(url, form)
    assert (fresh(ada).user.email, fresh(ada).user.name) == ("ada@example.org", "Ada King")
    assert Event.objects.about(ada).get().before == {"email": "ada@example.edu", "name": "Ada Lovelace"}
    EmailAddress.objects.create(user=ada.user, email="ada@example.org", verified=True)
    as_(ines).post(url, form | {"email": "thief@example.org"})
    assert fresh(ada).user.email == "ada@example.org"


@pytest.mark.parametrize("who", ["in another course", "may open the admin", "has a password", "has signed in"])
def test_an_address_that_is_anothers_key_can_not_be_corrected(
    as_: Any, ines: Enrollment, ada: Enrollment, who: str
) -> None:
    if who == "in another course":
        build.enrollment(build.course(), person=ada.user)
    elif who == "may open the admin":
        User.objects.filter(pk=ada.user_id).update(is_superuser=True)
    elif who == "has a password":
        ada.user.set_password("engine-of-1843")
        ada.user.save()
    else:
        User.objects.filter(pk=ada.user_id).update(last_login=NOW)
    as_(ines).post(f"{base(ines.course)}{ada.uuid}/", typed(ada, email="thief@example.org"))
    assert fresh(ada).user.email == "ada@example.edu"


def test_an_address_is_not_corrected_into_somebody_elses(
    as_: Any, ines: Enrollment, ada: Enrollment, bo: Enrollment
) -> None:
    answer = as_(ines).post(f"{base(ines.course)}{ada.uuid}/", typed(ada, email="BO@example.edu"))
    assert b"Somebody else has this address" in answer.content


def test_people_of_another_course_are_not_found(as_: Any, ines: Enrollment) -> None:
    other = build.enrollment(build.course())
    assert as_(ines).get(f"{base(ines.course)}{other.uuid}/").status_code == 404


def test_the_page_of_a_person_shows_what_was_changed(as_: Any, ines: Enrollment, ada: Enrollment) -> None:
    ada.change(now=NOW, by=ines.user, section="B")
    page = as_(ines).get(f"{base(ines.course)}{ada.uuid}/").content.decode()
    assert "Section: – → B" in page
    assert "by Ines Vega" in page


def test_a_change_is_told_in_the_words_of_the_form(ines: Enrollment, ada: Enrollment) -> None:
    ada.change(now=NOW, by=ines.user, role=Role.AUDITOR, ended_on=date(2025, 10, 1))
    told = [(label, before, strip_tags(after)) for label, before, after in changes(Event.objects.about(ada).last())]
    assert told == [("Role", "Student", "Auditor"), ("Last day", "–", "Wed 1 Oct 2025")]


# --- Rosters ------------------------------------------------------------------------------------

THREE = "email,name,section\nada@example.edu,Ada Lovelace,A\nnew@example.edu,Nina Simone,B\nbad@,X,\n"


def test_a_plan_says_what_each_row_comes_to_and_writes_nothing(
    course: Course, ada: Enrollment, bo: Enrollment, tess: Enrollment
) -> None:
    plan = planned(course, THREE)
    assert verdicts(plan) == [(2, "changed"), (3, "added"), (4, "in error")]
    assert plan.lines[0].wording == ["section: A"]
    assert plan.lines[2].remarks == ("“bad@” is not an e-mail address.",)
    assert plan.missing == [bo]
    assert not User.objects.filter(email="new@example.edu").exists()


def test_a_plan_takes_three_queries_for_any_number_of_rows(
    course: Course, ada: Enrollment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 300):
        text = "email\n" + "".join(f"p{number}@example.edu\n" for number in range(count))
        with django_assert_num_queries(3):
            planned(course, text)


def test_a_roster_is_applied_with_an_event_for_each_change(course: Course, ada: Enrollment, ines: Enrollment) -> None:
    text = "email,name,section,registrar_id\nADA@example.edu,,A,7\nnew@example.edu,Nina Simone,,8\n"
    assert applied(course, text, ines).summary == "1 added, 1 changed"
    new = Enrollment.objects.get(user__email="new@example.edu")
    assert (new.role, new.began_on, new.registrar_id, new.user.name) == ("student", DAY, "8", "Nina Simone")
    assert (fresh(ada).section, fresh(ada).registrar_id, fresh(ada).user.name) == ("A", "7", "Ada Lovelace")
    kinds = sorted(Event.objects.values_list("kind", "actor", "reason"))
    assert kinds == [
        ("enrollment.added", ines.user_id, "from a roster"),
        ("enrollment.changed", ines.user_id, "from a roster"),
    ]
    assert applied(course, text, ines).summary == "2 unchanged"


def test_a_roster_with_one_bad_row_changes_nothing(course: Course, ada: Enrollment) -> None:
    with pytest.raises(imports.PlanIsBlocked):
        applied(course, THREE)
    assert fresh(ada).section == ""
    assert not Event.objects.exists()


def test_an_empty_cell_changes_nothing(course: Course, ada: Enrollment) -> None:
    ada.change(now=NOW, by=None, section="A", registrar_id="7", ended_on=date(2025, 10, 1))
    plan = planned(course, "email,name,role,section,ended_on,registrar_id\nada@example.edu,,,,,\n")
    assert verdicts(plan) == [(2, "unchanged")]
    assert "Their place ended on 2025-10-01" in plan.lines[0].remarks[0]


def test_nobody_is_removed_who_is_not_in_the_file(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    applied(course, "email\nada@example.edu\n")
    assert fresh(bo).ended_on is None


def test_a_name_that_the_person_has_is_left_and_said(course: Course, ada: Enrollment) -> None:
    plan = applied(course, "email,name\nada@example.edu,Augusta King\n")
    assert plan.lines[0].remarks == ("The file says Augusta King; the name here is left as it is.",)
    assert fresh(ada).user.name == "Ada Lovelace"


def test_a_name_fills_a_gap(course: Course) -> None:
    place = build.enrollment(course, person=build.user("cy@example.edu", name=""))
    assert applied(course, "email,name\ncy@example.edu,Cy Twombly\n").summary == "1 changed"
    assert fresh(place).user.name == "Cy Twombly"


def test_a_person_is_known_by_another_address_that_they_have_proven(course: Course, ada: Enrollment) -> None:
    EmailAddress.objects.create(user=ada.user, email="ada@home.example", verified=True)
    EmailAddress.objects.create(user=ada.user, email="claimed@home.example", verified=False)
    plan = planned(course, "email\nada@home.example\nclaimed@home.example\n")
    assert verdicts(plan) == [(2, "unchanged"), (3, "added")]
    twice = planned(course, "email\nada@home.example\nada@example.edu\n")
    assert verdicts(twice) == [(2, "unchanged"), (3, "in error")]


def test_a_number_that_is_somebody_elses_is_ambiguous(course: Course, ada: Enrollment) -> None:
    ada.change(now=NOW, by=None, registrar_id="7")
    plan = planned(course, "email,registrar_id\nada.lovelace@example.edu,7\n")
    assert verdicts(plan) == [(2, "ambiguous")]
    assert "The number 7 is that of Ada Lovelace" in plan.lines[0].remarks[0]
    assert plan.is_blocked


def test_two_people_of_one_name_are_two_people(course: Course) -> None:
    assert applied(course, "email,name\na@example.edu,Li Wei\nb@example.edu,Li Wei\n").summary == "2 added"


@pytest.mark.parametrize(
    "row",
    [
        "ada@example.edu,auditor,,",
        "ada@example.edu,,,2025-10-01",
        "new@example.edu,assistant,,",
        "ines@example.edu,,B,",
    ],
)
def test_an_assistants_roster_changes_no_role_and_ends_no_place(
    course: Course, ada: Enrollment, ines: Enrollment, tess: Enrollment, row: str
) -> None:
    text = f"email,role,section,ended_on\n{row}\n"
    assert verdicts(planned(course, text, tess)) == [(2, "in error")]
    assert not planned(course, text, ines).is_blocked


def test_a_roster_does_not_remove_the_last_instructor(course: Course, ada: Enrollment, ines: Enrollment) -> None:
    text = "email,role\nnew@example.edu,\nines@example.edu,student\n"
    with pytest.raises(imports.PlanIsBlocked, match="Line 3: This is the course’s last instructor"):
        applied(course, text, ines)
    assert not User.objects.filter(email="new@example.edu").exists()


def test_a_place_does_not_end_before_it_begins(course: Course, ada: Enrollment) -> None:
    plan = planned(course, "email,ended_on\nada@example.edu,2025-09-01\nnew@example.edu,2025-09-01\n")
    assert verdicts(plan) == [(2, "in error"), (3, "in error")]


def test_two_thousand_rows_come_in_at_once(course: Course) -> None:
    text = "email,name\n" + "".join(f"p{number}@example.edu,P {number}\n" for number in range(2000))
    assert applied(course, text).summary == "2000 added"
    assert course.enrollments.count() == 2000


def test_new_people_begin_with_the_course_until_it_has_students(course: Course) -> None:
    assert imports.first_day(course, NOW) == course.starts_on
    build.enrollment(course)
    assert imports.first_day(course, NOW) == date(2025, 10, 7)
    assert imports.first_day(course, NOW - timedelta(days=60)) == course.starts_on


# --- The page of rosters ------------------------------------------------------------------------


def preview(client: Any, course: Course, text: str, **more: Any) -> Any:
    """Post a roster's text; return the page."""
    return client.post(base(course) + "import/", {"text": text, "began_on": "2025-09-05", **more})


def test_a_roster_is_previewed_and_then_applied(as_: Any, ines: Enrollment, ada: Enrollment) -> None:
    client, text = as_(ines), "email;name\r\nnew@example.edu;<b>Nina</b>\r\nada@example.edu;\r\n"
    page = preview(client, ines.course, text)
    assert "Nothing is changed yet: 1 to add, 1 unchanged" in page.content.decode()
    assert b"<b>Nina" not in page.content
    assert not User.objects.filter(email="new@example.edu").exists()
    fingerprint = page.context["plan"].fingerprint
    done = preview(client, ines.course, page.context["form"].cleaned_data["text"], apply="yes", fingerprint=fingerprint)
    assert done.url == base(ines.course)
    assert Enrollment.objects.filter(user__email="new@example.edu").exists()


def test_a_file_is_previewed_too(as_: Any, ines: Enrollment) -> None:
    file = SimpleUploadedFile("roster.csv", "\ufeffemail,name\rnew@example.edu,José\r".encode())
    page = as_(ines).post(base(ines.course) + "import/", {"file": file, "began_on": "2025-09-05"})
    assert "José" in page.content.decode()
    assert page.context["plan"].summary == "1 added"


def test_a_plan_that_somebody_overtook_is_shown_again(as_: Any, ines: Enrollment) -> None:
    client, text = as_(ines), "email\nnew@example.edu\n"
    fingerprint = preview(client, ines.course, text).context["plan"].fingerprint
    build.enrollment(ines.course, person=build.user("new@example.edu"))
    page = preview(client, ines.course, text, apply="yes", fingerprint=fingerprint)
    assert "Somebody changed the people of this course meanwhile" in page.content.decode()


def test_a_blocked_plan_is_not_applied_by_a_forged_form(as_: Any, ines: Enrollment) -> None:
    client = as_(ines)
    plan = preview(client, ines.course, THREE).context["plan"]
    page = preview(client, ines.course, THREE, apply="yes", fingerprint=plan.fingerprint)
    assert "nothing was done" in page.content.decode()
    assert not User.objects.filter(email="new@example.edu").exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "one of the two"),
        ({"text": "email\n", "file": SimpleUploadedFile("r.csv", b"email\n")}, "one of the two"),
        ({"file": SimpleUploadedFile("r.xlsx", b"PK\x03\x04")}, "a spreadsheet, not a CSV file"),
        ({"file": SimpleUploadedFile("r.csv", b"x" * 10_000_000)}, "larger than 2 MB"),
        ({"text": "name\nAda\n"}, "No column is called “email”"),
    ],
    ids=["neither", "both", "xlsx", "10 MB", "no column"],
)
def test_what_is_no_roster_is_refused_on_the_page(as_: Any, ines: Enrollment, form: Any, words: str) -> None:
    for value in form.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    page = as_(ines).post(base(ines.course) + "import/", {"began_on": "2025-09-05", **form})
    assert page.status_code == 200
    assert words in page.content.decode()


# --- The commands -------------------------------------------------------------------------------


def test_import_people_shows_and_applies(course: Course, ada: Enrollment, tmp_path: Any, capsys: Any) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("email,section,Shoe size\nada@example.edu,A,38\nnew@example.edu,,\n")
    call_command("import_people", course.slug, str(file), dry_run=True)
    assert "Would be 1 to add, 1 to change." in capsys.readouterr().out
    assert fresh(ada).section == ""
    call_command("import_people", course.slug, str(file))
    out = capsys.readouterr().out
    assert "line 2: changed: ada@example.edu: section: A" in out
    assert "The column “Shoe size” is not read." in out
    assert fresh(ada).section == "A"


def test_import_people_refuses_in_a_sentence(course: Course, tmp_path: Any) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("email\nbad@\n")
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("import_people", course.slug, str(file))
    with pytest.raises(CommandError, match="There is no course “nope”"):
        call_command("import_people", "nope", str(file))
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command("import_people", course.slug, str(tmp_path / "absent.csv"))


def test_add_person_gives_a_course_its_first_instructor(course: Course) -> None:
    call_command("add_person", course.slug, "Prof@Example.edu", role="instructor", name="Cheng Tan")
    place = course.enrollments.get()
    assert (place.role, place.user.email, place.name) == ("instructor", "prof@example.edu", "Cheng Tan")
    assert place.began_on == course.starts_on
    with pytest.raises(CommandError, match="is in this course already"):
        call_command("add_person", course.slug, "prof@example.edu")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("add_person", course.slug, "prof")
