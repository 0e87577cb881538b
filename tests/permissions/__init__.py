"""The table of URL × role × status: who gets what, app by app.

A row is: the method, the URL's name, then what each of eight readers of a private course gets, and any of the URL's
arguments that differ from the world's (``world.py``). A reader gets ``login`` (the log-in page), a status, or ``ok``:
whatever the page answers to somebody who may act (2xx, 3xx, or 400, 409, 413, 422 where the form is empty).
"""

from dataclasses import dataclass

READERS = ("nobody", "eve", "auditor", "ada", "bo", "tess", "ines", "foreign")
# nobody: without a log-in; eve: without a course; auditor; ada: the student whose rows these are; bo: another student;
# tess: assistant; ines: instructor; foreign: the instructor of another course.


@dataclass(frozen=True)
class Row:
    """What each reader gets for one method and URL."""

    method: str
    name: str
    answers: dict[str, str]
    arguments: dict[str, str]

    def __str__(self) -> str:
        """Name the test."""
        return " ".join([self.method, self.name, *(f"{name}={value}" for name, value in self.arguments.items())])


def rows(table: str, namespace: str = "") -> list[Row]:
    """Read a table of URLs of one namespace; lines that begin with # and blank ones are for the reader."""
    lines = [line.split() for line in table.splitlines() if line.strip() and not line.strip().startswith("#")]
    return [
        Row(
            method=method,
            name=f"{namespace}:{name}" if namespace else name,
            answers=dict(zip(READERS, cells[: len(READERS)], strict=True)),
            arguments=dict(cell.split("=") for cell in cells[len(READERS) :]),
        )
        for method, name, *cells in lines
    ]
