"""A verifier of lottery records, written from the description of the draw alone; nothing of the product is imported.

It answers with everything that is wrong, not with the first thing. What the class has noted itself, the commitment
before class and the hash at its end, is given beside the record: one that only agrees with itself proves nothing.
"""

from collections import Counter
from hashlib import sha256
from hmac import digest
from json import dumps
from typing import Any

TICKETS = {"64", "16", "4", "1"}


def faults(record: dict[str, Any], commitment: str, noted: str) -> list[str]:
    """Return what is wrong with a record; ``noted`` is the hash that the class saw last."""
    return [*_secret(record, commitment), *_chain(record, noted), *_picks(record), *_rules(record)]


def _secret(record: dict[str, Any], commitment: str) -> list[str]:
    opened = sha256(bytes.fromhex(record["secret"])).hexdigest()
    return [
        wrong
        for wrong, holds in (
            ("commitment changed since it was published", record["commitment"] == commitment),
            ("secret is not the one committed to", opened == record["commitment"]),
        )
        if not holds
    ]


def links(record: dict[str, Any]) -> list[str]:
    """Return h0, h1, h2 …, each computed from the one before it."""
    opening = ["courseapp-lottery-1", record["course"] + "|" + record["date"], record["commitment"], record["phrase"]]
    chain = [_hash(*opening)]
    for number, entry in enumerate(record["lines"], start=1):
        chain.append(_hash(chain[-1], text_of(entry, number)))
    return chain


def text_of(entry: dict[str, Any], number: int) -> str:
    """Return a line as it is hashed: number, kind, pseudonym, tickets and the quoted reason."""
    reason = dumps(entry["reason"], ensure_ascii=False)
    return " ".join([str(number), entry["kind"], entry["pseudonym"], entry["tickets"], reason])


def _hash(*lines: str) -> str:
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _chain(record: dict[str, Any], noted: str) -> list[str]:
    chain, wrong = links(record), []
    for number, (entry, link) in enumerate(zip(record["lines"], chain[1:], strict=True), start=1):
        wrong += [f"line {number} has another number"] * (entry["n"] != number)
        wrong += [f"line {number} has another hash"] * (entry["hash"] != link)
    wrong += ["the record has another final hash"] * (record["hash"] != chain[-1])
    draws = [number for number, entry in enumerate(record["lines"], start=1) if entry["kind"] == "draw"]
    wrong += ["the record does not pass through the noted hash"] * (noted not in chain[max(draws, default=0) :])
    return wrong


def _picks(record: dict[str, Any]) -> list[str]:
    seed = digest(bytes.fromhex(record["secret"]), record["phrase"].encode(), "sha256")
    draws = [entry for entry in record["lines"] if entry["kind"] == "draw"]
    wrong = []
    for number, entry in enumerate(draws, start=1):
        drawn = _pick(seed, f"{record['course']}|{record['date']}|draw {number}", entry["tickets"])
        wrong += [f"draw {number} gives {drawn}, not {entry['pseudonym']}"] * (drawn != entry["pseudonym"])
    return wrong


def _pick(seed: bytes, label: str, tickets: str) -> str:
    """Return the pseudonym on which the number of a draw falls, every ticket laid out in a row."""
    row = [name for name, share in sorted(pair.split(":") for pair in tickets.split(",")) for _ in range(int(share))]
    top, attempt = 1 << 256, 0
    while True:
        number = int(digest(seed, f"{label}|{attempt}".encode(), "sha256").hex(), 16)
        if number < top - top % len(row):
            return row[number % len(row)]
        attempt += 1


def _rules(record: dict[str, Any]) -> list[str]:
    """Check what the record alone shows of the rules: known tickets, and nobody asked again before the others."""
    drawn: dict[str, str] = {}
    asked: dict[str, bool] = {}
    wrong = []
    for entry in record["lines"]:
        where, who = f"line {entry['n']}", entry["pseudonym"]
        if entry["kind"] == "draw":
            pairs = [pair.split(":") for pair in entry["tickets"].split(",")]
            turns = Counter(drawn.get(draw) for draw, counts in asked.items() if counts)
            wrong += [f"{where} has odd tickets"] * (not {share for _, share in pairs} <= TICKETS)
            wrong += [f"{where} asks somebody before the others"] * (len({turns[name] for name, _ in pairs}) != 1)
            draw = f"draw {len(drawn) + 1}"
            drawn[draw], asked[draw] = who, True
        else:
            draw, _, said = entry["reason"].partition(": ")
            wrong += [f"{where} is about somebody else"] * (drawn.get(draw) != who)
            asked[draw] = entry["kind"] == "undo" or (entry["kind"] == "outcome" and said in ("answered", "passed"))
    return wrong
