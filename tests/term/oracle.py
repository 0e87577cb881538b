"""What the grade sheet must say, reckoned from the script alone. Nothing of the product is imported here.

Where the product reads rows and asks rules, this keeps tables: what each code of the script is worth from when on, and
what each word about presence, questions and write-ups adds to a set or takes from it.
"""

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.term import script
from tests.term.script import at, days_of

FIRST_DAY, LAST_DAY = date(2025, 9, 5), date(2025, 12, 5)
GRACE, CLASS = timedelta(minutes=2), timedelta(minutes=100)
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
RELATIVE = {"on time": 0 * HOURS, "cut-off": GRACE, "evening": -14 * HOURS, "morning": -3 * HOURS}
EARLY, ACCEPTED, TAKEN_BACK = -8 * DAYS, 8 * DAYS, 10 * DAYS

# What a review is worth, from when on. Before that it is open; the cut-off is the class's.
WORTH: dict[str, list[tuple[str | timedelta, int]]] = {
    "x": [("evening", 1)], "*": [(EARLY, 1)], "D": [("on time", 1)], "S": [("on time", 1)], "G": [("cut-off", 1)],
    "2": [("morning", 1)], "c": [("morning", 1)], "I": [("morning", 1)], "T": [("morning", 1)], "R": [("morning", 1)],
    "B": [(-4 * DAYS, 1)],
    "a": [("cut-off", 1)],  # a complete draft is handed in by itself
    "k": [("cut-off", 0)], "i": [("cut-off", 0)], "K": [("cut-off", 0)],  # these are not
    ".": [("cut-off", 0)], "L": [("cut-off", 0)], "M": [("cut-off", 0)], "U": [("cut-off", 0)], "X": [("cut-off", 0)],
    "A": [("cut-off", 0), (ACCEPTED, 1)], "r": [("cut-off", 0), (ACCEPTED, 1)],
    "V": [("cut-off", 0), (ACCEPTED, 1), (TAKEN_BACK, 0)],
    "F": [("cut-off", 0)],  # nothing was written before reading, so there is nothing to accept
}  # fmt: skip
OWN_CUT_OFF = {"E": 1, "e": 0}
NOT_ASKED = {"W", "w"}

Points = tuple[Fraction, Fraction, Fraction]  # earned, floor, ceiling
Part = tuple[Points, bool, str]  # the points, whether there is a figure yet, and what stands where there is none
NIL = Fraction(0)


def sheet(now: datetime, draws: Iterable[Any], policy: str) -> dict[str, dict[str, str]]:
    """Return what the sheet says at ``now`` under a policy, the text of a course file: by address, then by header."""
    rules = tomllib.loads(policy, parse_float=Fraction)["policy"]
    missed = absences(now, draws)
    return {script.email(one): row(one, now, rules, missed[one]) for one in script.STUDENTS}


def row(student: str, now: datetime, rules: dict[str, Any], missed: set[str]) -> dict[str, str]:
    """Return the row of one student."""
    corrections = adjusted(student, now)
    says = {
        "Name": script.name(student),
        "E-mail": script.email(student),
        "Section": harmless(script.SECTIONS.get(student, "1")),
        "Registrar ID": f"N{100 + script.STUDENTS.index(student)}",
    }
    sums: list[Points] = []
    for group, title in rules["groups"].items():
        parts = []
        for component in (one for one in rules["components"] if one["group"] == group):
            points, has_figure, otherwise = KINDS[component["kind"]](student, now, component, missed)
            own = corrections.get(component["key"], [])
            points, has_figure = plus(points, sum(own, NIL)), has_figure or bool(own)
            parts.append((points, has_figure))
            says[component["title"]] = shown(points[0]) if has_figure else otherwise
            says[f"{component['title']} (open)"] = shown(points[2] - points[0])
        sums.append(added(points for points, _ in parts))
        says[f"Subtotal: {title}"] = shown(sums[-1][0]) if any(figure for _, figure in parts) else ""
    return says | ending(plus(added(sums), sum(corrections.get("total", []), NIL)), rules.get("letters", {}))


def ending(total: Points, letters: dict[str, int]) -> dict[str, str]:
    """Return the last cells of a row: the total is at least 0, and a letter is there once no other is possible."""
    earned, floor, ceiling = (max(NIL, one) for one in total)
    reached = [
        next((letter for letter, least in letters.items() if Fraction(shown(one)) >= least), "")
        for one in (floor, ceiling)
    ]
    return {
        "Total": shown(earned),
        "Letter": reached[0] if reached[0] == reached[1] else "",
        "Floor": shown(floor),
        "Ceiling": shown(ceiling),
        "Open": shown(ceiling - earned),
    }


