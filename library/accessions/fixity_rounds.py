"""Rounds of fixity checks: they read all files of a source at a pace, and foresee their end."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.clock import HANOI
from library.database import reading, work
from library.settings import Settings
from library.storage.models import CheckedStore, Condition, FixityRound
from library.work_queues import Alarm

STORE_NAMES = {
    CheckedStore.MASTERS: "tệp gốc",
    CheckedStore.COPY: "thư mục bản sao của tệp gốc",
    CheckedStore.REPOSITORY: "kho sao lưu",
}

_PACE = 0.8
"""Share of the stated days in which a round is planned to end: a week of outage is caught up."""

_FILE_COST_BYTES = 100_000
"""Opening a file costs as much as reading this many bytes."""

_MIN_MEASURED = timedelta(days=1)
"""Time after which the pace of a round says when it will end."""

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A checked file of a place, or a part of the repository, and its condition after healing."""

    store: CheckedStore
    digest: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Source:
    """A place whose files are checked in rounds: masters, their copies, parts of the repository."""

    store: CheckedStore
    totals: Callable[[], tuple[int, int]]
    """Returns the number of files of a new round, and their size in bytes."""
    following: Callable[[FixityRound], Sequence[tuple[str, int]]]
    """Returns (name, bytes) of some files after the position of a round, in order."""
    check: Callable[[str, FixityRound], Condition]
    """Checks a file of a round, enters its damage, and returns its condition."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Progress of the schedule of one place, and the day on which its round will end."""

    store: CheckedStore
    days: int
    """Days within which a round must end."""
    total_files: int
    total_bytes: int
    began: datetime | None
    """Beginning of the open round; None if there is none."""
    share: float
    ends: datetime | None
    """Expected end of the open round."""
    last_ended: datetime | None
    first_received: datetime | None
    """Time of the first delivery, from which a first round is due."""
    bytes_per_second: float | None
    """Reading speed measured in the open round, or else in the last one."""

    @property
    def deadline(self) -> datetime | None:
        """Return the time at which the open round, or the next one, is late."""
        since = self.began or self.last_ended or self.first_received
        return since and since + timedelta(days=self.days)

    @property
    def is_late(self) -> bool:
        """Return True if the round is late or will be."""
        return self.deadline is not None and (self.ends or clock.now()) > self.deadline

    @property
    def sentence(self) -> str:
        """Return the schedule as a sentence."""
        text = f"{STORE_NAMES[self.store].capitalize()}: xong một vòng trong {self.days} ngày"
        if self.began is None:
            return f"{text}; vòng theo lịch chưa bắt đầu."
        speed = f", đọc {self.bytes_per_second / _MB:.0f} MB/s" if self.bytes_per_second else ""
        unit = "phần" if self.store is CheckedStore.REPOSITORY else "tệp"
        return (
            f"{text}; vòng này từ {_day(self.began)} đã được {self.share:.0%} của "
            f"{self.total_files} {unit} ({self.total_bytes / _MB:.0f} MB{speed}), "
            f"xong ngày {_day(self.ends)}."
        )


def open_round(session: Session, store: CheckedStore) -> FixityRound | None:
    """Return the open scheduled round of a place."""
    rounds = select(FixityRound).where(
        FixityRound.store == store, FixityRound.scheduled, FixityRound.ended.is_(None)
    )
    return session.scalar(rounds.order_by(FixityRound.id.desc()).limit(1))


def round_of(engine: Engine, source: Source, *, scheduled: bool = True) -> FixityRound | None:
    """Return the open scheduled round of a source, or a new one; None if it holds no files."""
    with reading(engine) as session:
        entry = open_round(session, source.store) if scheduled else None
    if entry is not None:
        return entry
    files, size = source.totals()
    if not files:
        return None
    with work(engine) as session:
        return begin_round(session, source.store, files, size, scheduled=scheduled)


def begin_round(
    session: Session, store: CheckedStore, files: int, size: int, *, scheduled: bool = True
) -> FixityRound:
    """Enter the beginning of a round over this many files and bytes."""
    entry = FixityRound(
        store=store, scheduled=scheduled, began=clock.now(), total_files=files, total_bytes=size
    )
    session.add(entry)
    session.flush()
    return entry


def check_round(
    engine: Engine,
    source: Source,
    entry: FixityRound,
    *,
    paced_days: int | None = None,
    at_least: int = 0,
    seconds: float = math.inf,
) -> Iterator[CheckedFile]:
    """Check the files of a round from its position on, and count them in the given row too.

    With days for it, the round keeps its pace, but checks `at_least` so many files at once. It
    stops at the first file after these seconds.
    """
    end, count = time.monotonic() + seconds, 0
    while following := source.following(entry):
        for digest, size in following:
            if paced_days and count >= at_least and not is_behind(entry, paced_days):
                return
            began = time.monotonic()
            condition = source.check(digest, entry)
            _advance(engine, entry, digest, size, time.monotonic() - began)
            count += 1
            yield CheckedFile(entry.store, digest, condition)
            if time.monotonic() >= end:
                return
    with work(engine) as session:
        session.get_one(FixityRound, entry.id).ended = clock.now()


