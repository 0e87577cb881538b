"""Let the search learn every text anew."""

from typing import Any

from django.core.management.base import BaseCommand

from desk.models import SearchEntry, has_full_text
from desk.tasks import learn_texts


class Command(BaseCommand):
    """``manage.py rebuild_search``; docs/operator.md, "Search", says when it helps."""

    help = "Forget what the search knows, and learn every course's texts anew. Searching goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget, learn, and say how much."""
        SearchEntry.objects.all().delete()
        count = learn_texts()
        how = "the database's full text" if has_full_text() else "no full text: this SQLite has no FTS5"
        self.stdout.write(self.style.SUCCESS(f"{count} texts are known, by {how}."))
