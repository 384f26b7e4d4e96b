"""State of the Internet line, told apart from the state of the library's server.

Only the library, the gateway of this machine and a name of the provider are contacted; the name is
given at the installation.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from .agent_files import ON_WINDOWS, read_json, write_json

if ON_WINDOWS:
    import ctypes

UP, DOWN, UNKNOWN = "up", "down", "unknown"
_TIMEOUT_SECONDS, _GATEWAY_SECONDS = 10, 3
_GATEWAY_PORTS = (53, 80, 443)
_ROUTES = Path("/proc/net/route")
_ROUTE_WORDS, _NEXT_HOP_WORD = 14, 3
"""MIB_IPFORWARDROW of Windows, and its word dwForwardNextHop."""

_ANY_DESTINATION = 0x01010101
_PRIVATE_PREFIXES = ("10.", "127.", "192.168.", *(f"172.{n}." for n in range(16, 32)))


class LineProbe:
    """Probe of the line; it remembers whether the gateway and the provider ever answer.

    A provider that never answered may be mistyped: its silence is no line that is down.
    """

    def __init__(self, library: tuple, provider: str = "", memory: Path | None = None) -> None:
        self.library, self.provider, self.has_answered = library, provider, False
        self.memory = memory
        self.known_provider = (memory and read_json(memory)) or ""

    def state(self) -> str:
        """Return UP, DOWN or UNKNOWN; a silent server alone shows nothing."""
        if self.provider and _answers(_address_of(self.provider)):
            self._remember_provider()
            return UP
        if _answers(self.library) and not (self.provider and _is_near(self.library)):
            return UP
        if self.provider and self.provider == self.known_provider:
            return DOWN
        gateway = find_gateway()
        if gateway is None:
            return DOWN
        if any(_answers((gateway, port), _GATEWAY_SECONDS) for port in _GATEWAY_PORTS):
            self.has_answered = True
            return UNKNOWN
        return DOWN if self.has_answered else UNKNOWN

    def _remember_provider(self) -> None:
        if self.provider != self.known_provider:
            self.known_provider = self.provider
            if self.memory is not None:
                with suppress(OSError):  # a full disk
                    write_json(self.memory, self.provider)


def find_gateway() -> str | None:
    """Return the address of the gateway; None if this machine has no way out."""
    try:
        return _windows_gateway() if ON_WINDOWS else _linux_gateway()
    except (OSError, ValueError, AttributeError):
        return None


def _answers(address: tuple | None, seconds: int = _TIMEOUT_SECONDS) -> bool:
    """Return True if the address accepts or refuses a connection: then the way to it is open."""
    if address is None:
        return False
    try:
        socket.create_connection(address, seconds).close()
    except ConnectionRefusedError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _is_near(address: tuple) -> bool:
    """Return True for a server on this side of the line, which says nothing about the line."""
    try:
        return socket.gethostbyname(address[0]).startswith(_PRIVATE_PREFIXES)
    except (OSError, ValueError):
        return False


def _address_of(probe: object) -> tuple | None:
    """Return host and port of a URL or host name; None for anything else."""
    try:
        parts = urlsplit(probe if "//" in probe else f"//{probe}")
        port = parts.port or (80 if parts.scheme == "http" else 443)
    except (ValueError, TypeError):
        return None
    return (parts.hostname, port) if parts.hostname else None


def _linux_gateway() -> str | None:
    for line in _ROUTES.read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1] == "00000000":
            return socket.inet_ntoa(struct.pack("<I", int(fields[2], 16)))
    return None


def _windows_gateway() -> str | None:
    row = (ctypes.c_uint32 * _ROUTE_WORDS)()
    if ctypes.windll.iphlpapi.GetBestRoute(_ANY_DESTINATION, 0, row) != 0:
        return None
    return socket.inet_ntoa(struct.pack("<I", row[_NEXT_HOP_WORD]))
