"""Compose reviews and essays of the demo from banks of sentences about the real papers."""

from collections.abc import Sequence
from functools import cache
from itertools import product
from random import Random
from typing import Any

from desk.demo.cast import Character, read_toml

OPENERS = ("", "", "", "I am torn. ", "To be honest: ", "My take: ", "After reading it twice: ", "Short version: ")
ASKING_TOO = ("Something that I did not get: ", "For the discussion: ", "A naive question: ")
LENGTHS = {"terse": (1, 1), "plain": (1, 2), "bullets": (2, 3), "long": (2, 3)}
ASKED_TWICE = 2


@cache
def bank(paper: str) -> dict[str, list[str]]:
    """Return the sentences about one paper, by what they are good for."""
    return {name: list(sentences) for name, sentences in read_toml(f"prose/{paper}.toml").items()}


def summaries(paper: str, rng: Random) -> list[str]:
    """Return every summary that can be told of a paper, shuffled: one for each student, no two the same."""
    told = [" ".join(parts) for parts in product(*(bank(paper)[part] for part in ("problem", "idea", "result")))]
    rng.shuffle(told)
    return told


def questions(paper: str, students: int, rng: Random) -> list[str]:
    """Return a question for each of so many students: every one once, two of them in other words, the rest empty."""
    asked = bank(paper)["questions"]
    again = [rng.choice(ASKING_TOO) + question for question in rng.sample(asked, ASKED_TWICE)]
    dealt = [*asked, *again, *[""] * (students - len(asked) - ASKED_TWICE)]
    rng.shuffle(dealt)
    return dealt


def review(paper: str, summary: str, question: str, student: Character, rng: Random) -> dict[str, str]:
    """Return a complete review in the student's voice; merit and opinion agree."""
    sentences, (least, most) = bank(paper), LENGTHS[student.voice]
    likes = rng.random() < 0.4 + student.diligence / 4
    main, other = ("liked", "doubted") if likes else ("doubted", "liked")
    opinion = rng.sample(sentences[main], min(most, 2))
    if rng.random() < 0.35:
        opinion.append(rng.choice(sentences[other]))
    answers = {
        "summary": summary,
        "strengths": _several(rng.sample(sentences["strengths"], rng.randint(least, most)), student),
        "weaknesses": _several(rng.sample(sentences["weaknesses"], rng.randint(least, most)), student),
        "opinion": rng.choice(OPENERS) + " ".join(opinion),
        "merit": str(rng.choice((4, 4, 5) if likes else (2, 3, 3))),
    }
    if question:
        answers["question"] = question
    return answers


def unwrapped(text: str) -> str:
    """Return a text as somebody types it in a browser, a line a paragraph; the demo's files are wrapped."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _several(sentences: Sequence[str], student: Character) -> str:
    if student.voice == "bullets":
        return "\n".join(f"- {sentence}" for sentence in sentences)
    return " ".join(sentences)


def essay(number: int, papers: dict[str, str], rng: Random) -> tuple[str, str]:
    """Return title and text of a solo write-up about three of ``papers`` (titles by key); ``number`` varies it."""
    frame: dict[str, Any] = read_toml("essays.toml")
    opening = frame["openings"][number % len(frame["openings"])]
    chosen = rng.sample(sorted(papers), 3)
    paragraphs = [opening]
    for place, key in zip(("Take", "Then there is", "Against me stands"), chosen, strict=True):
        sentences = bank(key)
        views = [*rng.sample(sentences["liked"], 1), *rng.sample(sentences["doubted"], 1)]
        evidence = rng.sample(sentences["weaknesses"], 2)
        paragraphs.append(f"{place} *{papers[key]}*. " + " ".join([*views, *evidence]))
    paragraphs.append(rng.choice(frame["endings"]))
    title = f"An opinion on {papers[chosen[0]].partition(':')[0]}"
    return title, "\n\n".join(paragraphs)
