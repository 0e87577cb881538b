"""The draw's arithmetic: the agreed test vector, unbiased numbers, exact text."""

import hashlib
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery import drawing

SECRET = hashlib.sha256(b"seminar demo secret").digest()
PHRASE = "phrase typed by class: blue heron 42"
TICKETS = {"p01": 16, "p02": 4, "p03": 16, "p04": 1, "p05": 16}
PICKS = ["p05", "p05", "p05", "p03", "p05", "p01", "p03", "p01", "p01", "p05", "p03", "p03"]

shares = st.dictionaries(st.from_regex(r"p[0-9]{3}", fullmatch=True), st.integers(1, 64), min_size=1)


def test_the_commitment_of_the_test_vector() -> None:
    assert drawing.commitment(SECRET) == "d1f1f0a0b34d4058ec1a1fe9a5da0161193b2556583be996eecf79b0223092e9"


def test_the_seed_of_the_test_vector() -> None:
    assert drawing.seed(SECRET, PHRASE).hex() == "bb107bc2dd4aa35c0fc51dcad88a2824dbd4bf1be5715ee7ef1e54038e676661"


def test_the_picks_of_the_test_vector() -> None:
    seed = drawing.seed(SECRET, PHRASE)
    labels = [drawing.label("cs7670-f25", "2025-10-07", number) for number in range(1, 13)]
    assert labels[2] == "cs7670-f25|2025-10-07|draw 3"
    assert [drawing.pick(seed, label, TICKETS) for label in labels] == PICKS


@given(shares, st.randoms())
def test_the_order_in_which_tickets_arrive_does_not_matter(tickets: dict[str, int], random) -> None:
    shuffled = dict(random.sample(sorted(tickets.items()), len(tickets)))
    assert drawing.pick(b"seed", "label", shuffled) == drawing.pick(b"seed", "label", tickets)


@given(shares, st.binary(max_size=32))
def test_only_somebody_with_a_ticket_is_drawn(tickets: dict[str, int], seed: bytes) -> None:
    assert drawing.pick(seed, "label", tickets) in tickets


def test_tickets_are_the_odds() -> None:
    drawn = Counter(drawing.pick(b"seed", f"label {n}", TICKETS) for n in range(5300))
    for pseudonym, share in TICKETS.items():
        assert drawn[pseudonym] == pytest.approx(share * 100, rel=0.25, abs=30)


@given(st.integers(1, 2**255), st.binary(max_size=32))
def test_the_number_drawn_lies_below_the_total(total: int, seed: bytes) -> None:
    assert 0 <= drawing.below(total, seed, "label") < total


def test_a_hash_at_the_ragged_end_is_thrown_away() -> None:
    """With a total just over half the space, nearly half of the first hashes are too large."""
    total = 2**255 + 1
    first = [int.from_bytes(drawing._hmac(b"seed", f"label {n}|0"), "big") for n in range(40)]
    drawn = [drawing.below(total, b"seed", f"label {n}") for n in range(40)]
    kept = [number == hashed for number, hashed in zip(drawn, first, strict=True)]
    assert kept == [hashed < total for hashed in first]
    assert 5 < sum(kept) < 35


def test_nobody_is_drawn_without_a_ticket() -> None:
    with pytest.raises(drawing.NobodyToDraw):
        drawing.pick(b"seed", "label", {})


def test_a_ticket_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        drawing.pick(b"seed", "label", {"p001": 1, "p002": 0})


def test_pseudonyms_are_dealt_by_keyed_hash_whatever_the_order_of_the_roster() -> None:
    people = [UUID(int=number) for number in range(30)]
    names = drawing.dealt(SECRET, people)
    assert drawing.dealt(SECRET, reversed(people)) == names
    assert sorted(names.values()) == [f"p{number:03d}" for number in range(1, 31)]
    assert list(names) != people


def test_pseudonyms_differ_from_meeting_to_meeting() -> None:
    people = [UUID(int=number) for number in range(30)]
    assert drawing.dealt(SECRET, people) != drawing.dealt(b"another secret", people)


def test_a_latecomer_gets_the_next_pseudonym() -> None:
    assert drawing.dealt(SECRET, [UUID(int=7)], taken=24) == {UUID(int=7): "p025"}


@pytest.mark.parametrize(
    ("typed", "hashed"),
    [
        ("  blue heron 42 ", "blue heron 42"),
        ("cafe\u0301", "café"),
        ("ünï 鷺 🪶", "ünï 鷺 🪶"),
    ],
)
def test_the_phrase_is_composed_and_trimmed(typed: str, hashed: str) -> None:
    assert drawing.normal_phrase(typed) == hashed


@pytest.mark.parametrize("typed", ["", "   ", "blue\nheron", "blue\r\nheron", "blue\u2028heron", "blue\x00", "\ud800"])
def test_a_phrase_that_is_not_one_line_of_text_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="phrase"):
        drawing.normal_phrase(typed)


@given(shares)
def test_the_text_of_tickets_can_be_read_back(tickets: dict[str, int]) -> None:
    assert drawing.tickets_from(drawing.tickets_text(tickets)) == tickets


def test_tickets_are_written_in_order_of_pseudonym() -> None:
    assert drawing.tickets_text({"p002": 16, "p001": 64}) == "p001:64,p002:16"
    assert drawing.tickets_from("") == {}


def test_a_line_is_written_exactly() -> None:
    assert drawing.line(1, "draw", "p002", "p001:64,p002:16", "") == '1 draw p002 p001:64,p002:16 ""'


def test_a_line_without_tickets_has_two_blanks() -> None:
    assert drawing.line(2, "void", "p002", "", 'the "microphone" fell – 鷺') == (
        '2 void p002  "the \\"microphone\\" fell – 鷺"'
    )


def test_the_chain_is_hashed_exactly() -> None:
    opening = drawing.opening_hash("cs7670-f25", "2025-10-07", "c0ffee", "blue heron")
    expected = hashlib.sha256(b"courseapp-lottery-1\ncs7670-f25|2025-10-07\nc0ffee\nblue heron\n").hexdigest()
    assert opening == expected
    line = '1 draw p001 p001:64 ""'
    assert drawing.next_hash(opening, line) == hashlib.sha256(f"{opening}\n{line}\n".encode()).hexdigest()
