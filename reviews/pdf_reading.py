"""Read the text of a PDF in a process of its own: ``python -m reviews.pdf_reading < paper.pdf``. No Django.

A PDF is a program by a stranger: it may be huge when unpacked, or turn in a circle. So whoever wants
its text starts this, gives it no secrets, and kills it in the end.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from reviews.places import find

PAGES = 400  # more are not read
PAGE = 20_000  # characters of a page that are kept
SECONDS = 60  # of the processor
ANSWER = 64 * 1024 * 1024  # bytes of JSON
MEMORY = 1536 * 1024 * 1024  # bytes of address space


def main() -> None:
    """Read a PDF from the standard input; write its pages and places, or what is wrong with it, as JSON."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER, ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


def read(content: bytes) -> dict[str, Any]:
    """Return ``pages``, ``places`` and ``count``, or under ``failure`` a sentence."""
    try:
        return _read(content)
    except MemoryError:
        return {"failure": "It needs more memory than a paper may."}
    except RecursionError:
        return {"failure": "It is nested too deeply."}
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        return {"failure": f"It is broken: {type(error).__name__}."}


def _read(content: bytes) -> dict[str, Any]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return {"failure": "It is locked by a password or by restrictions."}
    count = len(reader.pages)
    pages = [_storable(reader.pages[number].extract_text())[:PAGE] for number in range(min(count, PAGES))]
    places = asdict(find(pages, _outline(reader))) | {"count": count}
    return {"pages": pages, "places": places, "count": count}


def _storable(text: str) -> str:
    """Return the text without what no database keeps: NUL, and halves of letters."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _outline(reader: PdfReader) -> list[tuple[str, int]]:
    """Return the PDF's own headings with their pages; none where it has no sound ones."""
    try:
        return list(_flat(reader, reader.outline))
    except (PyPdfError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return []


def _flat(reader: PdfReader, entries: list[Any]) -> Iterator[tuple[str, int]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _flat(reader, entry)
        elif (number := reader.get_destination_page_number(entry)) is not None:
            yield str(entry.title), number + 1


if __name__ == "__main__":
    main()
