"""The id of the request at hand, for logs and events."""

from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request being answered; empty in commands and tasks."""
    return _request_id.get()


def set_request_id(request_id: str) -> None:
    """Name the request that this context answers."""
    _request_id.set(request_id)
