"""Texts of a long page, rendered before they are asked for one by one: stored, they cost a restart nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.core.cache import caches

from courseapp.markdown import key_of, render
from courseapp.models import Rendering


def at_hand(sources: Iterable[str], now: datetime, *, top: int = 3) -> None:
    """Bring the HTML of these texts into this process, for ``courseapp.markdown.render`` to find.

    No query if all are here; one if all are stored; else a second, which stores what had to be rendered.
    """
    wanted = {key_of(source, top): source for source in sources if source}
    missing = wanted.keys() - caches["markdown"].get_many(wanted).keys()
    if not missing:
        return
    stored = Rendering.objects.html_of(missing)
    caches["markdown"].set_many(stored)
    made = {key: str(render(wanted[key], top=top)) for key in missing - stored.keys()}
    if made:
        Rendering.objects.keep(made, now.date())
