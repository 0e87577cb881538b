"""The term, played once for all tests that look at what came of it."""

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.term.driver import Seen
from tests.term.play import play


@pytest.fixture(scope="session")
def seen(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What was seen in the term; the database is as it was before."""
    with django_db_blocker.unblock(), transaction.atomic():
        seen = play(tmp_path_factory.mktemp("term"))
        transaction.set_rollback(True)
    return seen
