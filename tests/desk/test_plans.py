"""Costs stay flat however many courses there are: no page of everyday's reads a table from end to end."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courseapp.models import Enrollment
from reviews.models import Extension, Paper, Waiver
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite says its plan whatever the tables hold")

PAGES = {
    "home": ("course_home", False),
    "papers": ("reviews:paper_list", False),
    "paper": ("reviews:paper_detail", True),
    "form": ("reviews:review_edit", True),
    "board": ("reviews:question_board", False),
    "schedule": ("schedule", False),
}


def scans(queries: CaptureQueriesContext) -> Iterator[str]:
    """Give each step of the queries' plans that reads a whole table or index, with its query."""
    selects = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        for sql in selects:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            for *_, step in cursor.fetchall():
                if step.startswith("SCAN") and "SUBQUERY" not in step and "CONSTANT" not in step:
                    yield f"{step}: {sql[:200]}"


@pytest.mark.parametrize("who", ["ada", "tess"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_no_table_from_end_to_end(
    as_: Callable[[Enrollment], Client], ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper,
    at: Callable[..., None], page: str, who: str,
) -> None:  # fmt: skip
    for student in (ada, bo):
        build.review(student, paper, now=CLASS_AT - HOUR)
    Extension.objects.grant(
        enrollment=build.enrollment(paper.course), paper=paper, due_at=CLASS_AT + DAY, now=CLASS_AT, by=None
    )
    Waiver.objects.grant(enrollment=build.enrollment(paper.course), paper=paper, now=CLASS_AT, by=None)
    at(CLASS_AT + HOUR)
    name, has_paper = PAGES[page]
    address = reverse(name, args=[paper.course.slug, *([paper.pk] if has_paper else [])])
    client: Any = as_({"ada": ada, "tess": tess}[who])
    caches["copies"].clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, follow=True)
    assert answer.status_code in (200, 403)
    assert list(scans(queries)) == []
