"""Pages that belong to no course."""

import pytest
from django.test import Client

from courseapp.answers import LARGEST_ANSWER
from courseapp.models import User


def test_a_preview_shows_a_text_as_readers_will_see_it(eve: User, as_) -> None:
    answer = as_(eve).post("/preview/", {"text": "*one* <script>two</script>"})
    assert "<em>one</em>" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_a_preview_refuses_what_is_too_long_and_who_is_a_stranger(eve: User, as_, client: Client) -> None:
    assert as_(eve).post("/preview/", {"text": "x" * (LARGEST_ANSWER + 1)}).status_code == 413
    assert client.post("/preview/", {"text": "x"}).status_code == 302


def test_the_style_guide_is_for_a_demo_or_a_developer(eve: User, as_, settings) -> None:
    assert as_(eve).get("/styleguide/").status_code == 404
    settings.DEMO = True
    assert "Every component once" in as_(eve).get("/styleguide/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data", "multipart/form-data; boundary=é"],
)
def test_a_form_that_cannot_be_read_is_answered_with_400(kind: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")  # which gives the cookie; without it no form is read at all
    answer = client.generic("POST", "/accounts/login/", b"email=ada", content_type=kind)
    assert (answer.status_code, "can’t be understood" in answer.content.decode()) == (400, True)
