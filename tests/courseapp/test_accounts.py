"""Coming in: sign-up, log-in by code and by password, rate limits, one's own account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from courseapp.models import Course, Enrollment, Stamp, User
from tests import build

pytestmark = pytest.mark.django_db

LOG_IN = "/accounts/login/"
CODE = "/accounts/login/code/"
SIGN_UP = "/accounts/signup/"
PROVE = "/accounts/confirm-email/"
A_CODE = re.compile(r"^    (\S{4}-\S{4})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def no_hits_yet(db: None) -> None:
    """Forget the tries of other tests."""
    cache.clear()


@pytest.fixture
def imported(course: Course) -> Enrollment:
    """A student whom the roster knows and who has never come in."""
    return build.enrollment(course, person=build.user("cy@example.edu", name=""))


def code_in(message: Any) -> str:
    """Return the code of a mail."""
    found = A_CODE.search(message.body)
    assert found, message.body
    return found[1]


def signed_in(client: Client) -> User | None:
    """Return who is logged in."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def prove(person: User) -> User:
    """Let a person's login be proven."""
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def sign_up(client: Client, email: str, name: str = "Cy Twombly", code: str = "") -> Any:
    """Sign up and type the code of the newest mail."""
    client.post(SIGN_UP, {"email": email, "name": name})
    return client.post(PROVE, {"code": code or code_in(mail.outbox[-1])})


def test_a_stranger_signs_up_with_a_code_and_no_password(client: Client) -> None:
    answer = client.post(SIGN_UP, {"email": "New@Example.EDU", "name": "  Nina   Simone "})
    assert answer.url == PROVE
    assert signed_in(client) is None
    assert client.post(PROVE, {"code": code_in(mail.outbox[0])}).url == reverse("home")
    person = User.objects.get(email="new@example.edu")
    assert (signed_in(client), person.name, person.has_usable_password()) == (person, "Nina Simone", False)


def test_a_password_sent_with_a_sign_up_is_not_kept(client: Client) -> None:
    client.post(
        SIGN_UP, {"email": "new@example.edu", "name": "N", "password1": "taken-over-7", "password": "taken-over-7"}
    )
    assert not User.objects.get(email="new@example.edu").has_usable_password()


def test_an_imported_person_signs_up_as_if_new_and_owns_the_place(client: Client, imported: Enrollment) -> None:
    assert sign_up(client, "CY@example.edu").status_code == 302
    assert signed_in(client) == imported.user
    assert User.objects.get(pk=imported.user_id).name == "Cy Twombly"
    assert client.get(f"/c/{imported.course.slug}/").status_code == 200


def test_an_imported_person_comes_in_by_one_log_in_code(client: Client, imported: Enrollment) -> None:
    client.post(CODE, {"email": "Cy@Example.edu"})
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert signed_in(client) == imported.user
    assert len(mail.outbox) == 1
    assert EmailAddress.objects.get(user=imported.user).verified


def test_the_name_of_the_import_is_kept(client: Client, ada: Enrollment) -> None:
    sign_up(client, "ada@example.edu", name="Somebody Else")
    assert User.objects.get(pk=ada.user_id).name == "Ada Lovelace"


def test_a_name_typed_by_somebody_else_is_not_kept(client: Client, imported: Enrollment) -> None:
    client.post(SIGN_UP, {"email": "cy@example.edu", "name": "A Bad Joke"})
    own = Client()
    sign_up(own, "cy@example.edu", name="Cy Twombly")
    assert User.objects.get(pk=imported.user_id).name == "Cy Twombly"


def test_whoever_signs_up_with_anothers_address_does_not_come_in(client: Client, imported: Enrollment) -> None:
    client.post(SIGN_UP, {"email": "cy@example.edu", "name": "A Thief"})
    for code in ("BBBB-BBBB", "", "cccc-cccc"):
        client.post(PROVE, {"code": code})
    assert signed_in(client) is None
    sign_up(Client(), "cy@example.edu")
    assert client.get("/").status_code == 302
    assert signed_in(client) is None


def test_a_code_proves_nothing_after_staff_corrected_the_address(client: Client, imported: Enrollment) -> None:
    client.post(SIGN_UP, {"email": "cy@example.edu", "name": "The Wrong One"})
    imported.user.correct("cy.twombly@example.edu", "Cy")
    client.post(PROVE, {"code": code_in(mail.outbox[-1])})
    assert signed_in(client) is None


