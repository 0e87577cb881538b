"""Two texts side by side: what stands only in one is marked, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from reviews.comparison import MANY_WORDS, Piece, compared


def test_what_stands_only_in_one_text_is_marked() -> None:
    assert compared("It pages the cache.", "It pages the whole cache.") == (
        [Piece("It pages the "), Piece("cache.")],
        [Piece("It pages the "), Piece("whole ", is_only_here=True), Piece("cache.")],
    )


@given(st.text(), st.text())
def test_the_pieces_joined_are_the_text(one: str, other: str) -> None:
    left, right = compared(one, other)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (one, other)


@given(st.text())
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not any(piece.is_only_here for pieces in compared(text, text) for piece in pieces)


def test_very_long_texts_are_shown_unmarked() -> None:
    long = "word " * MANY_WORDS
    assert compared(long, long + "more") == ([Piece(long)], [Piece(long + "more")])
