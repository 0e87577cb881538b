"""The record proves itself: recomputed here and by the script that students download; tampered with in turn."""

import dataclasses
import hashlib
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery import drawing, proof
from lottery.proof import Entry, Record

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "static" / "verify_lottery.py"
DOCUMENT = (ROOT / "docs" / "lottery.md").read_text(encoding="utf-8")
EXAMPLE = json.loads(re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL).group(1))

verify = runpy.run_path(str(SCRIPT))["verify"]

acts = st.lists(
    st.tuples(
        st.dictionaries(st.integers(1, 40), st.sampled_from([64, 16, 4, 1]), max_size=12),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    ),
    max_size=12,
)


def record_of(acts: list[tuple[dict[int, int], str]], secret: bytes = b"s" * 32, phrase: str = "blue heron") -> Record:
    """Return the record of ``acts``: a draw from the tickets where there are any, otherwise a void with its reason."""
    course, date, draws = "cs7670", "2025-10-07", 0
    committed, seed = drawing.commitment(secret), drawing.seed(secret, phrase)
    current, entries = drawing.opening_hash(course, date, committed, phrase), []
    for number, (shares, reason) in enumerate(acts, 1):
        kind, pseudonym, tickets = "void", "p001", {f"p{key:03d}": share for key, share in shares.items()}
        if tickets:
            draws += 1
            kind, reason = "draw", ""
            pseudonym = drawing.pick(seed, drawing.label(course, date, draws), tickets)
        text = drawing.tickets_text(tickets)
        current = drawing.next_hash(current, drawing.line(number, kind, pseudonym, text, reason))
        entries.append(Entry(number, kind, pseudonym, text, reason, current))
    return Record(course, date, committed, phrase, secret, entries, current)


THREE = record_of([({1: 64, 2: 16, 3: 4}, ""), ({}, "the projector failed"), ({1: 64, 2: 16, 3: 4}, "")])


@given(acts)
def test_guarantee_7_the_record_alone_reproduces_every_pick_and_hash(acts: list[tuple[dict[int, int], str]]) -> None:
    record = record_of(acts)
    assert proof.first_difference(record, record.hash) is None
    assert verify(json.loads(json.dumps(record.as_json())), record.hash) is None


@given(acts)
def test_a_record_survives_the_way_through_json(acts: list[tuple[dict[int, int], str]]) -> None:
    record = record_of(acts)
    assert Record.from_json(json.loads(json.dumps(record.as_json()))) == record


def test_the_record_of_a_lottery_not_yet_revealed_keeps_its_secret() -> None:
    hidden = dataclasses.replace(THREE, secret=None)
    assert hidden.as_json()["secret"] is None
    assert proof.first_difference(hidden, THREE.hash) is None
    assert verify(hidden.as_json()) == "The secret is not revealed yet: download the record again after class."


def tampered(path: list[str | int], value: Any) -> dict[str, Any]:
    """Return the record of three lines as JSON, with ``value`` at ``path``."""
    content = json.loads(json.dumps(THREE.as_json()))
    place = content
    for step in path[:-1]:
        place = place[step]
    assert place[path[-1]] != value
    place[path[-1]] = value
    return content


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (["course"], "cs7671", 1),
        (["date"], "2025-10-08", 1),
        (["commitment"], "0" * 64, 0),
        (["phrase"], "blue herons", 1),
        (["secret"], "00" * 32, 0),
        (["hash"], "0" * 64, None),
        (["lines", 0, "n"], 2, 1),
        (["lines", 0, "kind"], "void", 1),
        (["lines", 0, "pseudonym"], "p009", 1),
        (["lines", 0, "tickets"], "p001:64,p002:16,p003:16", 1),
        (["lines", 0, "tickets"], "p001:64,p002", 1),
        (["lines", 0, "tickets"], "p001:0", 1),
        (["lines", 0, "tickets"], "", 1),
        (["lines", 0, "reason"], "why", 1),
        (["lines", 1, "kind"], "undo", 2),
        (["lines", 1, "pseudonym"], "p002", 2),
        (["lines", 1, "reason"], "the projector failed.", 2),
        (["lines", 1, "hash"], "0" * 64, 2),
        (["lines", 2, "hash"], "0" * 64, 3),
    ],
)
def test_any_change_is_found_where_it_was_made(path: list[str | int], value: Any, line: int | None) -> None:
    content = tampered(path, value)
    difference = proof.first_difference(Record.from_json(content))
    assert difference is not None
    assert difference.line == line
    sentence = verify(content)
    assert sentence is not None
    assert re.findall(r"Line (\d+)", sentence) == ([str(line)] if line else [])


def test_another_format_is_refused() -> None:
    content = tampered(["format"], "courseapp-lottery-2")
    assert verify(content) == "The format is not courseapp-lottery-1."
    with pytest.raises(ValueError, match="format"):
        Record.from_json(content)


def test_a_line_left_out_is_found() -> None:
    content = THREE.as_json()
    del content["lines"][1]
    assert proof.first_difference(Record.from_json(content)).line == 2
    assert verify(content) == "Line 2 is numbered 3."


def test_a_record_rewritten_from_end_to_end_is_found_against_the_announced_hash() -> None:
    forged = record_of([({1: 64, 2: 16, 3: 4}, ""), ({}, "no reason"), ({1: 64, 2: 16, 3: 4}, "")])
    assert proof.first_difference(forged) is None
    assert proof.first_difference(forged, THREE.hash).line is None
    assert verify(forged.as_json(), THREE.hash) == "The record does not pass through the hash that the class was given."


def test_a_correction_after_class_leaves_the_announced_hash_valid() -> None:
    corrected = record_of([({1: 64}, ""), ({}, "arrived late")])
    announced = corrected.lines[0].hash
    assert proof.first_difference(corrected, announced) is None
    assert verify(corrected.as_json(), announced) is None


def test_a_draw_added_after_class_is_found() -> None:
    longer = record_of([({1: 64}, ""), ({1: 64}, "")])
    announced = longer.lines[0].hash
    assert proof.first_difference(longer, announced).line is None
    assert verify(longer.as_json(), announced) is not None


def test_the_worked_example_of_the_document_is_right() -> None:
    record = Record.from_json(EXAMPLE)
    assert record.secret == hashlib.sha256(b"seminar demo secret").digest()
    assert proof.first_difference(record) is None
    assert verify(EXAMPLE) is None
    assert record.opening in DOCUMENT
    for entry in record.lines:
        assert f"\n    {entry}\n" in DOCUMENT


def test_the_script_runs_alone(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    run = subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"Verified: {len(EXAMPLE['lines'])} lines, final hash {EXAMPLE['hash']}\n"


def test_the_script_says_where_a_record_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(tampered(["lines", 0, "pseudonym"], "p009")), encoding="utf-8")
    run = subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, "Line 1: draw 1 does not give p009.\n")


def test_the_script_stays_short_enough_to_be_read() -> None:
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) < 80
