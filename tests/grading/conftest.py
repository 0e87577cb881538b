"""A course with the model policy."""

import pytest

from courseapp.models import Course
from grading.models import PolicyVersion
from grading.policy_document import read_policy
from tests import build
from tests.grading.terms import MODEL_POLICY

BEFORE_TERM = build.CLASS_AT.replace(month=9, day=1)


@pytest.fixture
def version(course: Course) -> PolicyVersion:
    """The model policy, published before the term."""
    policy = read_policy(MODEL_POLICY)
    return PolicyVersion.objects.publish(course, policy, note="As announced.", by=None, now=BEFORE_TERM)
