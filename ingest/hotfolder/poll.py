"""Polling of the hot folder: finds bundles that have settled and takes them in."""

import errno
import fcntl
import logging
import os
import signal
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine

from ingest.hotfolder import archive_originals
from ingest.hotfolder.scan import Bundle, File, bundles_in, fingerprint, misplaced_entries
from ingest.hotfolder.take_in import Mover, NoRoomToTakeError
from library.accessions.register import name_of
from library.catalogue.profile_cache import profiles_of
from library.catalogue.profiles import Profile
from library.database import reading, work
from library.errors import DiskNearlyFullError, LibraryError
from library.hotfolder import arrivals
from library.hotfolder.arrivals import FolderEntry
from library.hotfolder.folder import (
    HotfolderPaths,
    NoWatchedFolderError,
    WatchedFolderClosedError,
    WatchedFolderGoneError,
    prepare,
)
from library.planning import house_rules
from library.process.locks import WATCHED_FOLDER, Lock, installation_lock, trying
from library.process.repeating import repeating
from library.settings import Settings

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


_PAUSE_SECONDS = 3.0
_PAUSE_FACTOR = 10
"""Pause relative to the duration of a poll, which takes seconds on a slow network share."""

_REFRESH_SECONDS = 60.0
"""Seconds after which an unchanged state is recorded again."""

_WORKING_AGAIN = "Thư mục nhận lại nhận tài liệu như thường."
_RETRY_SECONDS = 60.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Poller:
    """Poller of an installation's hot folder."""

    settings: Settings
    engine: Engine
    tracker: SettleTracker
    notify: Callable[[str], None] | None = None
    """Called once with an obstacle that stops the intake, and once when it works again."""
    obstacle: LibraryError | None = None
    last_message: str = _WORKING_AGAIN
    last_state: tuple[object, ...] = ()
    recorded_at: float = field(default=float("-inf"))

    def poll(self, now: float) -> None:
        """Finish interrupted arrivals, take in settled bundles, and record waiting ones.

        Only one process polls at a time, on whatever machine; if another one does, return
        immediately.
        """
        with trying(poll_lock(self.settings, self.engine)) as is_exclusive:
            if not is_exclusive:
                return
            self.obstacle = None
            try:
                self._poll(now)
            except LibraryError as error:
                self._record_state((), self._note_obstacle(error), now)
            except OSError as error:
                closed_error = WatchedFolderClosedError(self.settings.watch, error.strerror)
                self._record_state((), self._note_obstacle(closed_error), now)
            self._notify_change()

    def _poll(self, now: float) -> None:
        root = self.settings.watch
        places = HotfolderPaths(root)
        if not places.ready:
            raise WatchedFolderGoneError(root)
        profiles = self._folders()
        prepare(root, {slug: profile.title for slug, profile in profiles.items()})
        profile_by_folder = {slug.casefold(): profile for slug, profile in profiles.items()}
        mover = Mover(self.settings, self.engine, places, profile_by_folder)
        self._finish(mover)
        self._set_aside_refused(places)
        bundle_checks = self.tracker.update(bundles_in(root, profiles), now)
        waiting = [self._take(mover, bundle, reason) for bundle, reason in bundle_checks]
        entries = [*filter(None, waiting), *misplaced_entries(root, profiles)]
        self._record_state(tuple(entries), None, now)

    def _folders(self) -> dict[str, Profile]:
        """Return the folders that are watched: one for each collection, and those of rules."""
        with reading(self.engine) as session:
            profiles = profiles_of(session)
            folders = house_rules.drop_folders(session)
        return profiles | {folder: profiles[slug] for folder, slug in folders.items()}

    def _finish(self, mover: Mover) -> None:
        """Continue arrivals that were interrupted by a dead process or a full disk."""
        with reading(self.engine) as session:
            arrival_ids = arrivals.unfinished_ids(session)
        for arrival_id in arrival_ids:
            self._continue(mover, arrival_id)

    def _take(self, mover: Mover, bundle: Bundle, reason: str | None) -> FolderEntry | None:
        """Take in a bundle unless there is a reason to wait; return its summary if it stays."""
        if reason is None:
            try:
                arrival_id = mover.begin(bundle)
            except LibraryError as error:
                return bundle.summary(self._note_obstacle(error))
            self._continue(mover, arrival_id)
            return None
        return bundle.summary(reason)

    def _continue(self, mover: Mover, arrival_id: int) -> None:
        try:
            mover.finish(arrival_id)
        except (LibraryError, OSError) as error:
            message = self._note_obstacle(_as_library_error(error))
            with work(self.engine) as session:
                arrivals.set_message(session, arrival_id, message)

    def _set_aside_refused(self, places: HotfolderPaths) -> None:
        with reading(self.engine) as session:
            refused_parts = arrivals.refused_parts(session)
        for part in refused_parts:
            message = f"{part.outcome.message}\n(Số trong sổ lần nhập: {part.number})"
            fate = replace(part.outcome, message=message)
            archive_originals.set_aside(
                places, places.root / part.place, fate, part.folder, part.token
            )
            with work(self.engine) as session:
                arrivals.mark_set_aside(session, part.id)

    def _note_obstacle(self, error: LibraryError) -> str:
        """Store the error as the current obstacle and return its message."""
        if isinstance(error, DiskNearlyFullError):
            error = NoRoomToTakeError(*error.args)
        self.obstacle = error
        return str(error)

    def _notify_change(self) -> None:
        """Notify if the obstacle changed since the last poll; the number of free MB is ignored."""
        message = self.obstacle.message if self.obstacle else _WORKING_AGAIN
        if self.notify and message != self.last_message:
            self.notify(str(self.obstacle or _WORKING_AGAIN))
        self.last_message = message

    def _record_state(
        self, entries: tuple[FolderEntry, ...], problem: str | None, now: float
    ) -> None:
        """Record the state if it is new or was not recorded for a while."""
        state = (problem, *entries)
        if state == self.last_state and now - self.recorded_at < _REFRESH_SECONDS:
            return
        with work(self.engine) as session:
            arrivals.record_scan(session, problem)
            if problem is None:
                arrivals.sync_waiting(session, entries)
        self.last_state, self.recorded_at = state, now


