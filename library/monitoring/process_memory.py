"""Resident memory of this process and of all that it started, as Linux reports it."""

import os
from collections.abc import Iterator
from pathlib import Path

_PROCESSES = Path("/proc")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def memory_bytes() -> int:
    """Return the resident memory of this process and its descendants, in bytes."""
    return sum(map(_resident_bytes, _family(os.getpid())))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in _listing(_PROCESSES / str(pid) / "task"):
        for child in _words(task / "children"):
            yield from _family(int(child))


def _resident_bytes(pid: int) -> int:
    sizes = _words(_PROCESSES / str(pid) / "statm")
    return int(sizes[1]) * _PAGE_BYTES if sizes else 0


def _listing(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # the process has ended
        return []


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []
