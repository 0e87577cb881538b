"""Which addresses only this machine itself can reach."""

import contextlib
from ipaddress import ip_address

NAMES = ("127.0.0.1", "localhost", "[::1]")


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach the host, given as an address or as ``localhost``."""
    with contextlib.suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return host == "localhost"
