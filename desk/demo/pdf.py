"""Set a plain text as a small PDF: numbered pages of Times, as a paper's, and nothing drawn."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

WIDTH, HEIGHT, MARGIN = 595, 842, 84  # points; A4
LEADING = 26  # points, as of a manuscript to be annotated
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%b /Encoding /WinAnsiEncoding >>"
LINES = (HEIGHT - 2 * MARGIN) // LEADING


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; headings are bold, and a title is large."""

    text: str
    is_heading: bool = False
    size: int = 13


def typeset(title: str, byline: str, blocks: Sequence[str]) -> bytes:
    """Return the PDF of a title and its blocks; a block that begins with “# ” is a heading."""
    lines = [Line(text, is_heading=True, size=19) for text in textwrap.wrap(title, 44)]
    lines += [Line(byline), Line("")]
    for block in blocks:
        if block.startswith("# "):
            lines += [Line(""), Line(block.removeprefix("# "), is_heading=True, size=15)]
        else:
            lines += [Line(text) for text in textwrap.wrap(block, 70)] + [Line("")]
    return bound([lines[at : at + LINES] for at in range(0, len(lines), LINES)])


def bound(pages: Sequence[Sequence[Line]]) -> bytes:
    """Return a PDF of these pages, each with its number at the foot; letters beyond Windows-1252 become “?”."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 3 0 R >>",
        b"<< /F1 %b /F2 %b >>" % (_FONT % b"Times-Roman", _FONT % b"Times-Bold"),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for number, lines in enumerate(pages, start=1):
        drawn = _drawn(lines, number)
        bodies.append(
            f"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font 2 0 R >>"
            f" /Contents {3 + 2 * number} 0 R >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn))
    return _numbered(bodies)


def _drawn(lines: Sequence[Line], number: int) -> bytes:
    """Return what draws the lines of a page from its top down, and its number at its foot."""
    said = [b"BT", b"%d TL 1 0 0 1 %d %d Tm" % (LEADING, MARGIN, HEIGHT - MARGIN)]
    for line in lines:
        said.append(b"/%b %d Tf (%b) Tj T*" % (b"F2" if line.is_heading else b"F1", line.size, _escaped(line.text)))
    said += [b"ET", b"BT /F1 9 Tf 1 0 0 1 %d %d Tm (%d) Tj ET" % (WIDTH // 2, MARGIN // 2, number)]
    return b"\n".join(said)


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _numbered(bodies: Sequence[bytes]) -> bytes:
    """Return the file of these objects, numbered from 1, with the table that says where each one stands."""
    head = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    objects = [b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1)]
    places = list(accumulate((len(one) for one in objects), initial=len(head)))
    table = b"".join(b"%010d 00000 n \n" % at for at in places[:-1])
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, places[-1])
    return head + b"".join(objects) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer
