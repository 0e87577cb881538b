"""The table of figures."""

from bench.load import Figures
from bench.visits import Visit

HEAD = (
    f"{'page':<28}{'req/s':>8}{'p50 ms':>8}{'p95':>8}{'p99':>8}{'queries':>9}{'kB':>8}{'CPU ms':>8}"
    f"{'× bare':>8}{'× CPU':>7}{'allowed':>9}{'HotCRP':>8}"
)


def row(visit: Visit, own: Figures, bare: Figures, queries: int | None) -> str:
    """Return a page's line: ``× bare`` compares requests a second, ``× CPU`` the server's processor a request."""
    times, cpu = bare.rate / own.rate, own.cpu / bare.cpu
    said = figures(visit.name, own, queries) + f"{times:>8.1f}{cpu:>7.1f}{visit.allowed:>9}{visit.hotcrp:>8}"
    over = "  OVER" if times > visit.allowed else ""
    return f"{said}{over}" + (f"  {own.failed} FAILED" if own.failed else "")


def figures(name: str, own: Figures, queries: int | None) -> str:
    """Return what was measured of one page alone."""
    asked = "" if queries is None else queries
    return (
        f"{name:<28}{own.rate:>8.1f}{own.p50:>8.1f}{own.p95:>8.1f}{own.p99:>8.1f}{asked:>9}"
        f"{own.bytes / 1000:>8.1f}{own.cpu:>8.2f}"
    )


def absent(visit: Visit) -> str:
    """Return the line of a page that could not be measured."""
    return f"{visit.name:<28}{'– ' + visit.why_not:<81}{visit.allowed:>9}{visit.hotcrp:>8}"


def mean(first: Figures, second: Figures) -> Figures:
    """Return the bare page around another: both runs as one."""
    requests = first.requests + second.requests
    cpu = (first.cpu * first.requests + second.cpu * second.requests) / requests
    middle = {name: (getattr(first, name) + getattr(second, name)) / 2 for name in ("bytes", "p50", "p95", "p99")}
    return Figures(requests, first.seconds + second.seconds, failed=first.failed + second.failed, cpu=cpu, **middle)
