"""Rounds of fixity checks: their pace, their forecast, and the alarm when one will be late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, SourceFile
from library.clock import HANOI
from library.database import total_of, work
from library.settings import Settings
from library.storage.models import CheckedStore, FixityRound

STORE_NAMES = {
    CheckedStore.MASTERS: "tệp gốc",
    CheckedStore.COPY: "thư mục bản sao của tệp gốc",
    CheckedStore.REPOSITORY: "kho sao lưu",
}

_PACE = 0.8
"""Share of the stated days in which a round is planned to end: a week of outage is caught up."""

_FILE_COST_BYTES = 100_000
"""Opening a file costs as much as reading this many bytes."""

_COPY_DELAY = timedelta(days=2)
"""Age at which a master must be in the folder of copies: it is copied every night."""

_MIN_MEASURED = timedelta(days=1)
"""Time after which the pace of a round says when it will end."""

_MB = 1 << 20


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
        stated = f"{STORE_NAMES[self.store].capitalize()}: xong một vòng trong {self.days} ngày"
        if self.began is None:
            return f"{stated}; vòng theo lịch chưa bắt đầu."
        speed = f", đọc {self.bytes_per_second / _MB:.0f} MB/s" if self.bytes_per_second else ""
        unit = "phần" if self.store is CheckedStore.REPOSITORY else "tệp"
        return (
            f"{stated}; vòng này từ {_day(self.began)} đã được {self.share:.0%} của "
            f"{self.total_files} {unit} ({self.total_bytes / _MB:.0f} MB{speed}), "
            f"xong ngày {_day(self.ends)}."
        )


@dataclass(frozen=True, slots=True)
class LateRound:
    """A round that will not end within the stated days."""

    sentence: str
    since: datetime


def open_round(session: Session, store: CheckedStore) -> FixityRound | None:
    """Return the open scheduled round of a place."""
    rounds = select(FixityRound).where(
        FixityRound.store == store, FixityRound.scheduled, FixityRound.ended.is_(None)
    )
    return session.scalar(rounds.order_by(FixityRound.id.desc()).limit(1))


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


def advance(engine: Engine, entry: FixityRound, position: str, size: int, seconds: float) -> None:
    """Count one more file or part of a round, in the given row too."""
    with work(engine) as session:
        row = session.get_one(FixityRound, entry.id)
        row.position, row.files, row.bytes = position, row.files + 1, row.bytes + size
        row.seconds += seconds
        # masters that were received meanwhile belong to the round, if their turn comes
        row.total_files = max(row.total_files, row.files)
        row.total_bytes = max(row.total_bytes, row.bytes)
    for name in ("position", "files", "bytes", "seconds", "total_files", "total_bytes"):
        setattr(entry, name, getattr(row, name))


def end_round(engine: Engine, entry: FixityRound) -> None:
    """Enter the end of a round."""
    with work(engine) as session:
        session.get_one(FixityRound, entry.id).ended = clock.now()


def master_totals(session: Session) -> tuple[int, int]:
    """Return the number of masters and their size in bytes."""
    masters = select(SourceFile.digest, func.max(SourceFile.bytes).label("size"))
    each = masters.group_by(SourceFile.digest).subquery()
    files, size = session.execute(select(func.count(), total_of(each.c.size))).one()
    return files, size or 0


def following_masters(
    session: Session, store: CheckedStore, position: str, count: int
) -> list[tuple[str, int]]:
    """Return (checksum, bytes) of the masters after a checksum, in order."""
    masters = select(SourceFile.digest, func.max(SourceFile.bytes)).where(
        SourceFile.digest > position
    )
    if store is CheckedStore.COPY:
        copied = Accession.received < clock.now() - _COPY_DELAY
        owner = (Accession.id == SourceFile.accession_id) & copied
        masters = masters.where(exists().where(owner))
    ordered = masters.group_by(SourceFile.digest).order_by(SourceFile.digest).limit(count)
    return [(digest, size) for digest, size in session.execute(ordered)]


def is_behind(entry: FixityRound, days: int) -> bool:
    """Return True if the next file of a round is due at its planned pace."""
    planned = timedelta(days=days) * _PACE
    return _share(entry) < (clock.now() - entry.began) / planned


def planned_parts(entry: FixityRound, days: int) -> int:
    """Return the number of parts of a round that are due by now."""
    planned = timedelta(days=days) * _PACE
    return min(int((clock.now() - entry.began) / planned * entry.total_files), entry.total_files)


def forecasts(session: Session, settings: Settings) -> tuple[Forecast, ...]:
    """Return the schedule of every place that is set."""
    stores = [CheckedStore.MASTERS]
    stores += [CheckedStore.COPY] if settings.masters_copy else []
    stores += [CheckedStore.REPOSITORY] if settings.backup_to else []
    return tuple(_forecast(session, store, settings.fixity_days) for store in stores)


def late_rounds(session: Session, settings: Settings) -> tuple[LateRound, ...]:
    """Return an alarm for every round that will be late, with the time from which it is."""
    return tuple(
        LateRound(_late_sentence(plan), min(plan.deadline, clock.now()))
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
    ended = select(FixityRound).where(FixityRound.store == store, FixityRound.ended.is_not(None))
    last = session.scalar(ended.order_by(FixityRound.ended.desc()).limit(1))
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
    elapsed, share = clock.now() - entry.began, _share(entry)
    planned = entry.began + timedelta(days=days) * _PACE
    if elapsed < _MIN_MEASURED:
        return planned
    if not share:
        return max(planned, clock.now() + timedelta(days=days))
    # ahead of its pace a round waits, so it never ends before the planned time
    return max(planned, entry.began + elapsed / share)


def _share(entry: FixityRound) -> float:
    """Return the finished share of a round, 0 to 1."""
    total = entry.total_bytes + entry.total_files * _FILE_COST_BYTES
    return min((entry.bytes + entry.files * _FILE_COST_BYTES) / total, 1.0) if total else 1.0


def _speed(entry: FixityRound | None) -> float | None:
    return entry.bytes / entry.seconds if entry and entry.seconds else None


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%d/%m/%Y}"
