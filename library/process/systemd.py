"""Notifications of a service to systemd: ready, alive, stopping (sd_notify(3))."""

import logging
import socket

from library.settings import systemd_variable

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"

_log = logging.getLogger(__name__)


def notify(state: str) -> None:
    """Send a state to systemd; without systemd nothing happens."""
    address = systemd_variable("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # in the abstract namespace
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.connect(address)
            channel.sendall(state.encode())
    except OSError as error:
        _log.warning("systemd was not notified of %s: %s", state, error)


def watchdog_seconds() -> float | None:
    """Return the time without `ALIVE` after which systemd kills this service; None if it won't."""
    text = systemd_variable("WATCHDOG_USEC")
    return int(text) / 1_000_000 if text.isdecimal() and int(text) else None
