"""A second grader, written from docs/policy.md as one plain script over dictionaries; it shares nothing with ours."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction


def two_places(value):
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def grade_sheet(policy, term):
    """Return {component key: (earned, floor, ceiling)} and the same for groups and "total", as rounded decimals."""
    first, last = term["days"]
    inside = lambda day: day >= first and (last is None or day <= last)  # noqa: E731
    exact = {}
    groups = {}
    for part in policy["components"]:
        w = Fraction(str(part["weight"]))
        if part["kind"] == "completions":
            scores, opens, assigned, in_course = [], 0, 0, 0
            for paper in term["papers"]:
                if paper["required"] and not paper["cancelled"]:
                    in_course += 1
                    if inside(paper["due_on"]) and paper["standing"] != "waived":
                        assigned += 1
                        if paper["standing"] == "open":
                            opens += 1
                        elif paper["standing"] in ("on time", "late, accepted"):
                            if not part["marked"]:
                                scores.append(Fraction(1))
                            elif paper["mark"] is None:
                                opens += 1
                            else:
                                scores.append(Fraction(paper["mark"]))
                        else:
                            scores.append(Fraction(0))
            more = 0
            if not term["ended"] and part["count"] > in_course:
                more = part["count"] - in_course
            n = part["count"] if part["count"] < assigned + more else assigned + more
            if n == 0:
                e = f = c = Fraction(0)
            else:
                scores.sort()
                e = f = w * sum(scores[-n:]) / n
                rosy = sorted(scores + [Fraction(1)] * (opens + more))
                c = w * sum(rosy[-n:]) / n
        elif part["kind"] == "deduction":
            gone = ahead = 0
            for meeting in term["meetings"]:
                if meeting["kind"] == "no class" or meeting["cancelled"] or not inside(meeting["held_on"]):
                    continue
                if meeting["excused"]:
                    continue
                if meeting["missed"]:
                    gone += 1
                elif not meeting["over"]:
                    ahead += 1
            price = Fraction(str(part["each"]))
            e = c = max(Fraction(0), w - price * max(0, gone - part["free"]))
            f = max(Fraction(0), w - price * max(0, gone + ahead - part["free"]))
        elif part["kind"] == "counter":
            seen = {}
            for question in term["questions"]:
                if question["claim"] == "credited":
                    seen[question["meeting"]] = seen.get(question["meeting"], 0) + 1
            limit = part.get("per_meeting") or 10**9
            asked = sum(k if k < limit else limit for k in seen.values())
            e = f = w * min(asked, part["count"]) / part["count"]
            pending = any(question["claim"] == "claimed" for question in term["questions"])
            c = w if pending or term["chances"] else e
        else:
            work = term["work"]
            if work is not None and work["past"] and not work["handed_in"]:
                e = f = c = Fraction(0)
            elif work is not None and work["mark"] is not None:
                e = f = c = w * Fraction(work["mark"])
            else:
                e, f, c = Fraction(0), Fraction(0), w
        extra = sum((Fraction(p) for key, p in term["adjustments"] if key == part["key"]), Fraction(0))
        exact[part["key"]] = (e + extra, f + extra, c + extra)
        groups.setdefault(part["group"], []).append(part["key"])
    sheet = {key: tuple(two_places(v) for v in band) for key, band in exact.items()}
    for group, keys in groups.items():
        sheet["group " + group] = tuple(two_places(sum(exact[k][i] for k in keys)) for i in range(3))
    loose = sum((Fraction(p) for key, p in term["adjustments"] if key not in exact), Fraction(0))
    totals = [max(Fraction(0), sum(band[i] for band in exact.values()) + loose) for i in range(3)]
    sheet["total"] = tuple(two_places(t) for t in totals)
    return sheet
