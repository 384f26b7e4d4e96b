"""Detection of bundles that have stopped changing and are complete."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.hotfolder.scan import Bundle, File, fingerprint
from library.accessions.register import name_of

MAX_WAIT_SECONDS = 900
"""Seconds after which a bundle is taken in even though it looks incomplete."""

_LIST_SECONDS = 3600
"""Seconds a description list waits for the files it describes."""

_TAIL_BYTES = 1 << 16
"""Bytes at the end of a file searched for its end mark; a ZIP needs the most."""

_END_MARKS = {
    b"%PDF-": b"%%EOF",
    b"PK\x03\x04": b"PK\x05\x06",
    b"\x89PNG": b"IEND",
    b"\xff\xd8\xff": b"\xff\xd9",
}
"""Start marks of some file types, and the mark near the end of a complete file."""

_LISTS_WAIT = "Bảng mô tả đợi các tệp mà nó mô tả."
_JUST_ARRIVED = "Vừa đến, đợi nằm yên."
_NOT_READABLE = "Chưa mở được “{0}”: có chương trình đang giữ, hoặc không có quyền đọc."
_BEING_WRITTEN = "“{0}” còn đang được ghi."
_INCOMPLETE = "“{0}” có vẻ chưa chép hết; đợi thêm."


@dataclass(slots=True)
class _Watch:
    mark: str
    since: float


@dataclass(slots=True)
class SettleTracker:
    """Record of how long each bundle has been unchanged."""

    seconds: float
    watches: dict[tuple[object, ...], _Watch] = field(default_factory=dict)

    def update(self, bundles: Iterable[Bundle], now: float) -> list[tuple[Bundle, str | None]]:
        """Return each bundle with the reason to wait, or None if it can be taken in."""
        results, current = [], {}
        for bundle in bundles:
            key, mark = (bundle.folder, *bundle.entries), fingerprint(bundle.files)
            previous = self.watches.get(key)
            watch = previous if previous and previous.mark == mark else _Watch(mark, now)
            current[key] = watch
            results.append((bundle, self._reason(bundle, watch, now)))
        self.watches = current
        return results

    def _reason(self, bundle: Bundle, watch: _Watch, now: float) -> str | None:
        if bundle.busy:
            return bundle.busy
        quiet_seconds = now - watch.since
        if quiet_seconds < self.seconds:
            return _LISTS_WAIT if bundle.only_lists else _JUST_ARRIVED
        if bundle.only_lists:
            return _LISTS_WAIT if quiet_seconds < _LIST_SECONDS else None
        if quiet_seconds >= MAX_WAIT_SECONDS:
            return None
        return incomplete_reason(bundle.files)


def incomplete_reason(files: Iterable[File]) -> str | None:
    """Return the reason why a settled bundle may still be incomplete, or None."""
    for file in files:
        if file.is_plain and file.is_material and (reason := _incomplete_reason(file.path)):
            return reason.format(name_of(file.path))
    return None


def _incomplete_reason(path: Path) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return _NOT_READABLE
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _NOT_READABLE
        if _is_being_written(descriptor):
            return _BEING_WRITTEN
        return None if _is_complete(descriptor) else _INCOMPLETE
    except OSError:
        return _NOT_READABLE
    finally:
        os.close(descriptor)


def _is_being_written(descriptor: int) -> bool:
    """Return True if a program on this machine has the file open for writing, where detectable.

    The kernel grants a read lease only while nobody writes to the file. A program that then opens
    it for writing causes SIGIO, which the poller ignores, and waits until the lease is released.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno in (
            errno.EAGAIN,
            errno.EBUSY,
        )  # other errors: leases are not supported here
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _is_complete(descriptor: int) -> bool:
    beginning = os.pread(descriptor, 16, 0)
    end = next((end for mark, end in _END_MARKS.items() if beginning.startswith(mark)), None)
    if end is None:
        return True
    size = os.fstat(descriptor).st_size
    return end in os.pread(descriptor, _TAIL_BYTES, max(0, size - _TAIL_BYTES))
