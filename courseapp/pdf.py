"""Whether a file is a PDF that anybody's reader opens, by its content alone. No Django; nothing in it is run."""

import re
import zipfile
from typing import IO

MEGABYTE = 1024 * 1024
_BEGINS = re.compile(rb"%PDF-[12]\.\d")
_ENDS = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_TAIL = 4096  # bytes; a reader looks for the end in the last 1,024, and forgives a little after it
_TABLE = 8 * MEGABYTE  # the longest table of places whose end is looked for


def fault(file: IO[bytes], *, largest: int) -> str:
    """Return why a file can't be taken for a PDF, as a sentence with its remedy; empty if it can.

    ``largest`` is in bytes. A PDF begins and ends as one, asks for no password, and is nothing else
    besides, such as an archive. The file is left at its beginning.
    """
    try:
        return _fault(file, largest)
    finally:
        file.seek(0)


def _fault(file: IO[bytes], largest: int) -> str:
    size = file.seek(0, 2)
    if size > largest:
        return f"The PDF is larger than {largest // MEGABYTE} MB. Make its pictures smaller and choose it again."
    file.seek(0)
    if _BEGINS.match(file.read(8)) is None:
        return "This file is not a PDF. Export your document as PDF and choose that file."
    file.seek(max(0, size - _TAIL))
    ends = _ENDS.findall(file.read())
    if not ends or int(ends[-1]) >= size:
        return "This PDF is broken: its end is missing. Export or copy it again, and choose the new file."
    if zipfile.is_zipfile(file):
        return "This file is a PDF and an archive at once. Export your document as PDF and choose that file."
    if _is_locked(file, int(ends[-1])):
        return "This PDF is locked by a password or by restrictions. Save it without them and choose that file."
    return ""


def _is_locked(file: IO[bytes], table_at: int) -> bool:
    """Return whether the dictionary of the whole file, which is never compressed, speaks of a key."""
    file.seek(table_at)
    table = file.read(_TABLE)
    begins = table.find(b"trailer") if table.lstrip().startswith(b"xref") else 0
    ends = table.find(b"stream", begins) if begins == 0 else table.find(b"startxref", begins)
    return begins >= 0 and b"/Encrypt" in table[begins : ends if ends >= 0 else None]
