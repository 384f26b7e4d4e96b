"""Health checks of an installation, with advice."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from sqlalchemy.orm import Session

from library.accessions import fixity_schedule
from library.backup import history
from library.backup.models import RunKind
from library.catalogue.profiles import read_profiles
from library.clock import HANOI
from library.database import reading
from library.errors import LibraryError
from library.hotfolder.folder import HotfolderPaths
from library.hotfolder.problems import WatchedFolderClosedError, WatchedFolderGoneError
from library.installation import installation
from library.settings import Settings

_GROUP = "diachi.checks"


@dataclass(frozen=True, slots=True)
class Check:
    """Result of a check; `advice` is the finding or the next step."""

    name: str
    ok: bool
    advice: str


def run_checks(settings: Settings) -> Iterator[Check]:
    """Yield the checks of all packages (entry points of `diachi.checks`)."""
    for entry in sorted(entry_points(group=_GROUP)):
        yield from entry.load()(settings)


def checks(settings: Settings) -> Iterable[Check]:
    """Yield the checks of the library: profiles, disk, folders, database, masters, backups."""
    yield _profiles(settings)
    yield _disk(settings)
    if settings.watch:
        yield _watched(settings.watch)
    yield from _database(settings)


def _profiles(settings: Settings) -> Check:
    try:
        profiles = read_profiles(settings.collections)
    except LibraryError as error:
        return Check("sưu tập", False, str(error))
    if not profiles:
        return Check("sưu tập", False, f"Không có sưu tập nào trong {settings.collections}.")
    return Check("sưu tập", True, ", ".join(profiles))


def _disk(settings: Settings) -> Check:
    place = settings.home if settings.home.exists() else settings.home.parent
    if not place.exists():
        return Check("đĩa", False, f"Chưa có thư mục {settings.home}. Hãy chạy: diachi init")
    free = shutil.disk_usage(place).free // (1 << 20)
    advice = f"còn {free:,} MB".replace(",", ".")
    if free < settings.free_mb:
        return Check("đĩa", False, f"{advice}, cần ít nhất {settings.free_mb} MB: hãy dọn đĩa.")
    return Check("đĩa", True, advice)


def _watched(root: Path) -> Check:
    """Check that the watched folder exists and is writable."""
    if not HotfolderPaths(root).ready:
        return Check("thư mục nhận", False, str(WatchedFolderGoneError(root)))
    if not os.access(HotfolderPaths(root).holding, os.W_OK):
        closed = os.strerror(errno.EACCES)
        return Check("thư mục nhận", False, str(WatchedFolderClosedError(root, closed)))
    return Check("thư mục nhận", True, str(root))


def _database(settings: Settings) -> Iterator[Check]:
    try:
        with installation(settings) as engine:
            yield Check("cơ sở dữ liệu", True, engine.dialect.name)
            with reading(engine) as session:
                yield _masters(session)
                yield _backups(session)
    except LibraryError as error:
        yield Check("cơ sở dữ liệu", False, str(error))


def _masters(session: Session) -> Check:
    """Report known damage of masters; checking all of them would take hours."""
    damages = fixity_schedule.damages(session)
    if damages:
        more = f" Còn {len(damages) - 1} tệp nữa: diachi fixity report" if damages[1:] else ""
        return Check("tệp gốc", False, damages[0].sentence + more)
    return Check("tệp gốc", True, "không có tệp nào được biết là hỏng")


def _backups(session: Session) -> Check:
    """Report the last complete copy, and everything about backups that needs a person."""
    if alarms := history.alarms(session):
        sentences = " ".join(alarm.sentence for alarm in alarms)
        return Check(
            "sao lưu", False, f"{sentences} Hãy chạy: diachi backup run, diachi backup drill"
        )
    last = history.last_passed(session, RunKind.COPY)
    if last is None:
        return Check(
            "sao lưu", True, "chưa có bản nào; đặt DIACHI_BACKUP_TO rồi: diachi backup init"
        )
    return Check("sao lưu", True, f"bản cuối {last.started.astimezone(HANOI):%H:%M %d/%m/%Y}")
