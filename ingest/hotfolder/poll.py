"""Looks at the watched folder again and again, and has taken what was left alone long enough."""

import fcntl
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine

from ingest.hotfolder import archive_originals
from ingest.hotfolder.problems import NoRoomToTakeError
from ingest.hotfolder.scan import Thing, elsewhere, things_in
from ingest.hotfolder.settled import Stillness
from ingest.hotfolder.take_in import Porter
from library.catalogue.profile_cache import usable_profiles
from library.click_vietnamese import say
from library.database import reading, work
from library.errors import DiskNearlyFullError, LibraryError
from library.hotfolder import arrivals
from library.hotfolder.arrivals import Lying
from library.hotfolder.folder import Places, prepare
from library.hotfolder.problems import (
    NoWatchedFolderError,
    WatchedFolderClosedError,
    WatchedFolderGoneError,
)
from library.settings import Settings

_PAUSE = 3.0
_SHARE = 10
"""A look may take so much less of the time than the pauses: on a slow share it takes seconds."""

_REMIND = 60.0
"""Seconds after which it is noted again that all is as it was."""

_GOES_ON = "Thư mục nhận lại nhận tài liệu như thường."
_AFTER_FAILING = 60.0
_LAST_WAIT = 10.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Patrol:
    """Goes to the watched folder of an installation."""

    settings: Settings
    engine: Engine
    stillness: Stillness
    speak: Callable[[str], None] | None = None
    """Hears once what keeps things from being taken, and once that they are taken again."""
    hindrance: LibraryError | None = None
    spoken: str = _GOES_ON
    told: tuple[object, ...] = ()
    told_at: float = field(default=float("-inf"))

    def look(self, now: float) -> None:
        """Finish what was begun, take what is quiet, and note what waits and why.

        One process at a time looks; where another does, nothing is done.
        """
        with _alone(self.settings) as alone:
            if not alone:
                return
            self.hindrance = None
            try:
                self._look(now)
            except LibraryError as error:
                self._tell((), self._hindered(error), now)
            except OSError as error:
                where = WatchedFolderClosedError(self.settings.watch, error.strerror)
                self._tell((), self._hindered(where), now)
            self._speak()

    def _look(self, now: float) -> None:
        root = self.settings.watch
        places = Places(root)
        if not places.ready:
            raise WatchedFolderGoneError(root)
        profiles = usable_profiles(self.settings)
        prepare(root, {slug: profile.title for slug, profile in profiles.items()})
        known = {slug.casefold(): profile for slug, profile in profiles.items()}
        porter = Porter(self.settings, self.engine, places, known)
        self._finish(porter)
        self._put_aside_what_was_refused(places)
        found = self.stillness.look(things_in(root, profiles), now)
        waiting = [self._take(porter, thing, reason) for thing, reason in found]
        lying = [*filter(None, waiting), *elsewhere(root, profiles)]
        self._tell(tuple(lying), None, now)

    def _finish(self, porter: Porter) -> None:
        """Go on with what was being taken when a process died or a disk was full."""
        with reading(self.engine) as session:
            begun = arrivals.unfinished(session)
        for arrival_id in begun:
            self._go_on(porter, arrival_id)

    def _take(self, porter: Porter, thing: Thing, reason: str | None) -> Lying | None:
        """Take a thing unless there is a reason to wait; return what still lies there."""
        if reason is None:
            try:
                begun = porter.begin(thing)
            except LibraryError as error:
                return thing.lying(self._hindered(error))
            self._go_on(porter, begun)
            return None
        return thing.lying(reason)

    def _go_on(self, porter: Porter, arrival_id: int) -> None:
        try:
            porter.finish(arrival_id)
        except (LibraryError, OSError) as error:
            message = self._hindered(_named(error))
            with work(self.engine) as session:
                arrivals.hinder(session, arrival_id, message)

    def _put_aside_what_was_refused(self, places: Places) -> None:
        with reading(self.engine) as session:
            refused = arrivals.refused_since(session)
        for one in refused:
            message = f"{one.fate.message}\n(Số trong sổ lần nhập: {one.number})"
            fate = replace(one.fate, message=message)
            archive_originals.set_aside(
                places, places.root / one.place, fate, one.folder, one.token
            )
            with work(self.engine) as session:
                arrivals.put_aside(session, one.id)

    def _hindered(self, error: LibraryError) -> str:
        """Keep what keeps things from being taken, and return it in words."""
        if isinstance(error, DiskNearlyFullError):
            error = NoRoomToTakeError(*error.args)
        self.hindrance = error
        return str(error)

    def _speak(self) -> None:
        """Say what changed since the last look; how many MB are free is no change."""
        message = self.hindrance.message if self.hindrance else _GOES_ON
        if self.speak and message != self.spoken:
            self.speak(str(self.hindrance or _GOES_ON))
        self.spoken = message

    def _tell(self, lying: tuple[Lying, ...], problem: str | None, now: float) -> None:
        """Write down what was seen, when it is new or nothing was written for a while."""
        told = (problem, *lying)
        if told == self.told and now - self.told_at < _REMIND:
            return
        with work(self.engine) as session:
            arrivals.looked(session, problem)
            if problem is None:
                arrivals.see(session, lying)
        self.told, self.told_at = told, now


@contextmanager
def on_patrol(settings: Settings, engine: Engine) -> Iterator[None]:
    """Look at the watched folder in a thread of its own: a share that hangs must stop nothing."""
    if settings.watch is None:
        yield
        return
    ignore_who_waits_for_a_file()
    over = threading.Event()
    patrol = Patrol(settings, engine, Stillness(settings.watch_seconds), say)
    thread = threading.Thread(target=_for_ever, args=(patrol, over.wait), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_LAST_WAIT)


def once(settings: Settings, engine: Engine) -> None:
    """Look, and look again when what lies there has had the time to be quiet."""
    if settings.watch is None:
        raise NoWatchedFolderError
    ignore_who_waits_for_a_file()
    patrol = Patrol(settings, engine, Stillness(settings.watch_seconds))
    patrol.look(time.monotonic())
    time.sleep(settings.watch_seconds)
    patrol.look(time.monotonic())


def ignore_who_waits_for_a_file() -> None:
    """Live on when somebody opens a file while it is looked whether anybody has it open."""
    signal.signal(signal.SIGIO, signal.SIG_IGN)


def _for_ever(patrol: Patrol, is_over: Callable[[float], bool]) -> None:
    pause = 0.0
    while not is_over(pause):
        begun = time.monotonic()
        try:
            patrol.look(begun)
        except Exception:  # a door: one bad look must not end the watch
            _log.exception("a look at the watched folder failed")
            pause = _AFTER_FAILING
        else:
            pause = max(_PAUSE, _SHARE * (time.monotonic() - begun))


@contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    with (settings.home / "watch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _named(error: LibraryError | OSError) -> LibraryError:
    if isinstance(error, LibraryError):
        return error
    return WatchedFolderClosedError(Path(error.filename or "").name, error.strerror)
