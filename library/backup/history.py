"""History of backups, checks and drills: what ran, what came of it, what is overdue."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.backup.models import BackupRun, RunKind, RunState
from library.backup.problems import BackupBusyError
from library.database import work
from library.errors import LibraryError
from library.process.locks import FileLock, only_one
from library.settings import Settings
from library.work_queues import Alarm, WorkQueue

_COPY_INTERVAL, _COPY_LATEST = "36 giờ", timedelta(hours=36)
"""Longest time between two complete copies: a day, and a failed night in between."""

_DRILL_INTERVAL, _DRILL_LATEST = "40 ngày", timedelta(days=40)
"""Longest time between two passed drills: a month, and a week to repeat it."""

_DATABASE_LATEST = timedelta(hours=2)
"""Longest time between two copies of the database alone, once they are made: eight are missing."""

_DATABASE_RUNS_SHOWN = timedelta(days=7)
"""Age at which runs that copied only the database leave the history: there are 96 a day."""

_WITHOUT_A_COPY = timedelta(days=7)
"""Age of the first delivery at which a library without any copy raises an alarm."""

_NAMES = {
    RunKind.COPY: "Sao lưu",
    RunKind.DATABASE: "Sao lưu riêng cơ sở dữ liệu",
    RunKind.CHECK: "Kiểm tra kho",
    RunKind.DRILL: "Diễn tập",
}
_COPIES = (RunKind.COPY, RunKind.DATABASE)
_KILLED = "Bị ngắt giữa chừng (tắt máy, mất điện hoặc bị dừng); lần chạy sau làm tiếp."
_LOCKS = {RunKind.DATABASE: "backup-database-run.lock"}
_LOCK = "backup.lock"
"""Locks by kind of run: a copy of the database alone does not wait for a full one."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """Result of a run, as entered in the history; the fields are those of BackupRun."""

    passed: bool
    message: str
    copy_id: str | None = None
    files: int | None = None
    total_bytes: int | None = None
    added_bytes: int | None = None
    restore_seconds: float | None = None
    certificate: dict[str, object] | None = None


def record(
    settings: Settings, engine: Engine, kind: RunKind, task: Callable[[], RunResult]
) -> RunResult:
    """Do a task alone, and enter in the history what came of it, a failure too."""
    with only_run(settings, kind):
        with work(engine) as session:
            _close_killed_runs(session, kind)
            run = BackupRun(kind=kind, started=clock.now())
            session.add(run)
        try:
            result = task()
        except LibraryError as error:
            _finish(engine, run.id, RunResult(False, str(error)))
            raise
        except BaseException:
            _finish(engine, run.id, RunResult(False, _KILLED))
            raise
        _finish(engine, run.id, result)
        return result


def note_copies(session: Session, copy_ids: Iterable[str]) -> None:
    """Remember which copies the repository holds."""
    is_held = BackupRun.copy_id.in_(list(copy_ids)) & BackupRun.kind.in_(_COPIES)
    session.execute(update(BackupRun).values(in_repository=func.coalesce(is_held, False)))
    old = BackupRun.started < clock.now() - _DATABASE_RUNS_SHOWN
    deletion = delete(BackupRun).where(BackupRun.kind == RunKind.DATABASE, old)
    session.execute(deletion.where(~BackupRun.in_repository))


def runs(session: Session, kind: RunKind, count: int) -> list[BackupRun]:
    """Return the last runs of a kind, newest first."""
    newest = select(BackupRun).where(BackupRun.kind == kind).order_by(BackupRun.id.desc())
    return list(session.scalars(newest.limit(count)))


def copies(session: Session, kind: RunKind = RunKind.COPY) -> list[BackupRun]:
    """Return the copies of a kind that the repository holds, newest first."""
    runs = select(BackupRun).where(BackupRun.in_repository, BackupRun.kind == kind)
    return list(session.scalars(runs.order_by(BackupRun.id.desc())))


def last_passed(session: Session, kind: RunKind) -> BackupRun | None:
    """Return the last run of a kind that passed."""
    runs = select(BackupRun).where(BackupRun.kind == kind, BackupRun.state == RunState.DONE)
    return session.scalar(runs.order_by(BackupRun.id.desc()).limit(1))


def certificate(session: Session, run_id: int) -> dict[str, object] | None:
    """Return the certificate of a drill; None if there is none."""
    run = session.get(BackupRun, run_id)
    return run and run.certificate


def alarms(session: Session) -> tuple[Alarm, ...]:
    """Return everything about backups that a person must act on."""
    return (*_failures(session), *_overdue(session))


def alarm_queue(session: Session) -> WorkQueue:
    """Return the number of alarms and the age of the oldest."""
    entries = alarms(session)
    return WorkQueue(len(entries), min((alarm.since for alarm in entries), default=None))


def _failures(session: Session) -> Iterator[Alarm]:
    for kind, name in _NAMES.items():
        runs = select(BackupRun).where(BackupRun.kind == kind, BackupRun.finished.is_not(None))
        last = session.scalar(runs.order_by(BackupRun.id.desc()).limit(1))
        if last is not None and last.state == RunState.FAILED:
            yield Alarm(f"{name} lần cuối không đạt: {last.message}", last.finished)


def _overdue(session: Session) -> Iterator[Alarm]:
    now = clock.now()
    copy, drill = last_passed(session, RunKind.COPY), last_passed(session, RunKind.DRILL)
    if copy is None:
        first_delivery = session.scalar(select(func.min(Accession.received)))
        if first_delivery is not None and first_delivery < now - _WITHOUT_A_COPY:
            yield Alarm("Thư viện chưa có bản sao lưu trọn vẹn nào.", first_delivery)
        return
    if copy.started < now - _COPY_LATEST:
        yield Alarm(f"Đã quá {_COPY_INTERVAL} chưa sao lưu trọn vẹn.", copy.started)
    database = last_passed(session, RunKind.DATABASE)
    if database is not None and database.started < now - _DATABASE_LATEST:
        yield Alarm("Đã quá 2 giờ chưa sao lưu riêng cơ sở dữ liệu.", database.started)
    first_copy = session.scalar(select(func.min(BackupRun.started)))
    since = drill.started if drill is not None else first_copy
    if since < now - _DRILL_LATEST:
        yield Alarm(f"Đã quá {_DRILL_INTERVAL} chưa diễn tập khôi phục đạt.", since)


def _close_killed_runs(session: Session, kind: RunKind) -> None:
    """Mark the runs of processes that died: nobody else holds the lock of their kind."""
    kinds = [other for other in RunKind if _lock_name(other) == _lock_name(kind)]
    runs = update(BackupRun).where(BackupRun.state == RunState.RUNNING, BackupRun.kind.in_(kinds))
    session.execute(runs.values(state=RunState.FAILED, finished=clock.now(), message=_KILLED))


def _finish(engine: Engine, run_id: int, result: RunResult) -> None:
    values = {name: getattr(result, name) for name in RunResult.__dataclass_fields__}
    state = RunState.DONE if values.pop("passed") else RunState.FAILED
    with work(engine) as session:
        run = session.get_one(BackupRun, run_id)
        run.state, run.finished = state, clock.now()
        run.in_repository = run.kind in _COPIES and result.copy_id is not None
        for name, value in values.items():
            setattr(run, name, value)


@contextmanager
def only_run(settings: Settings, kind: RunKind) -> Iterator[None]:
    """Hold the lock of a kind of run; the system releases it when the process dies."""
    with only_one(FileLock(settings.home / _lock_name(kind)), BackupBusyError):
        yield


def _lock_name(kind: RunKind) -> str:
    return _LOCKS.get(kind, _LOCK)
