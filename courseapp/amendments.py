"""What a change of a form's field does to the answers that it has; pure, shared by review forms and surveys.

Source: docs/reviews.md, "Changing the form".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courseapp.answers import WRITTEN, FieldKind

Choice = tuple[str, str]  # the value that is stored, and its label

KIND_STAYS = "Its answers are of another kind and could not be read any more. Retire it, and add a new field instead."
STAYS_PRIVATE = (
    "{} given while only staff read {}, and stay with staff. Retire the field, and add a new one for the class instead."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A field as it is asked; ``is_private`` where only staff read its answers."""

    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    is_required: bool = False
    min_words: int = 0
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """The answers to a field so far: from how many people, the values chosen, how many while only staff read them."""

    people: int = 0
    values: frozenset[str] = frozenset()
    in_private: int = 0

    @property
    def said(self) -> str:
        """How many answers there are, for a sentence: “1 answer”."""
        return counted(self.people)


def counted(people: int) -> str:
    """Return a number of answers in words: “1 answer”, “31 answers”."""
    return f"{people} answer{'' if people == 1 else 's'}"


def choices_of(kind: FieldKind, typed: Iterable[Choice], before: Sequence[Choice] = ()) -> tuple[Choice, ...]:
    """Return the choices that were typed, as values with their labels; a blank label is none.

    A scale's values are 1, 2, 3 … in their order. Another choice keeps the value that it has in ``before``; a new
    one takes its label, with a number where that is another's value.
    """
    labelled = [(value, label.strip()) for value, label in typed if label.strip()]
    if kind == FieldKind.SCORE:
        return tuple((str(number), label) for number, (_, label) in enumerate(labelled, start=1))
    known = {value for value, _ in before}
    taken, choices = set(known), list[Choice]()
    for value, label in labelled:
        kept = value if value in known else _free(label, taken)
        taken.add(kept)
        choices.append((kept, label))
    return tuple(choices)


def _free(label: str, taken: set[str]) -> str:
    number, value = 1, label
    while value in taken:
        number += 1
        value = f"{label} ({number})"
    return value


def refusals(before: Terms, after: Terms, given: Given) -> dict[str, str]:
    """Return why answers already given forbid a change, by what would have to stay: kind, options, audience."""
    if not given.people:
        return {}
    why = {}
    if after.kind != before.kind:
        why["kind"] = f"{given.said}: the kind stays. {KIND_STAYS}"
    elif sentence := _lost_choice(before, after, given) or _moved_step(before, after):
        why["options"] = sentence
    if before.is_private and not after.is_private and given.in_private:
        was, them = ("was", "it") if given.in_private == 1 else ("were", "them")
        why["audience"] = STAYS_PRIVATE.format(f"{counted(given.in_private)} {was}", them)
    return why


def _lost_choice(before: Terms, after: Terms, given: Given) -> str:
    """Name a choice that is gone although answers chose it; empty where there is none."""
    left = {value for value, _ in after.choices}
    gone = next((label for value, label in before.choices if value in given.values and value not in left), "")
    return f"“{gone}” was chosen in answers already given: it can be renamed, not dropped." if gone else ""


def _moved_step(before: Terms, after: Terms) -> str:
    """Name a step of a scale that would stand at another number, which is what answers keep; empty where none does."""
    was = {label: value for value, label in before.choices} if before.kind == FieldKind.SCORE else {}
    moved = next(((label, to) for to, label in after.choices if was.get(label, to) != to), None)
    if moved is None:
        return ""
    label, to = moved
    return (
        f"“{label}” would move from {was[label]} to {to}. Answers keep the number, so they would say something else. "
        "New steps go to the end."
    )


def consequences(before: Terms, after: Terms, given: Given) -> list[str]:
    """Say in whole sentences what a change does to the answers already given, and to those to come."""
    if not given.people:
        return ["Nobody has answered it yet: change it as you like."]
    said = [f"{given.said}: {'it stays' if given.people == 1 else 'all stay'} readable, in every revision."]
    if _asks_more(before, after):
        said.append("What is asked for now holds for texts saved from now on. Reviews handed in stay complete.")
    if after.is_private and not before.is_private:
        said.append(f"Students will not read the {given.said} of others any more; staff will.")
    if before.is_private and not after.is_private:
        said.append("No answer was given while only staff read them: the class reads all of them.")
    return said + _relabelled(before, after, given)


def _asks_more(before: Terms, after: Terms) -> bool:
    if not after.is_required:
        return False
    return not before.is_required or (after.kind in WRITTEN and after.min_words > before.min_words)


def _relabelled(before: Terms, after: Terms, given: Given) -> list[str]:
    was = dict(before.choices)
    renamed = [(was[value], to) for value, to in after.choices if was.get(value, to) != to and value in given.values]
    said = [f"Answers that chose “{old}” will read “{new}”." for old, new in renamed]
    if after.kind == FieldKind.SCORE and len(after.choices) != len(before.choices):
        said.append(f"Scores already given will read “of {len(after.choices)}” instead of “of {len(before.choices)}”.")
    return said
