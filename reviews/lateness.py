"""When a review came, and how late: for whoever marks it, the matrix and its files."""

from datetime import datetime, timedelta

from reviews.standings import Cell

MINUTE = timedelta(minutes=1)
MINUTES_A_DAY = 24 * 60


def came_at(cell: Cell) -> datetime | None:
    """Return when a review was handed in, else last saved; one handed in by itself came at the due time."""
    if cell.standing.is_automatic:
        return cell.due_at
    if cell.standing.handed_in_at is not None:
        return cell.standing.handed_in_at
    return cell.latest.saved_at if cell.latest else None


def minutes_late(cell: Cell) -> int | None:
    """Return the minutes after the due time, begun ones counted; 0 up to the cut-off, None where nothing came."""
    at = came_at(cell)
    if at is None:
        return None
    return 0 if at <= cell.cut_off else -((cell.due_at - at) // MINUTE)


def lateness(cell: Cell) -> str:
    """Say how late it came, in its two largest units: “1 day 3 h”, “12 min”; nothing where it was in time."""
    minutes = minutes_late(cell) or 0
    days, rest = divmod(minutes, MINUTES_A_DAY)
    hours, left = divmod(rest, 60)
    units = [(days, f"{days} day{'' if days == 1 else 's'}"), (hours, f"{hours} h"), (left, f"{left} min")]
    return " ".join([words for number, words in units if number][:2])
