"""``manage.py import_course``: what it prints, whom it enrolls, and what it refuses."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courseapp.models import Course, Enrollment
from courseapp.roles import Role
from tests.desk.test_imports import MODEL_COURSE, SMALL

pytestmark = pytest.mark.django_db


def test_the_command_imports_and_enrolls_the_instructor_once() -> None:
    out = StringIO()

    for _ in range(2):
        call_command("import_course", MODEL_COURSE, instructor="Ines@Example.edu", stdout=out)

    assert Enrollment.objects.get(role=Role.INSTRUCTOR).user.email == "ines@example.edu"
    assert "cs7670-25fall: 66 added, 0 unchanged." in out.getvalue()
    assert "cs7670-25fall: nothing changed, 66 unchanged." in out.getvalue()
    assert "is in this course already" in out.getvalue()


def test_the_command_names_every_mistake_and_imports_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(SMALL.replace("2025-12-05", "2025-09-01").replace("guest", "ghost"), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("import_course", path)

    assert "bad.toml has mistakes, and nothing was imported:" in str(refused.value)
    assert "course.ends_on" in str(refused.value)
    assert "meetings[2].kind" in str(refused.value)
    assert not Course.objects.exists()


def test_the_command_refuses_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "image.toml").write_bytes(b"# a comment\n\xff\xd8\xff")

    with pytest.raises(CommandError, match="is not UTF-8 text, first in line 2"):
        call_command("import_course", tmp_path / "image.toml")
    with pytest.raises(CommandError, match=r"cannot be read: No such file"):
        call_command("import_course", tmp_path / "none.toml")
