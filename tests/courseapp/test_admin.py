"""The back door: who gets in, what is read there, and that a change leaves its trace."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from courseapp.admin import ReadOnlyAdmin
from courseapp.models import Enrollment, Event, User
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(as_: Any) -> Client:
    """A client of the machine's owner."""
    person = User.objects.create_superuser("root@example.edu", name="Root")
    client: Client = as_(person)
    return client


def test_the_admin_sends_visitors_to_our_own_log_in(client: Client) -> None:
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"


def test_an_instructor_is_not_let_in(as_: Any, ines: Enrollment) -> None:
    assert as_(ines).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=str), ids=str)
def test_every_list_opens_and_is_short_of_queries(root: Client, ada: Enrollment, model: Any) -> None:
    Event.objects.record(course=ada.course, kind="test.done", at=build.CLASS_AT, enrollment=ada)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    page = root.get(reverse(name), {"q": "x"} if admin.site._registry[model].search_fields else {})
    assert page.status_code == 200
    assert "default-src 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "model", [model for model, its in admin.site._registry.items() if isinstance(its, ReadOnlyAdmin)], ids=str
)
def test_history_can_not_be_written(root: Client, model: Any) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
    assert root.get(reverse(name)).status_code == 403


def test_a_place_changed_here_leaves_an_event(root: Client, ada: Enrollment, ines: Enrollment) -> None:
    form = {"role": "auditor", "section": "B", "began_on": ada.began_on, "ended_on": "", "registrar_id": ""}
    root.post(reverse("admin:courseapp_enrollment_change", args=[ada.pk]), form)
    event = Event.objects.about(ada).get()
    assert (event.before, event.after) == ({"role": "student", "section": ""}, {"role": "auditor", "section": "B"})
    assert event.actor == User.objects.get(email="root@example.edu")


def test_the_last_instructor_stays_here_too(root: Client, ines: Enrollment) -> None:
    form = {"role": "student", "section": "", "began_on": ines.began_on, "ended_on": "", "registrar_id": ""}
    page = root.post(reverse("admin:courseapp_enrollment_change", args=[ines.pk]), form, follow=True)
    assert b"last instructor" in page.content
    assert Enrollment.objects.get(pk=ines.pk).role == "instructor"


def test_an_address_is_not_changed_here(root: Client, ada: Enrollment) -> None:
    form = {"email": "thief@example.edu", "name": "Ada", "is_active": "on"}
    root.post(reverse("admin:courseapp_user_change", args=[ada.user_id]), form)
    assert User.objects.get(pk=ada.user_id).email == "ada@example.edu"
    root.post(reverse("admin:courseapp_user_add"), {"email": "New@example.edu", "name": "N", "is_active": "on"})
    assert not User.objects.get(email="new@example.edu").has_usable_password()


def test_nobody_is_deleted_here(root: Client, ada: Enrollment) -> None:
    assert root.post(reverse("admin:courseapp_user_delete", args=[ada.user_id]), {"post": "yes"}).status_code == 403
