"""Fields that forms share."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from courseapp.forms import AnnouncementForm, LocalDateTimeField, LocalDateTimeInput, MaterialForm
from courseapp.models import Enrollment
from courseapp.presence_forms import StudentsChoiceField
from desk.forms import MeetingForm
from reviews.forms import ExtensionForm, PaperForm
from writeups.forms import BriefForm


def test_a_time_is_meant_in_the_pages_zone() -> None:
    with timezone.override("America/New_York"):
        assert LocalDateTimeField().clean("2025-10-07T09:50") == datetime(2025, 10, 7, 13, 50, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["0025-10-07T09:50", "9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_year_that_is_a_slip_of_the_keys_is_refused_with_the_remedy(typed: str) -> None:
    with pytest.raises(ValidationError, match="Write the time again"):
        LocalDateTimeField().clean(typed)


def test_no_time_is_none_where_none_is_needed() -> None:
    assert LocalDateTimeField(required=False).clean("") is None


@pytest.mark.django_db
def test_a_student_whom_no_row_can_have_is_no_choice() -> None:
    field = StudentsChoiceField(Enrollment.objects.all())
    for typed in (["0"], [str(2**63)], ["9" * 30], ["x"]):
        with pytest.raises(ValidationError):
            field.clean(typed)


def fields_of(form: Any) -> dict[str, forms.Field]:
    """Return the fields by name, declared or taken from a model."""
    return {**form.base_fields, **form.declared_fields}


@pytest.mark.parametrize("form", [AnnouncementForm, MaterialForm, MeetingForm, PaperForm, ExtensionForm, BriefForm])
def test_every_form_takes_its_times_so(form: type[forms.BaseForm]) -> None:
    times = [field for field in fields_of(form).values() if isinstance(field, forms.DateTimeField)]
    assert times
    assert all(isinstance(field, LocalDateTimeField) for field in times)
    assert all(isinstance(field.widget, LocalDateTimeInput) for field in times)


def test_the_help_of_a_field_is_text() -> None:
    class Asked(forms.Form):
        said = forms.CharField(help_text="<script>x</script> & papers")

    assert "&lt;script&gt;x&lt;/script&gt; &amp; papers" in Asked().render()
