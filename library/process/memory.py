"""Memory of a process and of all that it started: its size, free memory of glibc, garbage."""

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ARENA_LIMIT = -8  # M_ARENA_MAX in malloc.h of glibc
_ARENAS = 2
"""Pools of freed memory; by default there are eight per core, and each may keep its largest use."""

_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000
"""Python's 700 fits small programs: a process with caches of words searches them all the time."""

_LIBC = ctypes.CDLL(None)
_PROCESSES = Path("/proc")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def share_arenas() -> None:
    """Let all threads of this process share two pools; to be called before threads start.

    Indexing starts new threads each time: with a pool for each the pipeline service grew from 84 to
    150 MB in thirty updates of the index, with shared pools it stays at 63 MB.
    """
    with suppress(AttributeError):  # another C library
        _LIBC.mallopt(_ARENA_LIMIT, _ARENAS)


def return_free_memory() -> None:
    """Return memory that is free to the system."""
    with suppress(AttributeError):  # another C library
        _LIBC.malloc_trim(0)


def collect_rarely() -> None:
    """Leave what the process has loaded so far out of all collections, and collect less often.

    A site under load answers a fifth more requests; garbage in cycles waits a little longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)


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
