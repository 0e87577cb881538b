"""What happens around every request."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from courseapp.middleware import LoopbackOnlyMiddleware, OwnCopyMiddleware, TimeZoneMiddleware


def greet(request: HttpRequest) -> HttpResponse:
    """Answer anybody."""
    return HttpResponse("Welcome")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1"])
def test_the_demo_answers_this_machine(rf: RequestFactory, address: str) -> None:
    assert LoopbackOnlyMiddleware(greet)(rf.get("/", REMOTE_ADDR=address)).content == b"Welcome"


@pytest.mark.parametrize("address", ["192.0.2.7", "0.0.0.0", "2001:db8::7", "::ffff:192.0.2.7", ""])
def test_the_demo_answers_nobody_else_whatever_host_they_name(rf: RequestFactory, address: str) -> None:
    response = LoopbackOnlyMiddleware(greet)(rf.get("/", REMOTE_ADDR=address, HTTP_HOST="localhost"))
    assert response.status_code == 403
    assert b"this machine alone" in response.content


def test_every_answer_carries_the_id_of_its_request(client: Client) -> None:
    first, second = client.get("/healthz"), client.get("/healthz")
    assert re.fullmatch("[0-9a-f]{32}", first["X-Request-ID"])
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_a_proxys_id_is_kept_where_it_is_harmless(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-12345678"})["X-Request-ID"] == "proxy-12345678"
    assert "\n" not in client.get("/healthz", headers={"X-Request-ID": "a b<script>"})["X-Request-ID"]


def test_a_courses_zone_ends_with_its_request(rf: RequestFactory) -> None:
    def in_new_york(request: HttpRequest) -> HttpResponse:
        assert timezone.get_current_timezone_name() == "UTC"
        timezone.activate("America/New_York")
        return HttpResponse(timezone.get_current_timezone_name())

    assert TimeZoneMiddleware(in_new_york)(rf.get("/")).content == b"America/New_York"
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_page_is_kept_by_its_readers_browser_alone_which_asks_before_it_shows_it(rf: RequestFactory) -> None:
    assert OwnCopyMiddleware(greet)(rf.get("/"))["Cache-Control"] == "private, no-cache"


def test_a_view_may_say_otherwise(rf: RequestFactory) -> None:
    def secret(request: HttpRequest) -> HttpResponse:
        return HttpResponse("42", headers={"Cache-Control": "no-store"})

    assert OwnCopyMiddleware(secret)(rf.get("/"))["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_every_answer_says_who_may_keep_it(client: Client) -> None:
    for path in ("/", "/accounts/login/", "/healthz", "/nope"):
        assert "private" in client.get(path)["Cache-Control"], path


@pytest.mark.django_db
def test_who_sends_a_form_without_a_log_in_is_told_and_led_back_to_it(client: Client) -> None:
    answer = client.post("/preview/", {"text": "x"}, headers={"Referer": "http://testserver/c/x/write-up/?a=1"})
    assert answer["Location"] == "/accounts/login/?next=/c/x/write-up/%3Fa%3D1"
    assert "Nothing was stored" in client.get(answer["Location"]).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["", "https://evil.example/c/x/", "http://testserver", "javascript:alert(1)", "//["])
def test_no_other_page_can_be_led_back_to(client: Client, before: str) -> None:
    assert client.post("/preview/", headers={"Referer": before})["Location"] == "/accounts/login/?next=/"


@pytest.mark.django_db
def test_a_script_is_led_on_without_a_word(client: Client) -> None:
    answer = client.post("/preview/", headers={"Sec-Fetch-Mode": "cors"})
    assert "Nothing was stored" not in client.get(answer["Location"]).content.decode()


HERE = {"Origin": "http://testserver"}
TYPED = {"summary": "Typed words.", "hand_in": "1"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/c/x/papers/1/review/?by=1", "/c/nowhere/nope/"])
def test_a_text_sent_without_a_log_in_comes_back_to_be_sent_again(client: Client, path: str) -> None:
    answer = client.post(path, TYPED, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert f'action="{path}"' in page
    assert "Typed words.</textarea>" in page
    assert '<input type="hidden" name="hand_in" value="1">' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "sent", "headers"),
    [
        ("/c/x/", TYPED, {}),
        ("/c/x/", TYPED, {"Origin": "https://evil.example"}),
        ("/c/x/", TYPED, {"Origin": "null"}),
        ("/c/x/", {"act": "star"}, HERE),
        ("/preview/", TYPED, HERE),
    ],
)
def test_nothing_else_is_given_back(client: Client, path: str, sent: dict[str, str], headers: dict[str, str]) -> None:
    assert client.post(path, sent, headers=headers).status_code == 302


@pytest.mark.django_db
def test_a_form_that_had_grown_too_old_gives_its_text_back_with_a_new_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/c/x/", TYPED, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Typed words.</textarea>" in page
    assert "csrfmiddlewaretoken" in page
    assert (
        "Typed words." not in strict.post("/c/x/", TYPED, headers={"Origin": "https://evil.example"}).content.decode()
    )


@pytest.mark.django_db
def test_who_asks_for_a_page_is_led_on_to_it(client: Client) -> None:
    answer = client.get("/c/x/write-up/?a=1", headers={"Referer": "http://testserver/"})
    assert answer["Location"] == "/accounts/login/?next=/c/x/write-up/%3Fa%3D1"