def shown(points: Fraction) -> str:
    """Return points in two places, half up."""
    cents = math.floor(points * 100 + Fraction(1, 2))
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return "'" + cell if cell[0] in "=+-@\t\r" else cell


def plus(points: Points, more: Fraction) -> Points:
    """Add to all three."""
    return points[0] + more, points[1] + more, points[2] + more


def added(several: Iterable[Points]) -> Points:
    """Add points up."""
    earned, floor, ceiling = zip(*several, strict=True)
    return sum(earned, NIL), sum(floor, NIL), sum(ceiling, NIL)


def is_there(student: str, day: date) -> bool:
    """Return whether a day is one of a student's, first and last included."""
    first, last = days_of(student)
    return (first or FIRST_DAY.isoformat()) <= day.isoformat() <= (last or "2099-01-01")


# Reviews -----------------------------------------------------------------------------------------


def reviews(student: str, now: datetime, rule: dict[str, Any], _: set[str]) -> Part:
    """Weight × the best n credits ÷ n, n being what is asked of this student, but no more than the policy counts."""
    required = [paper for paper in script.PAPERS if paper not in ("opt", "off")]
    asked = [
        paper
        for paper in required
        if is_there(student, at(script.DUE[paper]).date()) and script.code_of(student, paper) not in NOT_ASKED
    ]
    to_come = max(0, rule["count"] - len(required)) if now.date() <= LAST_DAY else 0
    n = min(rule["count"], len(asked) + to_come)
    if not n:
        return (NIL, NIL, NIL), False, "n/a"
    credits = [credit(student, paper, now, rule) for paper in asked] + [None] * to_come
    decided = [one for one in credits if one is not None]
    weight = Fraction(rule["weight"])
    sure, possible = (
        weight * sum(sorted(pile, reverse=True)[:n]) / n
        for pile in (decided, [Fraction(1) if one is None else one for one in credits])
    )
    return (sure, sure, possible), bool(decided), ""


def credit(student: str, paper: str, now: datetime, rule: dict[str, Any]) -> Fraction | None:
    """Return what a review is worth at ``now``; None while that is open."""
    code, due = script.code_of(student, paper), at(script.DUE[paper])
    story: list[tuple[datetime, int]] = [
        (due + (when if isinstance(when, timedelta) else RELATIVE[when]), worth) for when, worth in WORTH.get(code, [])
    ]
    if code in OWN_CUT_OFF:
        story = [(at(script.EXTENDED[paper]) + GRACE, OWN_CUT_OFF[code])]
    reached = [worth for when, worth in story if when < now]
    if not reached:
        return None
    return marked(student, paper, rule) if reached[-1] and rule["marked"] else Fraction(reached[-1])


def marked(student: str, paper: str, rule: dict[str, Any]) -> Fraction | None:
    """Return what the released mark of a review is worth; None without one."""
    given = {(one, of): mark for of, one, mark in script.MARKS if of in script.MARKS_RELEASED}
    mark = given.get((student, paper))
    if mark is None:
        return None
    return Fraction(rule["symbols"][mark]) if mark in rule["symbols"] else Fraction(mark) / 100


# Presence ----------------------------------------------------------------------------------------


def absences(now: datetime, draws: Iterable[Any]) -> dict[str, set[str]]:
    """Return the meetings that each student missed or is away from with leave: “m03” costs, “m03 excused” does not."""
    signs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for draw in draws:
        said = [outcome for when, outcome in draw.said if when < now]
        signs[draw.student, draw.meeting] |= {f"draw {draw.number}"} if said[-1:] == ["absent"] else set()
    for when, students, meeting, what in script.PRESENCE:
        for student in students.split() if at(when) < now else ():
            comes, goes = SIGNS[what]
            signs[student, meeting] = (signs[student, meeting] | comes) - goes
    found: dict[str, set[str]] = defaultdict(set)
    for (student, meeting), there in signs.items():
        is_excused = bool(there & {"excusal", "leave"})
        if is_excused or there:
            found[student].add(f"{meeting} excused" if is_excused else meeting)
    return found