def test_signing_up_looks_the_same_for_a_known_an_imported_and_an_unknown_address(imported: Enrollment) -> None:
    prove(build.user("old@example.edu", name="Old Hand"))
    pages = []
    for email in ("old@example.edu", "cy@example.edu", "who@example.edu"):
        client = Client()
        answer = client.post(SIGN_UP, {"email": email, "name": "X"}, follow=True)
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        pages.append((answer.redirect_chain, page.replace(email, "-")))
    assert pages[0] == pages[1] == pages[2]
    assert "You have an account already" in mail.outbox[0].subject


def test_asking_for_a_code_looks_the_same_for_a_known_and_an_unknown_address(imported: Enrollment) -> None:
    pages = []
    for email in ("cy@example.edu", "who@example.edu"):
        answer = Client().post(CODE, {"email": email}, follow=True)
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        pages.append(page.replace(email, "-"))
    assert pages[0] == pages[1]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer() -> None:
    prove(build.user("old@example.edu", password="a good old password"))
    pages = []
    for email in ("old@example.edu", "who@example.edu"):
        answer = Client().post(LOG_IN, {"email": email, "password": "wrong"})
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        pages.append(page.replace(email, "-"))
    assert "do not belong together" in pages[0]
    assert pages[0] == pages[1]


def test_a_password_opens_in_whatever_case_the_address_is_typed(client: Client) -> None:
    person = prove(build.user("old@example.edu", name="Old Hand", password="a good old password"))
    answer = client.post(LOG_IN, {"email": " OLD@Example.edu", "password": "a good old password"})
    assert answer.url == "/"
    assert signed_in(client) == person


def test_after_the_log_in_one_is_where_one_wanted_to_be(client: Client, ada: Enrollment) -> None:
    prove(ada.user)
    page = f"/c/{ada.course.slug}/schedule/"
    asked = client.get(page).url
    assert asked == f"{LOG_IN}?next={page}"
    client.post(f"{CODE}?next={page}", {"email": "ada@example.edu"})
    answer = client.post(f"/accounts/login/code/confirm/?next={page}", {"code": code_in(mail.outbox[-1])})
    assert answer.url == page


def test_another_sites_address_is_not_followed_after_the_log_in(client: Client) -> None:
    prove(build.user("old@example.edu", name="Old", password="a good old password"))
    form = {"email": "old@example.edu", "password": "a good old password", "next": "https://evil.example/"}
    assert client.post(LOG_IN, form).url == "/"


def test_sixty_people_behind_one_address_log_in_by_password() -> None:
    people = [prove(build.user(name="S", password="a good old password")) for _ in range(60)]
    for person in people:
        client = Client()
        answer = client.post(LOG_IN, {"email": person.email, "password": "a good old password"})
        assert (answer.status_code, signed_in(client)) == (302, person)


def test_whoever_stands_in_line_behind_the_same_address_is_not_refused(client: Client, rf: RequestFactory) -> None:
    person = prove(build.user(name="S", password="a good old password"))
    counted = {"app": "allauth.account", "action": "login"}
    (rate,) = ratelimit.get_rates(**counted)
    cache.add(f"{ratelimit.get_cache_key(rf.post(LOG_IN), **counted, rate=rate)}:lock", True, timeout=2)
    client.post(LOG_IN, {"email": person.email, "password": "a good old password"})
    assert signed_in(client) == person


def test_sixty_people_behind_one_address_log_in_by_code() -> None:
    for person in [build.user(name="S") for _ in range(60)]:
        client = Client()
        client.post(CODE, {"email": person.email})
        client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
        assert signed_in(client) == person


def test_sixty_people_behind_one_address_sign_up() -> None:
    for number in range(60):
        client = Client()
        sign_up(client, f"new{number}@example.edu")
        assert signed_in(client) is not None


def test_the_sixth_wrong_password_of_an_account_is_refused_and_so_is_the_right_one_after_it() -> None:
    prove(build.user("old@example.edu", password="a good old password"))
    answers = [Client().post(LOG_IN, {"email": "old@example.edu", "password": "wrong"}) for _ in range(6)]
    refused = [b"Too many tries for this address" in answer.content for answer in answers]
    assert refused == [False] * 5 + [True]
    client = Client()
    client.post(LOG_IN, {"email": "OLD@example.edu", "password": "a good old password"})
    assert signed_in(client) is None


