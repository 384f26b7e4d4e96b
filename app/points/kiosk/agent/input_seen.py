"""Input of readers, as the watch of each session reports it to the service.

The report is one number, the milliseconds since the last input, sent to a local port every tick.
"""

from __future__ import annotations

import select
import socket
import time
from pathlib import Path

from .agent_files import ON_WINDOWS

if ON_WINDOWS:
    import ctypes

TICK_SECONDS = 5
PORT = 47831
_FRESH_SECONDS = 3 * TICK_SECONDS
_MAX_SENDERS = 64
_SESSIONS = Path("/run/systemd/sessions")
_NO_CONSOLE_SESSION, _USER_NAME = 0xFFFFFFFF, 5
"""WTSGetActiveConsoleSessionId and WTS_INFO_CLASS.WTSUserName."""


class InputListener:
    """Receiver of the reports: the last of each sender, with the time it came."""

    def __init__(self, port: int = PORT) -> None:
        self.port, self.reports = port, {}
        self.socket, self.is_woken, self.doors = None, False, []
        self._open()

    def idle_seconds(self) -> float | None:
        """Return the time since the last input of anybody; None if input can't be seen."""
        now = time.monotonic()
        fresh = [idle + now - at for idle, at in self.reports.values() if now - at < _FRESH_SECONDS]
        if fresh:
            return min(fresh)
        return None if somebody_is_signed_in() else float("inf")

    def wait(self, seconds: float) -> None:
        """Receive reports for some time, or until `wake`."""
        if self.socket is None:
            self._open()
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.is_woken:
            if self.socket is None:
                time.sleep(max(0.0, until - time.monotonic()))
            else:
                self._receive(max(0.0, until - time.monotonic()))

    def wake(self) -> None:
        """End a wait that is under way; safe in a signal handler."""
        self.is_woken = True
        send_report(-1, self.port)

    def close(self) -> None:
        """Close the ports."""
        for opened in (self.socket, *self.doors):
            if opened is not None:
                opened.close()

    def _receive(self, seconds: float) -> None:
        """Receive one report if it comes in time."""
        waiting = {self.socket: None, **{door.socket: door for door in self.doors}}
        ready = select.select(list(waiting), [], [], seconds)[0]
        for door in filter(None, map(waiting.get, ready)):
            door.answer()
        if self.socket not in ready:
            return
        try:
            content, sender = self.socket.recvfrom(32)
            milliseconds = int(content)
        except (OSError, ValueError):
            return  # not from our own program
        if milliseconds < 0:
            return
        now = time.monotonic()
        self.reports = {k: v for k, v in self.reports.items() if now - v[1] < _FRESH_SECONDS}
        if len(self.reports) < _MAX_SENDERS:
            self.reports[sender] = (milliseconds / 1000, now)

    def _open(self) -> None:
        new_socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            if ON_WINDOWS:
                new_socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            new_socket.bind(("127.0.0.1", self.port))
        except OSError:  # another program has the port: input stays unseen, and is reported so
            new_socket.close()
        else:
            self.socket, self.port = new_socket, new_socket.getsockname()[1]


def send_report(milliseconds: int, port: int = PORT) -> None:
    """Send one report; without an agent it is lost."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(str(milliseconds).encode(), ("127.0.0.1", port))
    except OSError:
        return


def somebody_is_signed_in() -> bool:
    """Return True if a person has a session on the screen, or if that can't be known."""
    try:
        return _windows_has_user() if ON_WINDOWS else _linux_has_user()
    except (OSError, AttributeError):
        return True


def _linux_has_user() -> bool:
    sessions = (file.read_text() for file in _SESSIONS.iterdir() if "." not in file.name)
    return any(
        "\nCLASS=user\n" in session
        and any(f"\nTYPE={kind}\n" in session for kind in ("x11", "wayland", "mir"))
        for session in sessions
    )


def _windows_has_user() -> bool:
    session = ctypes.windll.kernel32.WTSGetActiveConsoleSessionId()
    if session == _NO_CONSOLE_SESSION:
        return False
    name, size = ctypes.c_wchar_p(), ctypes.c_uint()
    terminals = ctypes.windll.wtsapi32
    if not terminals.WTSQuerySessionInformationW(
        None, session, _USER_NAME, ctypes.byref(name), ctypes.byref(size)
    ):
        return True
    try:
        return bool(name.value)
    finally:
        terminals.WTSFreeMemory(name)
