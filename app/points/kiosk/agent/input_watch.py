"""Watch of one session: finds the time since the last input, and reports it to the service."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
from pathlib import Path

from .agent_files import ON_WINDOWS
from .input_seen import PORT, TICK_SECONDS

_MUTEX_EXISTS = 183
"""ERROR_ALREADY_EXISTS of Windows."""


def watch_session(_values: dict) -> int:
    """Report the input of this session until the agent is removed or the session ends."""
    launcher = Path(sys.argv[0]).resolve()
    if not _is_first_of_session():
        return 0
    idle_seconds = idle_finder()
    if idle_seconds is None:
        return 1
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # its port names this session
    while launcher.exists():  # a removal deletes it first
        try:
            milliseconds = int(idle_seconds() * 1000)
            sender.sendto(str(milliseconds).encode(), ("127.0.0.1", PORT))
        except OSError:
            pass  # the agent is being restarted
        time.sleep(TICK_SECONDS)
    return 0


def _is_first_of_session() -> bool:
    """Return False if this session is watched already; the mutex lives as long as the process."""
    if not ON_WINDOWS:
        return True
    ctypes.windll.kernel32.CreateMutexW(None, False, "Local\\DiaChiTroLy")
    return ctypes.windll.kernel32.GetLastError() != _MUTEX_EXISTS


def idle_finder() -> object:
    """Return a function for the idle seconds of this session; None where they can't be seen."""
    try:
        return _windows_idle() if ON_WINDOWS else _x11_idle()
    except (OSError, AttributeError):
        return None


def _windows_idle() -> object:
    class LastInput(ctypes.Structure):
        _fields_ = [("size", ctypes.c_uint), ("at", ctypes.c_uint)]

    last = LastInput(ctypes.sizeof(LastInput), 0)

    def seconds() -> float:
        ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last))
        milliseconds = ctypes.windll.kernel32.GetTickCount() - last.at
        return (milliseconds & 0xFFFFFFFF) / 1000  # the counter wraps after 49 days

    return seconds


def _x11_idle() -> object:
    x11, saver = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXss.so.1")
    x11.XOpenDisplay.restype = x11.XDefaultRootWindow.restype = ctypes.c_void_p
    saver.XScreenSaverAllocInfo.restype = ctypes.POINTER(ctypes.c_ulong)
    display = x11.XOpenDisplay(None)
    is_wayland = "$" not in os.path.expandvars("$WAYLAND_DISPLAY")
    if not display or is_wayland:  # Xwayland sees only the input of its own windows
        raise OSError("no display whose input can be seen")
    display, info = ctypes.c_void_p(display), saver.XScreenSaverAllocInfo()
    root = ctypes.c_void_p(x11.XDefaultRootWindow(display))

    def seconds() -> float:
        saver.XScreenSaverQueryInfo(display, root, info)
        return info[3 if ctypes.sizeof(ctypes.c_ulong) == 8 else 4] / 1000  # its fourth field

    return seconds
