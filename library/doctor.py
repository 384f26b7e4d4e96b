"""Health checks of an installation, with advice; a check that fails stops no other check."""

import errno
import logging
import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from library.accessions import fixity_rounds, fixity_schedule
from library.backup import history
from library.backup.models import RunKind
from library.catalogue.pages import lost_files
from library.catalogue.profiles import read_profiles
from library.clock import HANOI
from library.database import reading
from library.database_failures import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseUnreachableError,
    DiskFullError,
    DiskReadOnlyError,
    failure_of,
)
from library.errors import LibraryError
from library.hotfolder.folder import HotfolderPaths
from library.hotfolder.problems import WatchedFolderClosedError, WatchedFolderGoneError
from library.installation import installation
from library.settings import Settings, usable_settings
from library.storage.content_store import ContentStore

_GROUP = "diachi.checks"

_SAMPLED_PAGES = 200
"""Pages whose files are verified, about 100 MB; a library with fewer pages is verified whole."""

_MAX_EXAMINED_BYTES = 2 << 30
"""Largest SQLite database that is examined whole, which takes about a second per 200 MB."""

_FAILURE_ADVICE = {
    DatabaseBusyError: "đang bị khoá vì việc khác ghi lâu: hãy đợi rồi chạy lại",
    DatabaseDamagedError: "tệp bị hỏng: hãy khôi phục từ bản sao lưu (docs/operate/sao-luu.md)",
    DatabaseUnreachableError: (
        "không mở được: hãy xem quyền của tệp và thư mục, hoặc PostgreSQL có đang chạy không"
    ),
    DiskFullError: "đĩa đã đầy: hãy dọn đĩa",
    DiskReadOnlyError: "không ghi được: hãy xem đĩa có bị gắn chỉ đọc không, và quyền ghi",
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """Result of a check; `advice` is the finding or the next step."""

    name: str
    ok: bool
    advice: str


def run_checks() -> Iterator[Check]:
    """Yield the checks of the settings and of all packages (entry points of `diachi.checks`)."""
    settings, errors = usable_settings()
    for error in errors:
        yield Check("thiết lập", False, str(error))
    for entry in sorted(entry_points(group=_GROUP)):
        yield from guard(entry.name, lambda entry=entry: entry.load()(settings))


def guard(name: str, check: Callable[[], Check | Iterable[Check]]) -> Iterator[Check]:
    """Yield the results of a check; if it raises, the reason as a failed check of this name."""
    results: list[Check] = []
    try:
        result = check()
        results.extend((result,) if isinstance(result, Check) else result)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the search engine is no Exception
        results.append(Check(name, False, _reason(error)))
    yield from results


def _reason(error: BaseException) -> str:
    failure = failure_of(error)
    if failure is not None:
        detail = error.orig if isinstance(error, DBAPIError) else error
        return f"{_FAILURE_ADVICE[type(failure)]} ({detail})"
    if isinstance(error, LibraryError):
        return str(error)
    if isinstance(error, OSError):
        return f"không đọc hoặc không ghi được {error.filename or 'tệp'}: {error.strerror}"
    _log.error("a health check failed", exc_info=error)
    return f"không kiểm tra được, vì lỗi của chương trình: {error}"


def checks(settings: Settings) -> Iterator[Check]:
    """Yield the checks of the library: profiles, disk, watched folder, database, stored files."""
    yield from guard("sưu tập", lambda: _profiles(settings))
    yield from guard("đĩa", lambda: _disk(settings))
    if settings.watch:
        yield from guard("thư mục nhận", lambda: _watched(settings.watch))
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
    if not os.access(place, os.W_OK):
        return Check("đĩa", False, f"{place}: {_FAILURE_ADVICE[DiskReadOnlyError]}")
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
    (opened,) = guard("cơ sở dữ liệu", lambda: _open_database(settings))
    yield opened
    if not opened.ok:
        return
    with installation(settings) as engine:
        yield from guard("ruột cơ sở dữ liệu", lambda: _examine(engine))
        yield from guard("tệp gốc", lambda: _masters(engine))
        yield from guard("lịch kiểm tra tệp gốc", lambda: _fixity_schedule(settings, engine))
        yield from guard("tệp của trang", lambda: _page_files(settings, engine))
        yield from guard("sao lưu", lambda: _backups(engine))


def _open_database(settings: Settings) -> Check:
    with installation(settings) as engine:
        return Check("cơ sở dữ liệu", True, engine.dialect.name)


def _examine(engine: Engine) -> Iterator[Check]:
    """Look for damage in the file of an SQLite database; PostgreSQL verifies checksums itself."""
    if engine.dialect.name != "sqlite":
        return
    size = Path(engine.url.database or "").stat().st_size
    if size > _MAX_EXAMINED_BYTES:
        return
    with reading(engine) as session:
        problem = session.connection().exec_driver_sql("PRAGMA quick_check(1)").scalar()
    advice = (
        "còn nguyên" if problem == "ok" else f"{_FAILURE_ADVICE[DatabaseDamagedError]} ({problem})"
    )
    yield Check("ruột cơ sở dữ liệu", problem == "ok", advice)


def _masters(engine: Engine) -> Check:
    """Report known damage of masters; checking all of them would take hours."""
    with reading(engine) as session:
        damages = fixity_schedule.damages(session)
    if damages:
        more = f" Còn {len(damages) - 1} tệp nữa: diachi fixity report" if damages[1:] else ""
        return Check("tệp gốc", False, damages[0].sentence + more)
    return Check("tệp gốc", True, "không có tệp nào được biết là hỏng")


def _fixity_schedule(settings: Settings, engine: Engine) -> Check:
    """Report when the rounds of checks end, and those that will be late."""
    with reading(engine) as session:
        late = fixity_rounds.late_rounds(session, settings)
        plans = fixity_rounds.forecasts(session, settings)
    sentences = [alarm.sentence for alarm in late] or [plan.sentence for plan in plans]
    return Check("lịch kiểm tra tệp gốc", not late, " ".join(sentences))


def _page_files(settings: Settings, engine: Engine) -> Check:
    """Verify the images, PDFs and words of some pages; the pipeline makes lost ones again."""
    with reading(engine) as session:
        noted = {file.digest for file in lost_files.lost_files(session, _SAMPLED_PAGES)}
        highest = lost_files.highest_page_id(session)
    start = random.randint(0, max(highest - _SAMPLED_PAGES, 0))  # noqa: S311  (no secret)
    store = ContentStore(settings.derivatives)
    sample = lost_files.check_sample(engine, store, start, _SAMPLED_PAGES)
    lost = noted.union(sample.lost)
    if lost:
        advice = (
            f"{len(lost)} tệp bị mất hoặc hỏng; bộ xử lý (diachi ingest watch) tự làm lại. "
            "Nếu mãi không hết, hãy xem tệp gốc: diachi fixity check --all"
        )
        return Check("tệp của trang", False, advice)
    return Check("tệp của trang", True, f"đã xem {sample.files} tệp, còn nguyên")


def _backups(engine: Engine) -> Check:
    """Report the last complete copy, and everything about backups that needs a person."""
    with reading(engine) as session:
        alarms, last = history.alarms(session), history.last_passed(session, RunKind.COPY)
    if alarms:
        sentences = " ".join(alarm.sentence for alarm in alarms)
        return Check(
            "sao lưu", False, f"{sentences} Hãy chạy: diachi backup run, diachi backup drill"
        )
    if last is None:
        return Check(
            "sao lưu", True, "chưa có bản nào; đặt DIACHI_BACKUP_TO rồi: diachi backup init"
        )
    return Check("sao lưu", True, f"bản cuối {last.started.astimezone(HANOI):%H:%M %d/%m/%Y}")
