"""Who a person is in a course."""

from django.db.models import TextChoices


class Role(TextChoices):
    """A person's part in one course; what each may do is docs/permissions.md."""

    INSTRUCTOR = "instructor", "Instructor"
    ASSISTANT = "assistant", "Assistant"
    STUDENT = "student", "Student"
    AUDITOR = "auditor", "Auditor"


STAFF = (Role.INSTRUCTOR, Role.ASSISTANT)
EVERYBODY = (Role.INSTRUCTOR, Role.ASSISTANT, Role.STUDENT, Role.AUDITOR)
