"""The draw: a commitment, a seed, unbiased picks, and the chain of lines that records them.

Everything here is integers, bytes and hashes, so that any language repeats it. Source: docs/lottery.md.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterable, Mapping
from uuid import UUID

FORMAT = "courseapp-lottery-1"
SECRET_BYTES = 32
SPACE = 2**256


class NobodyToDraw(Exception):
    """There is no ticket to draw from."""


def commitment(secret: bytes) -> str:
    """Return what is published before class: the hash of ``secret``, in lower-case hex."""
    return hashlib.sha256(secret).hexdigest()


def seed(secret: bytes, phrase: str) -> bytes:
    """Return the 32 bytes from which every draw of a meeting follows."""
    return _hmac(secret, phrase)


def label(course: str, day: str, number: int) -> str:
    """Return the name of the draw ``number`` (1, 2, 3 …), such as ``cs7670-25fall|2025-10-07|draw 3``."""
    return f"{course}|{day}|draw {number}"


def pick(seed: bytes, label: str, tickets: Mapping[str, int]) -> str:
    """Return the pseudonym drawn from ``tickets``, each a positive number.

    Raise NobodyToDraw if there is no ticket, ValueError if a number is not positive.
    """
    if not tickets:
        raise NobodyToDraw
    if min(tickets.values()) < 1:
        raise ValueError("A ticket is a positive number.")
    rest = below(sum(tickets.values()), seed, label)
    for pseudonym in sorted(tickets, key=str.encode):
        if rest < tickets[pseudonym]:
            return pseudonym
        rest -= tickets[pseudonym]
    raise AssertionError("The walk ends before the tickets do.")


def below(total: int, seed: bytes, label: str) -> int:
    """Return the number 0 … ``total`` − 1 that belongs to ``label``, each equally likely.

    Hashes at the ragged end of the 256 bits are thrown away, or the low numbers would be likelier.
    """
    limit = SPACE - SPACE % total
    counter = 0
    while (number := int.from_bytes(_hmac(seed, f"{label}|{counter}"), "big")) >= limit:
        counter += 1
    return number % total


def dealt(secret: bytes, people: Iterable[UUID], taken: int = 0) -> dict[UUID, str]:
    """Return a pseudonym for each of ``people``, in the order of their keyed hashes.

    The first is ``p001``, or the one after the ``taken`` pseudonyms that the meeting has already dealt.
    """
    order = sorted(people, key=lambda person: _hmac(secret, f"pseudonym|{person}"))
    return {person: f"p{number:03d}" for number, person in enumerate(order, taken + 1)}


def normal_phrase(text: str) -> str:
    """Return the phrase as it is hashed: composed (NFC), trimmed, on one line.

    Raise ValueError if nothing is left, or if it holds a line break or another control character.
    """
    phrase = unicodedata.normalize("NFC", text).strip()
    if not phrase:
        raise ValueError("The phrase is empty.")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in phrase):
        raise ValueError("The phrase must be a single line of ordinary characters.")
    return phrase


def tickets_text(tickets: Mapping[str, int]) -> str:
    """Return tickets as a line holds them: ``p001:64,p002:16``, in order of pseudonym."""
    return ",".join(f"{name}:{tickets[name]}" for name in sorted(tickets, key=str.encode))


def tickets_from(text: str) -> dict[str, int]:
    """Return the tickets that ``text`` stands for; the opposite of tickets_text.

    Raise ValueError if it is not such a text.
    """
    pairs = (pair.split(":") for pair in text.split(",") if text)
    return {name: int(number) for name, number in pairs}


def line(number: int, kind: str, pseudonym: str, tickets: str, reason: str) -> str:
    """Return one line of the record; a line without tickets has two blanks in their place."""
    return f"{number} {kind} {pseudonym} {tickets} {json.dumps(reason, ensure_ascii=False)}"


def opening_hash(course: str, day: str, commitment: str, phrase: str) -> str:
    """Return h0, the hash on which the first line stands."""
    return _sha256(f"{FORMAT}\n{course}|{day}\n{commitment}\n{phrase}\n")


def next_hash(previous: str, line: str) -> str:
    """Return the hash of ``line`` standing on the hash before it."""
    return _sha256(f"{previous}\n{line}\n")


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.digest(key, message.encode(), "sha256")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