SIGNS: dict[str, tuple[set[str], set[str]]] = {
    "tapped absent": ({"roll"}, set()), "tapped present": (set(), {"roll"}), "the whole roll": ({"roll"}, set()),
    "noted": ({"note"}, set()), "note withdrawn": (set(), {"note"}),
    "excused": ({"excusal"}, set()), "not excused any more": (set(), {"excusal"}),
    "files leave": (set(), set()), "leave accepted": ({"leave"}, set()), "leave declined": (set(), set()),
    "takes leave back": (set(), {"leave"}),
}  # fmt: skip


def attendance(student: str, now: datetime, rule: dict[str, Any], missed: set[str]) -> Part:
    """What is left after the absences; at the floor also after missing whatever is still to come."""
    held = {
        meeting: at(wall)
        for meeting, wall in script.MEETINGS.items()
        if is_there(student, at(wall).date())
        and not (meeting in script.CANCELLED and at(script.CANCELLED[meeting]) < now)
    }
    lost = [meeting for meeting in held if meeting in missed]
    ahead = [one for one, starts in held.items() if starts + CLASS > now and f"{one} excused" not in missed]
    left, floor = (
        max(NIL, Fraction(rule["weight"]) - Fraction(rule["each"]) * max(0, times - rule["free"]))
        for times in (len(lost), len({*lost, *ahead}))
    )
    return (left, floor, left), True, ""


# Questions to guests -----------------------------------------------------------------------------


def questions(student: str, now: datetime, rule: dict[str, Any], _: set[str]) -> Part:
    """Weight × credited ÷ count; the ceiling is the weight as long as a lecture, a window or a claim is open."""
    count: Counter[tuple[str, str]] = Counter()
    for when, students, guest, what in script.QUESTIONS:
        for state, change in STATES[what].items() if at(when) < now else ():
            count[guest, state] += change * students.split().count(student)
    credited = {guest: count[guest, "credited"] for guest in script.GUESTS}
    limit = rule.get("per_meeting", 99)
    points = (
        Fraction(rule["weight"]) * min(rule["count"], sum(min(limit, n) for n in credited.values())) / rule["count"]
    )
    lectures = [at(script.MEETINGS[meeting]) for meeting in script.GUESTS.values()]
    windows = [one for one in lectures if is_there(student, one.date()) and one + CLASS + 7 * DAYS >= now]
    is_open = bool(windows) or any(count[guest, "claimed"] for guest in script.GUESTS)
    ceiling = Fraction(rule["weight"]) if is_open else points
    return (points, points, ceiling), bool(sum(credited.values())) or not is_open, ""


STATES: dict[str, dict[str, int]] = {
    "prepares": {}, "claims too late": {}, "asks": {"credited": 1},
    "claims": {"claimed": 1}, "claims what was prepared": {"claimed": 1},
    "is confirmed": {"claimed": -1, "credited": 1}, "is declined": {"claimed": -1},
    "loses the credit": {"credited": -1}, "is credited after all": {"credited": 1},
}  # fmt: skip


# Write-ups ---------------------------------------------------------------------------------------


def writeup(student: str, now: datetime, rule: dict[str, Any], _: set[str]) -> Part:
    """Weight × the mark, once it is released; 0 where nothing that counts was handed in."""
    weight, cut_off = Fraction(rule["weight"]), at(script.WRITEUP_DUE) + GRACE
    mates = next((names.split() for _, names, what, _ in script.WRITEUPS if what == "become a team"), [])
    writers = set(mates) if student in mates else {student}
    counts, mark, own = False, None, None
    for when, names, what, detail in script.WRITEUPS:
        if at(when) >= now or not writers & set(names.split()):
            continue
        counts = (counts or what == "is accepted" or (what == "hands in" and at(when) <= cut_off)) and (
            what != "is not accepted any more"
        )
        mark = Fraction(detail) / 100 if what == "is marked" else mark
        own = Fraction(detail) / 100 if what == "is marked alone" and student in names.split() else own
    if own is not None or mark is not None:
        mark = (own if own is not None else mark) if now > at(script.RELEASED) else None
    elif now > cut_off and not counts:
        mark = NIL
    return ((NIL, NIL, weight), False, "") if mark is None else ((weight * mark,) * 3, True, "")


def adjusted(student: str, now: datetime) -> dict[str, list[Fraction]]:
    """Return a student's adjustments, by component; an undo is another one."""
    rows: dict[str, list[Fraction]] = defaultdict(list)
    for when, whose, component, points in script.ADJUSTMENTS:
        if whose == student and at(when) < now:
            rows[component].append(-rows[component][-1] if points == "undone" else Fraction(points))
    return rows


KINDS = {"completions": reviews, "deduction": attendance, "counter": questions, "marked": writeup}
