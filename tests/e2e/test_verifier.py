"""The proof page's verifier: computed in the browser, and of one mind with the script that students download."""

import copy
import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courseapp.models import Enrollment, Meeting
from lottery.models import Draw, Lottery, Outcome
from tests.e2e.conftest import Visit, Window
from tests.lottery.conftest import opened

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

verify = runpy.run_path(str(Path(__file__).parents[2] / "static" / "verify_lottery.py"))["verify"]

COMPUTE = """async ([record, announced]) => {
  const { steps } = await import("/static/js/lottery-record.js");
  try {
    for await (const step of steps(record, announced)) if (step.wrong) return step.wrong;
  } catch (error) {
    return "error";
  }
  return null;
}"""


@pytest.fixture
def lottery(meeting: Meeting, ada: Enrollment, bo: Enrollment) -> Lottery:
    """A lottery of three draws and awkward words, revealed after class."""
    lottery = opened(meeting, planned=2)
    said = [(Outcome.ANSWERED, ""), (Outcome.VOID, 'Fire "alarm"\\ – ü 🔥'), (Outcome.ABSENT, "")]
    for number, (outcome, reason) in enumerate(said, 1):
        draw = Draw.objects.hold(lottery, number, now=meeting.starts_at, by=None)
        draw.decide(outcome, reason=reason, now=meeting.starts_at, by=None)
    return lottery.reveal(now=meeting.ends_at, by=None)


def tampered(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the record with each field changed in turn, and a line left out, doubled and exchanged."""
    changed = []
    for name in ("course", "date", "commitment", "phrase", "secret", "hash"):
        changed.append({**record, name: _other(record[name])})
    for place, line in enumerate(record["lines"]):
        for name in line:
            other = copy.deepcopy(record)
            other["lines"][place][name] = _other(line[name])
            changed.append(other)
    lines = record["lines"]
    for some in (lines[:-1], [lines[0], *lines], [*lines[:-2], lines[-1], lines[-2]]):
        changed.append({**record, "lines": some})
    return changed


def _other(value: Any) -> Any:
    """Return the value with its last character changed."""
    if isinstance(value, int):
        return value + 1
    return value[:-1] + ("1" if value[-1:] == "0" else "0")


def test_the_browser_and_the_script_find_the_same_place(visit: Visit, lottery: Lottery) -> None:
    page = visit("/accounts/login/")
    record = json.loads(json.dumps(lottery.record().as_json()))
    assert page.evaluate(COMPUTE, [record, lottery.final_hash]) is None
    variants = tampered(record)
    assert len(variants) > 40
    for variant in variants:
        found = page.evaluate(COMPUTE, [variant, lottery.final_hash])
        assert found == verify(variant, lottery.final_hash)
        assert found is not None
    assert page.evaluate(COMPUTE, [record, "f" * 64]) == verify(record, "f" * 64)


def recompute(page: Page, record: str = "", announced: str = "") -> None:
    """Use the form as a student does."""
    if record:
        page.get_by_label("A record that you downloaded").set_input_files(
            {"name": "record.json", "mimeType": "application/json", "buffer": record.encode()}
        )
    page.get_by_label("The hash that you were given").fill(announced)
    page.get_by_role("button", name="Recompute").click()


def test_a_student_recomputes_the_record_of_the_page(phone: Window, lottery: Lottery, bo: Enrollment) -> None:
    page = phone(bo, lottery.get_absolute_url())
    recompute(page, announced=lottery.final_hash.upper())
    expect(page.get_by_text("Everything follows: 14 steps")).to_be_visible()
    expect(page.locator("#verifier-steps").get_by_text("ticket ")).to_have_count(3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("alarm", "alert"), "Line 4: its hash does not follow"),
        (lambda text: text[:-30], "the file holds no JSON"),
        (lambda text: text.replace("courseapp-lottery-1", "something-else"), "not a record of the format"),
        (lambda text: "null", "not a record of the format"),
        (lambda text: text.replace('"lines"', '"rows"'), "The record is not whole"),
    ],
)
def test_a_file_that_does_not_hold_is_said_in_a_sentence(
    change: Any, sentence: str, phone: Window, lottery: Lottery, bo: Enrollment
) -> None:
    page = phone(bo, lottery.get_absolute_url())
    recompute(page, change(json.dumps(lottery.record().as_json(), ensure_ascii=False)))
    expect(page.locator("#verifier-verdict")).to_contain_text(sentence)