def test_a_fourth_code_within_a_minute_is_refused_and_others_still_get_theirs(imported: Enrollment) -> None:
    for _ in range(3):
        assert Client().post(CODE, {"email": "cy@example.edu"}).status_code == 302
    assert b"Too many tries" in Client().post(CODE, {"email": "CY@example.edu"}).content
    assert Client().post(CODE, {"email": build.user().email}).status_code == 302


def test_three_wrong_codes_end_the_try(client: Client, imported: Enrollment) -> None:
    client.post(CODE, {"email": "cy@example.edu"})
    right = code_in(mail.outbox[-1])
    for _ in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "XXXX-XXXX"})
    client.post("/accounts/login/code/confirm/", {"code": right})
    assert signed_in(client) is None


def test_a_closed_account_does_not_come_in(client: Client) -> None:
    person = prove(build.user("old@example.edu", password="a good old password", is_active=False))
    answer = client.post(LOG_IN, {"email": person.email, "password": "a good old password"}, follow=True)
    assert b"This account is closed" in answer.content
    assert signed_in(client) is None


def test_logging_out_takes_a_post(as_: Any, ada: Enrollment) -> None:
    client = as_(ada)
    assert b"Log out?" in client.get("/accounts/logout/").content
    assert signed_in(client) == ada.user
    client.post("/accounts/logout/")
    assert signed_in(client) is None


def test_a_password_can_be_set_changed_and_reset(as_: Any, ada: Enrollment) -> None:
    prove(ada.user)
    client = as_(ada)
    assert client.get("/accounts/password/change/").url == "/accounts/password/set/"
    client.post("/accounts/password/set/", {"password1": "engine-of-1843", "password2": "engine-of-1843"})
    new = {"oldpassword": "engine-of-1843", "password1": "engine-of-1844", "password2": "engine-of-1844"}
    client.post("/accounts/password/change/", new)
    assert User.objects.get(pk=ada.user_id).check_password("engine-of-1844")
    assert [message.subject for message in mail.outbox] == ["Your account has a password", "Your password is changed"]

    own = Client()
    own.post("/accounts/password/reset/", {"email": "ada@example.edu"})
    own.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[-1])})
    own.post("/accounts/password/reset/complete/", {"password1": "engine-of-1845", "password2": "engine-of-1845"})
    assert User.objects.get(pk=ada.user_id).check_password("engine-of-1845")


def test_another_address_is_proven_by_a_code_and_then_made_the_log_in(as_: Any, ada: Enrollment) -> None:
    prove(ada.user)
    client = as_(ada)
    client.post("/accounts/email/", {"email": "Ada.L@home.example", "action_add": ""})
    assert not EmailAddress.objects.filter(email="ada.l@home.example").exists()
    client.post(PROVE, {"code": code_in(mail.outbox[-1])})
    stamp = Stamp.objects.of(ada.course_id)
    client.post("/accounts/email/", {"email": "ada.l@home.example", "action_primary": ""})
    assert Stamp.objects.of(ada.course_id) != stamp  # pages with the old address on them are out of date
    assert User.objects.get(pk=ada.user_id).email == "ada.l@home.example"
    assert User.objects.by_address(["ada@example.edu", "ada.l@home.example"]) == {
        "ada@example.edu": ada.user,
        "ada.l@home.example": ada.user,
    }


def test_anothers_address_can_not_be_taken(as_: Any, ada: Enrollment, bo: Enrollment) -> None:
    prove(ada.user)
    client = as_(ada)
    client.post("/accounts/email/", {"email": "bo@example.edu", "action_add": ""})
    answer = client.post(PROVE, {"code": code_in(mail.outbox[-1])})
    assert b"Another account has this address" in answer.content


def test_one_changes_ones_own_name(as_: Any, ada: Enrollment) -> None:
    client = as_(ada)
    assert client.post("/accounts/", {"name": "  Ada   King "}).url == "/accounts/"
    assert User.objects.get(pk=ada.user_id).name == "Ada King"
    assert client.post("/accounts/", {"name": "  "}).status_code == 200
    assert User.objects.get(pk=ada.user_id).name == "Ada King"


