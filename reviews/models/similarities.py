"""Which reviews' texts were compared, and which are alike: for the eyes of staff, never a mark."""

from django.db import models

from courseapp.models import AppendOnly
from reviews.models.revisions import Revision


class Comparison(AppendOnly):
    """That a revision was compared with all that others read of its paper; a later one will be compared with it."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="comparison")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.revision}, compared"


class Similarity(AppendOnly):
    """How alike two revisions of a paper's reviews are, in per cent, where it is worth a look; ``one`` is the older."""

    one = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_similarity_a_pair_of_revisions")]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}: {self.percent} %"
