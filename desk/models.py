"""What the search knows of texts: their words, found by the database's own full text."""

from collections.abc import Iterable, Mapping

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL

from courseapp.models import Course
from desk.query import Needle, joined

MARKER = ""  # the part of the row that says which version of a text is known
Texts = Mapping[tuple[int, str], str]  # by row and part
BATCH = 100  # texts that are put in at once


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """Which parts of texts, and how they come to be known."""

    def known(self, course: Course, kind: str) -> dict[int, int]:
        """Return the version of each text that is known, by its row. One query."""
        return dict(self.filter(course=course, kind=kind, part=MARKER).values_list("row", "version"))

    def saying(self, course: Course, needles: Iterable[Needle]) -> "SearchEntryQuerySet":
        """Return the parts of a course's texts that have any of these needles, and perhaps some more.

        What it returns is to be looked through. It is all of them where the database has no full text.
        """
        rows = self.filter(course=course).exclude(part=MARKER)
        if not (wanted := list(needles)) or not has_full_text():
            return rows
        sql, term = POSTGRES if connection.vendor == "postgresql" else SQLITE
        asked = term(f"={course.pk}", wanted)
        return rows.filter(RawSQL(sql, [asked], output_field=models.BooleanField()))  # noqa: S611 - words and digits

    def learn(self, course: Course, kind: str, versions: Mapping[int, int], texts: Texts) -> None:
        """Know these versions of texts of one kind, given by row and part, and no other of the same rows."""
        rows = list(versions)
        for at in range(0, len(rows), BATCH):
            with transaction.atomic():
                some = rows[at : at + BATCH]
                self.filter(kind=kind, row__in=some).delete()
                said = {key: joined(text) for key, text in texts.items() if key[0] in set(some)}
                entries = {(row, MARKER): "" for row in some} | said
                self.bulk_create(
                    (
                        self.model(
                            course=course, kind=kind, row=row, version=versions[row], part=part,
                            words=f"={course.pk}{words}" if part else "",
                        )
                        for (row, part), words in entries.items()
                    ),
                    ignore_conflicts=True,
                )  # fmt: skip


class SearchEntry(models.Model):
    """The words of one part of a text: of a review's field, a PDF's page, a comment.

    ``row`` is the primary key of what has the text, ``version`` names the state of it. Who may read it is not said
    here: a search first asks what its reader may read.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    row = models.BigIntegerField()
    part = models.CharField(max_length=60, blank=True)
    version = models.BigIntegerField()
    words = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row", "part"], name="one_search_entry_a_part")]
        indexes = [models.Index(fields=["course", "kind", "part"], name="search_entries_of_a_course")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}, {self.part or 'version'}"


def has_full_text() -> bool:
    """Return whether the database finds words by itself: a SQLite may have been built without FTS5."""
    if connection.vendor == "postgresql":
        return True
    name = connection.settings_dict["NAME"]
    if name not in _FULL_TEXT:
        _FULL_TEXT[name] = "desk_searchwords" in connection.introspection.table_names()
    return _FULL_TEXT[name]


_FULL_TEXT: dict[object, bool] = {}


def _in_fts5(scope: str, needles: Iterable[Needle]) -> str:
    terms = " OR ".join(
        "(" + " AND ".join(f'"{word}"' for word in one.words) + ("*)" if one.goes_on else ")") for one in needles
    )
    return f'"{scope}" AND ({terms})'


def _in_tsquery(scope: str, needles: Iterable[Needle]) -> str:
    terms = " | ".join(
        "(" + " & ".join(f"'{word}'" for word in one.words) + (":*)" if one.goes_on else ")") for one in needles
    )
    return f"'{scope}' & ({terms})"


SQLITE = (
    '"desk_searchentry"."id" IN (SELECT rowid FROM desk_searchwords WHERE desk_searchwords MATCH %s)', _in_fts5,
)  # fmt: skip
POSTGRES = ('array_to_tsvector(string_to_array("desk_searchentry"."words", \' \')) @@ %s::tsquery', _in_tsquery)