def test_who_has_no_name_is_asked_for_it_first(client: Client, imported: Enrollment) -> None:
    client.post(CODE, {"email": "cy@example.edu"})
    answer = client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/"
    assert b"We do not know your name yet" in answer.content


def test_where_no_name_is_known_classmates_do_not_read_the_whole_address(imported: Enrollment) -> None:
    assert imported.name == "cy"


def test_a_mail_server_that_is_down_is_said_on_a_page(client: Client, imported: Enrollment, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post(CODE, {"email": "cy@example.edu"})
    assert answer.status_code == 503
    assert b"could not send you a code" in answer.content


OPEN_PAGES = [LOG_IN, CODE, SIGN_UP, "/accounts/password/reset/", "/accounts/inactive/"]
OWN_PAGES = [
    "/accounts/", "/accounts/email/", "/accounts/password/set/", "/accounts/logout/",
]  # fmt: skip


def assert_ours(page: Any) -> None:
    """Assert that a page has our frame, one h1, and nothing that the CSP would stop."""
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count("<h1") == 1
    assert 'class="masthead"' in html
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|<style", html)
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert not re.search(r"\b[Ss]ign in\b|Email\b", html)


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_the_pages_before_the_log_in_are_in_our_look_and_words(client: Client, path: str) -> None:
    assert_ours(client.get(path))


@pytest.mark.parametrize("path", OWN_PAGES)
def test_the_pages_of_an_account_are_in_our_look_and_words(as_: Any, ada: Enrollment, path: str) -> None:
    assert_ours(as_(ada).get(path))


@pytest.mark.parametrize(
    ("ask", "form", "then"),
    [
        (SIGN_UP, {"email": "n@example.edu", "name": "N"}, PROVE),
        (CODE, {"email": "n@example.edu"}, "/accounts/login/code/confirm/"),
        ("/accounts/password/reset/", {"email": "n@example.edu"}, "/accounts/password/reset/confirm/"),
    ],
)
def test_the_pages_that_take_a_code_are_in_our_look_and_words(
    client: Client, ask: str, form: dict[str, str], then: str
) -> None:
    assert client.post(ask, form).url == then
    assert_ours(client.get(then))


def test_the_page_to_change_a_password_is_in_our_look_and_words(as_: Any, ada: Enrollment) -> None:
    ada.user.set_password("engine-of-1843")
    ada.user.save()
    assert_ours(as_(ada).get("/accounts/password/change/"))
    assert_ours(as_(ada).get("/accounts/reauthenticate/"))


class TestDemo:
    """The one-click log-ins."""

    def test_do_not_exist_outside_the_demo(self, client: Client, ines: Enrollment) -> None:
        Course.objects.update(demo_stage="week0")
        assert client.post("/demo/log-in/instructor/").status_code == 404
        assert b"demo" not in client.get(LOG_IN).content.lower()

    @pytest.mark.parametrize("role", ["instructor", "assistant", "student"])
    def test_enter_as_the_demo_courses_own_people(
        self, client: Client, settings: Any, role: str, eve: User, ada: Enrollment, tess: Enrollment, ines: Enrollment
    ) -> None:
        settings.DEMO = True
        demo = build.course("demo", demo_stage="finals")
        build.enrollment(demo, role=role, person=eve)
        named = build.enrollment(demo, role=role, person=build.user(f"{role}@example.edu", name="N"))
        assert client.get(LOG_IN).content.count(b"/demo/log-in/") == 3
        assert client.post(f"/demo/log-in/{role}/").url == "/c/demo/"
        assert signed_in(client) == named.user

    def test_never_enter_as_somebody_of_another_course(
        self, client: Client, settings: Any, ada: Enrollment, ines: Enrollment
    ) -> None:
        settings.DEMO = True
        assert client.post("/demo/log-in/instructor/").url == LOG_IN
        assert signed_in(client) is None

    @pytest.mark.parametrize("role", ["auditor", "admin", "superuser"])
    def test_know_three_roles(self, client: Client, settings: Any, role: str) -> None:
        settings.DEMO = True
        assert client.post(f"/demo/log-in/{role}/").status_code == 404

    def test_take_a_post(self, client: Client, settings: Any) -> None:
        settings.DEMO = True
        assert client.get("/demo/log-in/student/").status_code == 405
