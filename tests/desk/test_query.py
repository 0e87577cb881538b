"""What is searched for, and how well a text answers: ``desk.query``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.query import LONGEST, joined, parse, says, score, snippet


def found(query: str, text: str) -> bool:
    """Return whether a text answers a query."""
    return score(parse(query), [(joined(text), 1.0)]) > 0


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("cache", "The CACHE is full."),
        ("cach", "the caches"),
        ("paged attention", "attention that is paged"),
        ('"paged attention"', "Paged-Attention wins"),
        ("muller", "Müller"),
        ("Müller", "muller"),
        ("mu\u0308ller", "Müller"),
        ("strasse", "Straße"),
        ("lukasz", "Łukasz"),
        ("final", "ﬁnal words"),
        ("αττεντιον", "ΑΤΤΕΝΤΙΟΝ"),
        ("kv-cache", "the KV cache"),
        ('"cache', "cache"),
        ("2.1", "see 2.1"),
    ],
)
def test_a_text_answers(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("cache", "the cash"),
        ('"cach"', "the caches"),
        ('"attention paged"', "paged attention"),
        ("paged zebra", "paged attention"),
        ("ache", "cache"),
    ],
)
def test_a_text_does_not_answer(query: str, text: str) -> None:
    assert not found(query, text)


def test_authors_and_papers_are_told_from_words() -> None:
    query = parse('cache author:Müller paper:"attention is" author:ada')
    assert [needle.words for needle in query.needles] == [("cache",)]
    assert [needle.words for needle in query.authors] == [("muller",), ("ada",)]
    assert [(needle.words, needle.goes_on) for needle in query.papers] == [(("attention", "is"), False)]


def test_nothing_is_asked_for_by_signs_alone() -> None:
    assert parse('"" * ()').is_empty


def test_more_and_nearer_hits_count_for_more_and_a_long_text_for_less() -> None:
    query = parse("cache")
    once, twice = joined("cache and words"), joined("cache and cache")
    assert score(query, [(twice, 1.0)]) > score(query, [(once, 1.0)])
    assert score(query, [(once, 4.0)]) > score(query, [(once, 1.0)])
    assert score(query, [(once + joined(" word" * 5000), 1.0)]) < score(query, [(once, 1.0)])


def test_a_snippet_marks_what_was_found_in_the_readers_own_letters() -> None:
    pieces = snippet(
        parse('"dans le café" müll'), "Il est " + "très " * 40 + "bien dans le CAFÉ. Müller aussi. " + "x " * 90
    )
    assert [piece.text for piece in pieces if piece.is_hit] == ["dans le CAFÉ", "Müller"]
    assert pieces[0].text == "… "
    assert pieces[-1].text.endswith(" …")
    assert len("".join(piece.text for piece in pieces)) < 300


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert "".join(piece.text for piece in snippet(parse("author:ada"), "A short text.")) == "A short text."
    assert "".join(piece.text for piece in snippet(parse("word"), "")) == ""


@given(st.text(max_size=400), st.text(max_size=300))
def test_whatever_is_typed_is_a_query_and_every_text_has_its_own_words(query: str, text: str) -> None:
    asked = parse(query)
    assert len("".join(piece.text for piece in snippet(asked, text))) >= 0
    words = text.split()[:1]
    assert says(parse(" ".join(words)).needles, text[:LONGEST]) or not words or ":" in text or '"' in text


def test_a_long_query_is_cut() -> None:
    assert len(parse("word " * 10_000).needles) == 12
