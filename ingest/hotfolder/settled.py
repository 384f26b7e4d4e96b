"""Finds out which things have been left alone long enough to be whole."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.hotfolder.scan import File, Thing, mark_of
from library.accessions.register import name_of

PATIENCE = 900
"""Seconds after which a thing is taken although it looks as if more were to come."""

_FOR_A_LIST = 3600
"""Seconds a list of descriptions may lie before the files it describes."""

_END = 1 << 16
"""Bytes at the end of a file that tell whether it is whole: the longest is the end of a ZIP."""

_WHOLE = {
    b"%PDF-": b"%%EOF",
    b"PK\x03\x04": b"PK\x05\x06",
    b"\x89PNG": b"IEND",
    b"\xff\xd8\xff": b"\xff\xd9",
}
"""How some kinds of file begin, and what stands at the end of a whole one."""

_LISTS_WAIT = "Bảng mô tả đợi các tệp mà nó mô tả."
_JUST_CAME = "Vừa đến, đợi nằm yên."
_CLOSED = "Chưa mở được “{0}”: có chương trình đang giữ, hoặc không có quyền đọc."
_WRITTEN_TO = "“{0}” còn đang được ghi."
_NOT_WHOLE = "“{0}” có vẻ chưa chép hết; đợi thêm."


@dataclass(slots=True)
class _Watch:
    mark: str
    since: float


@dataclass(slots=True)
class Stillness:
    """Remembers since when each thing has not changed."""

    seconds: float
    watched: dict[tuple[object, ...], _Watch] = field(default_factory=dict)

    def look(self, things: Iterable[Thing], now: float) -> list[tuple[Thing, str | None]]:
        """Give each thing with the reason to wait; none when it can be taken."""
        told, there = [], {}
        for thing in things:
            key, mark = (thing.folder, *thing.entries), mark_of(thing.files)
            before = self.watched.get(key)
            watch = before if before and before.mark == mark else _Watch(mark, now)
            there[key] = watch
            told.append((thing, self._reason(thing, watch, now)))
        self.watched = there
        return told

    def _reason(self, thing: Thing, watch: _Watch, now: float) -> str | None:
        if thing.busy:
            return thing.busy
        quiet = now - watch.since
        if quiet < self.seconds:
            return _LISTS_WAIT if thing.only_lists else _JUST_CAME
        if thing.only_lists:
            return _LISTS_WAIT if quiet < _FOR_A_LIST else None
        if quiet >= PATIENCE:
            return None
        return doubt(thing.files)


def doubt(files: Iterable[File]) -> str | None:
    """Say why a thing that is quiet may not be whole all the same."""
    for file in files:
        if file.is_plain and file.is_material and (found := _doubt(file.path)):
            return found.format(name_of(file.path))
    return None


def _doubt(path: Path) -> str | None:
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return _CLOSED
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return _CLOSED
        if _is_written_to(opened):
            return _WRITTEN_TO
        return None if _is_whole(opened) else _NOT_WHOLE
    except OSError:
        return _CLOSED
    finally:
        os.close(opened)


def _is_written_to(opened: int) -> bool:
    """Say whether a program on this machine has the file open to write, where that can be known.

    The system lends a file to read only while nobody writes to it. Whoever then wants to write is
    announced with SIGIO, which the patrol ignores, and waits until the file is given back.
    """
    try:
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno in (errno.EAGAIN, errno.EBUSY)  # others: it cannot be known here
    fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _is_whole(opened: int) -> bool:
    beginning = os.pread(opened, 16, 0)
    end = next((end for mark, end in _WHOLE.items() if beginning.startswith(mark)), None)
    if end is None:
        return True
    size = os.fstat(opened).st_size
    return end in os.pread(opened, _END, max(0, size - _END))
