"""Gives the tests of the watched folder a folder to put things in, and somebody who looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingest.hotfolder.poll import Patrol, ignore_who_waits_for_a_file
from ingest.hotfolder.settled import Stillness
from library.database import reading
from library.hotfolder import folder_status
from library.hotfolder.folder import TAKEN, TURNED_AWAY, prepare
from library.settings import Settings
from tests.makers import make_database, make_settings

COLLECTIONS = {"van-ban": "Văn bản", "bao-chi": "Báo chí", "dia-chi": "Địa chí"}


@dataclass(slots=True)
class Inbox:
    """A watched folder, and who looks at it."""

    settings: Settings
    engine: Engine
    patrol: Patrol
    heard: list[str]
    """What was said on the terminal."""
    now: float = 0.0

    @property
    def root(self) -> Path:
        """The folder itself."""
        return self.settings.watch

    @property
    def drop(self) -> Path:
        """Where things for the collection of documents are put."""
        return self.root / "van-ban"

    def look(self, after: float = 0.0) -> None:
        """Let so many seconds pass, and look."""
        self.now += after
        self.patrol.look(self.now)

    def take(self) -> None:
        """Look twice, so that what does not change is taken."""
        self.look()
        self.look(self.settings.watch_seconds)

    def taken(self) -> list[str]:
        """Name the files among what was taken, without the day."""
        return _files(self.root / TAKEN)

    def turned_away(self) -> list[str]:
        """Name the files among what was turned away, without the day."""
        return _files(self.root / TURNED_AWAY)

    def note(self, name: str) -> str:
        """Return what the note on something turned away says."""
        (found,) = (self.root / TURNED_AWAY).rglob(f"{name}.txt")
        return found.read_text(encoding="utf-8-sig")

    def waits(self) -> dict[str, str | None]:
        """Return what waits, and why."""
        with reading(self.engine) as session:
            return {one.name: one.message for one in folder_status.waiting(session, 99)}

    def problem(self) -> str | None:
        """Return what kept the folder from being looked at."""
        with reading(self.engine) as session:
            return folder_status.last(session).problem


def _files(place: Path) -> list[str]:
    found = (path.relative_to(place) for path in place.rglob("*") if not path.is_dir())
    return sorted("/".join(path.parts[1:]) for path in found)


def make_inbox(home: Path) -> Inbox:
    """Return a watched folder that was just prepared."""
    settings = make_settings(home / "nhà", watch=str(home / "nhận"), watch_seconds="10")
    prepare(settings.watch, COLLECTIONS)
    engine = make_database(settings)
    ignore_who_waits_for_a_file()
    heard: list[str] = []
    return Inbox(settings, engine, Patrol(settings, engine, Stillness(10), heard.append), heard)


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """Give a watched folder that was just prepared."""
    made = make_inbox(tmp_path)
    yield made
    made.engine.dispose()
