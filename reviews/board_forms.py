"""The forms of the question board: what is asked, what is done with a card, and which cards one looks at."""

from typing import Any

from django import forms
from django.http import QueryDict

from courseapp.answers import storable
from reviews.board import Card

LONGEST = 4_000  # characters of a question

SHOWN = {
    "": lambda card: True,
    "open": lambda card: card.row.asked_at is None,
    "starred": lambda card: card.row.starred_at is not None,
    "groups": lambda card: bool(card.led),
}
SHOWN_WORDS = {"": "All", "open": "Not asked", "starred": "Starred", "groups": "Grouped"}
SORTED_WORDS = {"": "In our order", "wanted": "Most wanted first"}


def _acts(*names: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(name, name) for name in names])


class QuestionForm(forms.Form):
    """A question that staff put on the board."""

    text = forms.CharField(
        label="A question of your own", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Markdown and math.",
    )  # fmt: skip
    is_held = forms.BooleanField(label="Students see it only once it is shown or asked", required=False, initial=True)

    def clean_text(self) -> str:
        """Return the text without what no database can store."""
        return storable(self.cleaned_data["text"])


class CardForm(forms.Form):
    """What staff do with a card of the board; ``past`` is the card that it is moved before or after."""

    act = _acts("star", "unstar", "ask", "unask", "show", "project", "unproject", "up", "down", "split")
    past = forms.SlugField(max_length=60, required=False)


class GroupForm(forms.Form):
    """What staff do with several cards."""

    act = _acts("group", "apart", "project")


class ProjectionForm(forms.Form):
    """Where the projector goes."""

    act = _acts("next", "previous", "clear")


class BoardForm:
    """How one looks at the board: which cards, in which order; sent with the address, or with an act."""

    def __init__(self, sent: QueryDict) -> None:
        self.show = sent.get("show", "") if sent.get("show", "") in SHOWN else ""
        self.sort = "wanted" if sent.get("sort") == "wanted" else ""

    @property
    def query(self) -> QueryDict:
        """What the address says of it; nothing for the usual."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (("show", self.show), ("sort", self.sort)) if value})
        return query

    @property
    def is_ordered(self) -> bool:
        """Whether cards stand in the board's own order, so that they can be moved."""
        return not self.sort

    def chosen(self, cards: list[Card]) -> list[Card]:
        """Return the cards to be shown, in the order to be shown; those equally wanted stay in the board's."""
        shown = [card for card in cards if SHOWN[self.show](card)]
        return sorted(shown, key=lambda card: -card.support) if self.sort else shown

    def tabs(self) -> list[dict[str, Any]]:
        """Return the ways to look at it: the words, the address's query, and whether it is this one."""
        return [*self._tabs("show", SHOWN_WORDS), *self._tabs("sort", SORTED_WORDS)]

    def _tabs(self, name: str, words: dict[str, str]) -> list[dict[str, Any]]:
        ways = []
        for value, said in words.items():
            query = self.query
            query.pop(name, None)
            if value:
                query[name] = value
            ways.append(
                {"words": said, "query": query.urlencode(), "is_here": getattr(self, name) == value, "of": name}
            )
        return ways