def polling(settings: Settings, engine: Engine) -> AbstractContextManager[None]:
    """Poll the hot folder in a separate thread, so a hanging network share stops nothing else."""
    if settings.watch is None:
        return nullcontext()
    ignore_sigio()
    poller = Poller(settings, engine, SettleTracker(settings.watch_seconds), _log.warning)

    def look() -> float:
        start = time.monotonic()
        poller.poll(start)
        return max(_PAUSE_SECONDS, _PAUSE_FACTOR * (time.monotonic() - start))

    return repeating("a look at the watched folder", None, look, retry_seconds=_RETRY_SECONDS)


def once(settings: Settings, engine: Engine) -> None:
    """Poll twice, with the settling time between; raise NoWatchedFolderError if unset."""
    if settings.watch is None:
        raise NoWatchedFolderError
    ignore_sigio()
    poller = Poller(settings, engine, SettleTracker(settings.watch_seconds))
    poller.poll(time.monotonic())
    time.sleep(settings.watch_seconds)
    poller.poll(time.monotonic())


def ignore_sigio() -> None:
    """Ignore SIGIO, sent if somebody opens a file while its lease is checked."""
    signal.signal(signal.SIGIO, signal.SIG_IGN)


def poll_lock(settings: Settings, engine: Engine) -> Lock:
    """Return the lock of the process that polls."""
    return installation_lock(engine, WATCHED_FOLDER, settings.home / "watch.lock")


def _as_library_error(error: LibraryError | OSError) -> LibraryError:
    if isinstance(error, LibraryError):
        return error
    return WatchedFolderClosedError(Path(error.filename or "").name, error.strerror)
