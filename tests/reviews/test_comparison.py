"""Two texts side by side: what stands only in one is marked, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.comparison import Piece, both, compared

WORDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=12)


def test_what_stands_only_in_one_text_is_marked() -> None:
    assert compared("It pages the cache.", "It pages the whole cache.") == (
        [Piece("It pages the cache.")],
        [Piece("It pages the "), Piece("whole ", is_only_here=True), Piece("cache.")],
    )


@given(st.text(), st.text())
def test_the_pieces_joined_are_the_text(one: str, other: str) -> None:
    left, right = compared(one, other)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (one, other)


@given(st.text())
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not any(piece.is_only_here for pieces in compared(text, text) for piece in pieces)


@given(WORDS, WORDS)
def test_what_is_not_marked_is_the_same_on_both_sides(one: list[str], other: list[str]) -> None:
    left, right = compared(" ".join(one) + " ", " ".join(other) + " ")
    shared = ["".join(piece.text for piece in pieces if not piece.is_only_here) for pieces in (left, right)]
    assert shared[0] == shared[1]


def test_a_word_in_the_middle_of_a_very_long_text_is_found() -> None:
    half = "".join(f"word{number % 700} " for number in range(50_000))
    left, right = compared(half + half, half + "new " + half)
    assert [piece.text for piece in right if piece.is_only_here] == ["new "]
    assert left == [Piece(half + half)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*" * 1_000_000, "*" * 999_999),
        ("* " * 500_000, "x " + "* " * 400_000 + "y"),
        ("a b " * 250_000, "b a b " * 160_000),
        (" ".join(map(str, range(100_000))), " ".join(map(str, range(100_000, 200_000)))),
    ],
)
def test_texts_built_to_be_slow_are_compared_in_bounded_time(one: str, other: str) -> None:
    left, right = compared(one, other)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (one, other)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("Mine.", "Theirs.", "Mine.\n\nTheirs."),
        ("Mine.", "Mine. And more.", "Mine. And more."),
        ("All of it.", "of it", "All of it."),
        ("", "Theirs.", "Theirs."),
    ],
)
def test_both_texts_together_lose_nothing_and_repeat_nothing(one: str, other: str, together: str) -> None:
    assert both(one, other) == together
