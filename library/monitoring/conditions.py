"""Conditions of an installation: the one list behind doctor, readiness, alerts and the page."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from sqlalchemy.exc import DBAPIError

from library.database_failures import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseUnreachableError,
    DiskFullError,
    DiskReadOnlyError,
    failure_of,
)
from library.errors import LibraryError
from library.monitoring.models import CheckResult
from library.settings import Settings

DATABASE = "database"
"""Code of the condition on which those that read the database depend."""

FAILURE_ADVICE = {
    DatabaseBusyError: "đang bị khóa vì việc khác ghi lâu: hãy đợi rồi chạy lại",
    DatabaseDamagedError: "tệp bị hỏng: hãy khôi phục từ bản sao lưu (docs/operate/sao-luu.md)",
    DatabaseUnreachableError: (
        "không mở được: hãy xem quyền của tệp và thư mục, hoặc PostgreSQL có đang chạy không"
    ),
    DiskFullError: "đĩa đã đầy: hãy dọn đĩa",
    DiskReadOnlyError: "không ghi được: hãy xem đĩa có bị gắn chỉ đọc không, và quyền ghi",
}

_log = logging.getLogger(__name__)

Finding = tuple[bool, str] | None
"""Result of a check: (passed, finding or next step); None if there is nothing to check."""


class Pace(Enum):
    """Cost of a check."""

    QUICK = "quick"
    """Milliseconds: repeated every minute."""
    SLOW = "slow"
    """Seconds, or reads files that may kill the process: hourly, in a process of its own."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that must hold, and how it is checked."""

    code: str
    name: str
    check: Callable[[Settings], Finding]
    pace: Pace = Pace.SLOW
    is_for_readiness: bool = False
    """True if the site cannot serve readers and staff fully without it."""
    needs_database: bool = False
    at_station: bool = True
    """False if a station has nothing that it is about: no deliveries, no masters, no backups."""


@dataclass(frozen=True, slots=True)
class Check:
    """Result of a check; `advice` is the finding or the next step."""

    code: str
    name: str
    ok: bool
    advice: str


class State(StrEnum):
    """Mark of a result."""

    IN_ORDER = "✓"
    NOT_SET = "–"
    """Nothing failed, but something is not set up: advice that begins with "chưa" (not yet)."""
    BROKEN = "✗"


def state_of(result: Check | CheckResult) -> State:
    """Return the state of a result; only a broken condition fails the doctor and is alerted."""
    if not result.ok:
        return State.BROKEN
    return State.NOT_SET if result.advice.startswith("chưa ") else State.IN_ORDER


def run(condition: Condition, settings: Settings) -> Check | None:
    """Return the result of a check, which fails with the reason if it raises."""
    if settings.station and not condition.at_station:
        return None
    try:
        finding = condition.check(settings)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the search engine is no Exception
        finding = False, _reason(error)
    if finding is None:
        return None
    is_sound, advice = finding
    readable = advice.encode(errors="replace").decode()  # it may quote a file name of any bytes
    return Check(condition.code, condition.name, is_sound, readable)


def run_all(conditions: Iterable[Condition], settings: Settings) -> Iterator[Check]:
    """Yield the results, without those that need the database if it cannot be opened."""
    is_database_open = True
    for condition in conditions:
        if condition.needs_database and not is_database_open:
            continue
        check = run(condition, settings)
        if check is not None:
            yield check
            is_database_open = is_database_open and (check.ok or check.code != DATABASE)


def without_dependents(
    conditions: Iterable[Condition], checks: Iterable[Check]
) -> tuple[Check, ...]:
    """Return the checks without those that failed only because the database did."""
    checks = tuple(checks)
    if all(check.ok for check in checks if check.code == DATABASE):
        return checks
    dependent = {condition.code for condition in conditions if condition.needs_database}
    return tuple(check for check in checks if check.code not in dependent)


@dataclass(slots=True)
class TimedChecks:
    """Checks at the same time with a time limit; one that hangs is not started twice."""

    settings: Settings
    conditions: tuple[Condition, ...]
    _running: dict[str, "_Run"] = field(default_factory=dict)

    def results(self, seconds: float) -> tuple[Check, ...]:
        """Return the results known after this time; a check that hangs counts as failed."""
        ends = time.monotonic() + seconds
        runs = [self._run(condition) for condition in self.conditions]
        results = [run_.result(max(0.0, ends - time.monotonic()), seconds) for run_ in runs]
        return without_dependents(self.conditions, filter(None, results))

    def _run(self, condition: Condition) -> "_Run":
        running = self._running.get(condition.code)
        if running is None or not running.is_alive():
            running = self._running[condition.code] = _Run(condition, self.settings)
            running.start()
        return running


class _Run(threading.Thread):
    """One check in a thread of its own."""

    def __init__(self, condition: Condition, settings: Settings) -> None:
        super().__init__(name=f"check-{condition.code}", daemon=True)
        self._condition, self._settings = condition, settings
        self._check: Check | None = None

    def run(self) -> None:
        self._check = run(self._condition, self._settings)

    def result(self, wait_seconds: float, limit_seconds: float) -> Check | None:
        self.join(wait_seconds)
        if self.is_alive():
            advice = f"không trả lời trong {limit_seconds:g} giây"
            return Check(self._condition.code, self._condition.name, False, advice)
        return self._check


def _reason(error: BaseException) -> str:
    failure = failure_of(error)
    if failure is not None:
        detail = error.orig if isinstance(error, DBAPIError) else error
        return f"{FAILURE_ADVICE[type(failure)]} ({detail})"
    if isinstance(error, LibraryError):
        return str(error)
    if isinstance(error, OSError):
        return f"không đọc hoặc không ghi được {error.filename or 'tệp'}: {error.strerror}"
    _log.error("a health check failed", exc_info=error)
    return f"không kiểm tra được, vì lỗi của chương trình: {error}"
