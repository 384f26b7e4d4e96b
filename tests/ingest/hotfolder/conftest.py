"""Fixtures of the hot folder tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingest.hotfolder.poll import Poller, SettleTracker, ignore_sigio
from library.database import reading
from library.hotfolder import folder_status
from library.hotfolder.folder import REJECTED, TAKEN, prepare
from library.settings import Settings
from tests.makers import make_database, make_settings

COLLECTIONS = {"van-ban": "Văn bản", "bao-chi": "Báo chí", "dia-chi": "Địa chí"}


@dataclass(slots=True)
class Inbox:
    """A hot folder and its poller."""

    settings: Settings
    engine: Engine
    poller: Poller
    messages: list[str]
    """Messages printed on the terminal."""
    now: float = 0.0

    @property
    def root(self) -> Path:
        """Path of the hot folder."""
        return self.settings.watch

    @property
    def drop(self) -> Path:
        """Folder of the collection `van-ban`."""
        return self.root / "van-ban"

    def poll(self, after: float = 0.0) -> None:
        """Advance the clock by `after` seconds and poll."""
        self.now += after
        self.poller.poll(self.now)

    def take(self) -> None:
        """Poll twice, with the settling time between."""
        self.poll()
        self.poll(self.settings.watch_seconds)

    def taken(self) -> list[str]:
        """Return the archived files, without the date folder."""
        return _files(self.root / TAKEN)

    def turned_away(self) -> list[str]:
        """Return the refused files, without the date folder."""
        return _files(self.root / REJECTED)

    def note(self, name: str) -> str:
        """Return the text of the note on a refused file."""
        (path,) = (self.root / REJECTED).rglob(f"{name}.txt")
        return path.read_text(encoding="utf-8-sig")

    def waits(self) -> dict[str, str | None]:
        """Return the waiting entries with their messages."""
        with reading(self.engine) as session:
            return {entry.name: entry.message for entry in folder_status.waiting(session, 99)}

    def problem(self) -> str | None:
        """Return the problem that prevented the last scan."""
        with reading(self.engine) as session:
            return folder_status.last_scan(session).problem


def _files(place: Path) -> list[str]:
    paths = (path.relative_to(place) for path in place.rglob("*") if not path.is_dir())
    return sorted("/".join(path.parts[1:]) for path in paths)


def make_inbox(home: Path) -> Inbox:
    """Return a newly prepared hot folder with its poller."""
    settings = make_settings(home / "nhà", watch=str(home / "nhận"), watch_seconds="10")
    prepare(settings.watch, COLLECTIONS)
    engine = make_database(settings)
    ignore_sigio()
    messages: list[str] = []
    return Inbox(
        settings, engine, Poller(settings, engine, SettleTracker(10), messages.append), messages
    )


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """Return a newly prepared hot folder."""
    new_inbox = make_inbox(tmp_path)
    yield new_inbox
    new_inbox.engine.dispose()
