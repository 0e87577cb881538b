"""The records of the term's lotteries, recomputed by an independent program; tampered with; recomputed again."""

import importlib.util
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.term.driver import Seen
from tests.term.play import PEOPLE_OF
from tests.term.script import AWAY
from tests.term.verifier import faults, links

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).parents[2] / "static" / "verify_lottery.py"
CORRECTED = "m05"  # a lottery of many draws, one of them corrected in class
Record = dict[str, Any]


def script() -> Any:
    """Return the script that students download."""
    spec = importlib.util.spec_from_file_location("verify_lottery", SHIPPED)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def noted(seen: Seen, meeting: str) -> tuple[str, str]:
    """Return the commitment that the class noted before, and the hash that it noted at the end."""
    return seen.records[meeting, "before class"]["commitment"], seen.hashes[meeting]


@pytest.mark.parametrize("meeting", AWAY)
def test_every_pick_and_every_hash_of_the_record_follows(seen: Seen, meeting: str) -> None:
    record = seen.records[meeting, "the end"]
    assert faults(record, *noted(seen, meeting)) == []
    assert script().verify(record, seen.hashes[meeting]) is None
    assert sum(line["kind"] == "draw" for line in record["lines"]) == sum(
        draw.meeting == meeting for draw in seen.draws
    )


@pytest.mark.parametrize("meeting", AWAY)
def test_the_record_tells_nothing_before_the_secret_is_revealed(seen: Seen, meeting: str) -> None:
    for moment in ("before class", "in class"):
        record = seen.records[meeting, moment]
        assert (record["secret"], record["lines"]) == (None, [])
    assert seen.records[meeting, "in class"]["hash"] == seen.records[meeting, "after class"]["hash"]


def test_a_correction_after_the_reveal_stands_behind_the_hash_that_was_noted(seen: Seen) -> None:
    before, after = (seen.records["m11", moment]["lines"] for moment in ("after class", "the end"))
    assert after[:-1] == before
    assert (after[-1]["kind"], after[-1]["reason"].partition(": ")[2]) == (
        "void", "Sat behind the pillar – wir haben ihn übersehen.",
    )  # fmt: skip


def test_the_record_names_those_whom_the_room_saw(seen: Seen) -> None:
    lines = [line for line in seen.records[PEOPLE_OF, "the end"]["lines"] if line["kind"] == "draw"]
    drawn = [seen.pseudonyms[draw.student] for draw in seen.draws if draw.meeting == PEOPLE_OF]
    assert [line["pseudonym"] for line in lines] == drawn
    assert "Every draw and every hash follows." in seen.said[f"proof {PEOPLE_OF}"]


def test_who_is_on_leave_or_not_there_any_more_has_no_ticket(seen: Seen) -> None:
    in_pool = {pair.partition(":")[0] for pair in seen.records[PEOPLE_OF, "the end"]["lines"][0]["tickets"].split(",")}
    assert {student for student, own in seen.pseudonyms.items() if own not in in_pool} == {"Wes", "Yan"}
    assert len(in_pool) == 22


def test_whoever_was_asked_in_the_first_lottery_has_fewer_tickets_in_the_second(seen: Seen) -> None:
    first, second = (seen.records[meeting, "the end"]["lines"][0]["tickets"] for meeting in ("m02", "m03"))
    asked = {draw.student for draw in seen.draws if draw.meeting == "m02" and draw.said[-1][1] == "answered"}
    assert {pair.partition(":")[2] for pair in first.split(",")} == {"64"}
    assert sorted(pair.partition(":")[2] for pair in second.split(",")).count("16") == len(asked)


def of_line(number: int, **changes: str) -> Callable[[Record], None]:
    """Return a tampering with one line."""
    return lambda record: record["lines"][number].update(changes)


def with_another_share(record: Record) -> None:
    """Give the first of those in the pool a ticket more or fewer."""
    line = record["lines"][0]
    first, _, rest = line["tickets"].partition(",")
    name, _, share = first.partition(":")
    line["tickets"] = f"{name}:{'16' if share == '64' else '64'},{rest}"


def with_another_pick(record: Record) -> None:
    """Let the first draw, and what was said of it, be about somebody else."""
    other = record["lines"][2]["pseudonym"]
    for line in record["lines"][:2]:
        line["pseudonym"] = other


def with_swapped_lines(record: Record) -> None:
    """Swap two lines, and let them keep their places' numbers."""
    lines = record["lines"]
    lines[1], lines[3] = {**lines[3], "n": 2}, {**lines[1], "n": 4}


def with_a_line_more(record: Record) -> None:
    """Say something of a draw that nobody said."""
    line = {**record["lines"][1], "kind": "void", "reason": "draw 1: forgotten"}
    record["lines"].insert(2, line)


CHANGES: dict[str, Callable[[Record], None]] = {
    "the course": lambda record: record.update(course="term-24fall"),
    "the date": lambda record: record.update(date="2025-10-01"),
    "the phrase": lambda record: record.update(phrase="Grüne Heringe"),
    "the secret": lambda record: record.update(secret="00" * 32),
    "the commitment": lambda record: record.update(commitment="00" * 32),
    "a share of the tickets": with_another_share,
    "a pick": with_another_pick,
    "an outcome": of_line(1, reason="draw 1: passed"),
    "a reason": of_line(-1, reason="draw 1: because"),
    "the kind of a line": of_line(-1, kind="undo"),
    "a dropped line": lambda record: record["lines"].pop(1),
    "a dropped draw": lambda record: record["lines"].pop(0),
    "a dropped last line": lambda record: record["lines"].pop(),
    "swapped lines": with_swapped_lines,
    "a line more": with_a_line_more,
}
SLIPS: dict[str, Callable[[Record], None]] = {
    "the number of a line": lambda record: record["lines"][2].update(n=7),
    "the hash of a line": of_line(2, hash="00" * 32),
    "the final hash": lambda record: record.update(hash="00" * 32),
}


def forged(record: Record) -> Record:
    """Return the record with numbers and hashes that agree again, as a careful forger would."""
    for number, (line, link) in enumerate(zip(record["lines"], links(record)[1:], strict=True), start=1):
        line.update(n=number, hash=link)
    return {**record, "hash": links(record)[-1]}


@pytest.mark.parametrize("change", [*CHANGES, *SLIPS])
def test_a_change_to_the_record_is_found(seen: Seen, change: str) -> None:
    record = deepcopy(seen.records[CORRECTED, "the end"])
    (CHANGES | SLIPS)[change](record)
    assert faults(record, *noted(seen, CORRECTED)) != []
    assert script().verify(record, seen.hashes[CORRECTED]) is not None


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found_even_where_all_hashes_are_made_to_agree(seen: Seen, change: str) -> None:
    record = deepcopy(seen.records[CORRECTED, "the end"])
    CHANGES[change](record)
    record = forged(record)
    assert faults(record, *noted(seen, CORRECTED)) != []
    assert script().verify(record, seen.hashes[CORRECTED]) is not None