def _advance(engine: Engine, entry: FixityRound, position: str, size: int, seconds: float) -> None:
    with work(engine) as session:
        row = session.get_one(FixityRound, entry.id)
        row.position, row.files, row.bytes = position, row.files + 1, row.bytes + size
        row.seconds += seconds
        # masters that were received meanwhile belong to the round, if their turn comes
        row.total_files = max(row.total_files, row.files)
        row.total_bytes = max(row.total_bytes, row.bytes)
    for name in ("position", "files", "bytes", "seconds", "total_files", "total_bytes"):
        setattr(entry, name, getattr(row, name))


def is_behind(entry: FixityRound, days: int) -> bool:
    """Return True if the next file of a round is due at its planned pace."""
    duration = timedelta(days=days) * _PACE
    return _share(entry) < (clock.now() - entry.began) / duration


def forecasts(session: Session, settings: Settings) -> tuple[Forecast, ...]:
    """Return the schedule of every place that is set."""
    stores = [CheckedStore.MASTERS]
    stores += [CheckedStore.COPY] if settings.masters_copy else []
    stores += [CheckedStore.REPOSITORY] if settings.backup_to else []
    return tuple(_forecast(session, store, settings.fixity_days) for store in stores)


def late_rounds(session: Session, settings: Settings) -> tuple[Alarm, ...]:
    """Return an alarm for every round that will be late, with the time from which it is."""
    return tuple(
        Alarm(_late_sentence(plan), min(plan.deadline, clock.now()))
        for plan in forecasts(session, settings)
        if plan.is_late
    )


def _late_sentence(plan: Forecast) -> str:
    name, advice = STORE_NAMES[plan.store], _ADVICE[plan.store]
    if plan.began is None:
        return f"Đã quá {plan.days} ngày không có vòng kiểm tra {name} nào. {advice}"
    return (
        f"Vòng kiểm tra {name} sẽ không xong trong {plan.days} ngày: mới được {plan.share:.0%} từ "
        f"{_day(plan.began)}, cứ thế này thì xong ngày {_day(plan.ends)}. {advice}"
    )


_SERVICE_ADVICE = (
    "Hãy xem dịch vụ diachi-watch có chạy suốt không, đĩa có chậm không; nếu kho quá lớn, "
    "hãy chạy diachi fixity check --all lúc vắng, hoặc tăng DIACHI_FIXITY_DAYS."
)
_ADVICE = {
    CheckedStore.MASTERS: _SERVICE_ADVICE,
    CheckedStore.COPY: _SERVICE_ADVICE,
    CheckedStore.REPOSITORY: "Hãy chạy: diachi backup check, và xem diachi-check.timer.",
}


def _forecast(session: Session, store: CheckedStore, days: int) -> Forecast:
    entry = open_round(session, store)
    rounds = select(FixityRound).where(FixityRound.store == store, FixityRound.ended.is_not(None))
    last = session.scalar(rounds.order_by(FixityRound.ended.desc()).limit(1))
    newest = entry or last
    return Forecast(
        store=store,
        days=days,
        total_files=newest.total_files if newest else 0,
        total_bytes=newest.total_bytes if newest else 0,
        began=entry and entry.began,
        share=_share(entry) if entry else 0.0,
        ends=entry and _expected_end(entry, days),
        last_ended=last and last.ended,
        first_received=session.scalar(select(func.min(Accession.received))),
        bytes_per_second=_speed(entry) or _speed(last),
    )


def _expected_end(entry: FixityRound, days: int) -> datetime:
    """Return the end at the pace so far, or the planned one on the first day."""
    duration, share = clock.now() - entry.began, _share(entry)
    planned_end = entry.began + timedelta(days=days) * _PACE
    if duration < _MIN_MEASURED:
        return planned_end
    if not share:
        return max(planned_end, clock.now() + timedelta(days=days))
    # ahead of its pace a round waits, so it never ends before the planned time
    return max(planned_end, entry.began + duration / share)


def _share(entry: FixityRound) -> float:
    """Return the finished share of a round, 0 to 1."""
    total = entry.total_bytes + entry.total_files * _FILE_COST_BYTES
    return min((entry.bytes + entry.files * _FILE_COST_BYTES) / total, 1.0) if total else 1.0


def _speed(entry: FixityRound | None) -> float | None:
    return entry.bytes / entry.seconds if entry and entry.seconds else None


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%d/%m/%Y}"
