"""Terms for the tests of the arithmetic: as plain dictionaries, at random, and as the facts that the engine reads."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from grading.facts import (
    AdjustmentFact,
    Claim,
    Days,
    GuestChance,
    MarkFact,
    MeetingFact,
    PaperFact,
    QuestionFact,
    Standing,
    TermFacts,
    WorkFact,
)

START = date(2025, 9, 5)

MODEL_POLICY: dict[str, Any] = {
    "components": [
        {"key": "reviews", "kind": "completions", "group": "participation", "weight": 40, "count": 10, "marked": False},
        {"key": "attendance", "kind": "deduction", "group": "participation", "weight": 20, "each": 2, "free": 0},
        {"key": "questions", "kind": "counter", "group": "participation", "weight": 20, "count": 2},
        {"key": "writeup", "kind": "marked", "group": "writeup", "weight": 20},
    ],
    "groups": {"participation": "Participation", "writeup": "Write-up"},
}


def day(number: int) -> date:
    """Return the term's day of that number, from 0."""
    return START + timedelta(days=number)


def paper(number: int, standing: str = "on time", **changed: Any) -> dict[str, Any]:
    """Return a required paper, due in week ``number``."""
    base = {"due_on": day(7 * number), "standing": standing, "required": True, "cancelled": False, "mark": None}
    return {"key": f"p{number}", **base, **changed}


def meeting(number: int, kind: str = "discussion", **changed: Any) -> dict[str, Any]:
    """Return a meeting that is over and was attended."""
    flags = {"over": True, "cancelled": False, "missed": False, "excused": False}
    return {"key": f"m{number}", "held_on": day(7 * number), "kind": kind, **flags, **changed}


def question(number: int, claim: str = "credited", meeting: str = "m1") -> dict[str, Any]:
    """Return a question put at ``meeting``."""
    return {"key": f"q{number}", "meeting": meeting, "claim": claim}


def term(**changed: Any) -> dict[str, Any]:
    """Return a term that is over and in which nothing happened."""
    empty: dict[str, Any] = {"days": (START, None), "ended": True, "papers": [], "meetings": [], "questions": []}
    return empty | {"chances": [], "work": None, "adjustments": []} | changed


def facts_of(raw: Mapping[str, Any]) -> TermFacts:
    """Return a plain term as the engine reads it."""
    return TermFacts(
        days=Days(*raw["days"]),
        has_ended=raw["ended"],
        papers=tuple(_paper_fact(row) for row in raw["papers"]),
        meetings=tuple(_meeting_fact(row) for row in raw["meetings"]),
        questions=tuple(
            QuestionFact(row["key"], row["meeting"], row["key"], START, Claim(row["claim"])) for row in raw["questions"]
        ),
        chances=tuple(GuestChance(key, key, START) for key in raw["chances"]),
        work=_work_fact(raw["work"]),
        adjustments=tuple(
            AdjustmentFact(str(n), key, Fraction(points), "because")
            for n, (key, points) in enumerate(raw["adjustments"])
        ),
    )


def _paper_fact(row: Mapping[str, Any]) -> PaperFact:
    standing = Standing(row["standing"])
    return PaperFact(
        row["key"], row["key"], row["due_on"], standing, row["required"], row["cancelled"], mark=_mark_fact(row["mark"])
    )


def _meeting_fact(row: Mapping[str, Any]) -> MeetingFact:
    flags = {"cancelled": row["cancelled"], "missed": row["missed"], "excused": row["excused"]}
    return MeetingFact(row["key"], row["key"], row["held_on"], row["kind"], row["over"], **flags)


def _work_fact(row: Mapping[str, Any] | None) -> WorkFact | None:
    if row is None:
        return None
    return WorkFact("writeup", "Write-up", row["handed_in"], row["past"], mark=_mark_fact(row["mark"]))


def _mark_fact(value: Fraction | None) -> MarkFact | None:
    return None if value is None else MarkFact(value=value)


def random_policy(dice: Random) -> dict[str, Any]:
    """Return a valid policy of up to six components, with fractions for weights."""
    kinds = [dice.choice(["completions", "deduction", "counter", "marked"]) for _ in range(dice.randint(1, 6))]
    shares = [dice.randint(0, 6) for _ in kinds]
    shares[0] += 1
    whole = sum(shares)
    return {
        "components": [
            _random_component(dice, kind, n, Fraction(100 * share, whole))
            for n, (kind, share) in enumerate(zip(kinds, shares, strict=True))
        ]
    }


def _random_component(dice: Random, kind: str, number: int, weight: Fraction) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    match kind:
        case "completions":
            extra = {"count": dice.randint(1, 14), "marked": dice.random() < 0.5}
        case "deduction":
            extra = {"each": f"{dice.randint(0, 9)}/{dice.randint(1, 3)}", "free": dice.randint(0, 3)}
        case "counter":
            extra = {"count": dice.randint(1, 5)} | ({"per_meeting": dice.randint(1, 2)} if dice.random() < 0.5 else {})
    return {"key": f"c{number}", "kind": kind, "group": dice.choice(["one", "two"]), "weight": str(weight), **extra}


def random_term(dice: Random, keys: list[str]) -> dict[str, Any]:
    """Return any term; adjustments fall on ``keys``, the total, and a component long gone."""
    ended = dice.random() < 0.5
    standings = ["on time", "late, accepted", "late", "missed", "waived"] + ([] if ended else ["open"] * 2)
    first = day(dice.choice([0, 0, 0, 20, 50]))
    return {
        "days": (first, first + timedelta(days=dice.randint(0, 60)) if dice.random() < 0.3 else None),
        "ended": ended,
        "papers": [_random_paper(dice, number, dice.choice(standings)) for number in range(dice.randint(0, 13))],
        "meetings": [_random_meeting(dice, number, ended) for number in range(dice.randint(0, 25))],
        "questions": [
            question(number, dice.choice(["credited", "declined", "claimed"]), dice.choice(["m1", "m2"]))
            for number in range(dice.randint(0, 4))
        ],
        "chances": [] if ended else ["m3"] * dice.randint(0, 1),
        "work": _random_work(dice),
        "adjustments": [
            (dice.choice([*keys, "", "gone"]), Fraction(dice.randint(-3000, 3000), 100))
            for _ in range(dice.randint(0, 2))
        ],
    }


def _random_paper(dice: Random, number: int, standing: str) -> dict[str, Any]:
    flags = {"required": dice.random() < 0.9, "cancelled": dice.random() < 0.1}
    return paper(number, standing, mark=_random_mark(dice), **flags)


def _random_meeting(dice: Random, number: int, ended: bool) -> dict[str, Any]:
    missed = dice.random() < 0.3
    flags = {"missed": missed, "excused": dice.random() < 0.2, "cancelled": dice.random() < 0.1}
    kind = dice.choice(["lecture", "discussion", "guest", "no class"])
    return meeting(number // 2, kind, key=f"m{number}", over=ended or dice.random() < 0.7, **flags)


def _random_work(dice: Random) -> dict[str, Any] | None:
    if dice.random() < 0.2:
        return None
    return {"handed_in": dice.random() < 0.5, "past": dice.random() < 0.5, "mark": _random_mark(dice)}


def _random_mark(dice: Random) -> Fraction | None:
    return None if dice.random() < 0.3 else Fraction(dice.randint(0, 7), 7)
