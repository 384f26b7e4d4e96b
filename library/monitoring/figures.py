"""Figures of an installation: sizes, queues and memory, now and over the last month."""

import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.orm import Session

from library import clock
from library.accessions.ledger import DELIVER
from library.accessions.models import IngestStep
from library.catalogue import index_queue
from library.clock import HANOI
from library.database import reading, work
from library.jobs.current_work import waiting_pages
from library.monitoring.heartbeats import PIPELINE, heartbeat
from library.monitoring.models import HealthSample
from library.process.memory import memory_bytes
from library.settings import Settings

SAMPLE_INTERVAL = timedelta(minutes=10)
_KEPT_FOR = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Figures:
    """Sizes in bytes and lengths of queues at one moment."""

    disk_free_bytes: int
    database_bytes: int
    wal_bytes: int
    waiting_pages: int
    index_due: int
    site_memory_bytes: int
    pipeline_memory_bytes: int | None


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests of ten minutes."""

    requests: int
    errors: int
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class Day:
    """Figures of a day; None where nothing is known."""

    day: date
    disk_free_bytes: int | None = None
    database_bytes: int | None = None
    waiting_pages: int | None = None
    pages_done: int | None = None
    requests: int | None = None
    errors: int | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    site_memory_bytes: int | None = None
    pipeline_memory_bytes: int | None = None


def current(settings: Settings, engine: Engine) -> Figures:
    """Return the figures of this moment, taken in the process of the site."""
    with reading(engine) as session:
        beat = heartbeat(session, PIPELINE)
        database_bytes, wal_bytes = database_sizes(session)
        return Figures(
            disk_free_bytes=shutil.disk_usage(settings.home).free,
            database_bytes=database_bytes,
            wal_bytes=wal_bytes,
            waiting_pages=waiting_pages(session),
            index_due=index_queue.size(session),
            site_memory_bytes=memory_bytes(),
            pipeline_memory_bytes=None if beat is None else beat.memory_bytes,
        )


def database_sizes(session: Session) -> tuple[int, int]:
    """Return (bytes of the database, bytes of its write-ahead log; 0 if it is the server's)."""
    engine = session.get_bind().engine
    if engine.dialect.name != "sqlite":
        size = session.scalar(text("SELECT pg_database_size(current_database())"))
        return size or 0, 0
    place = Path(engine.url.database or "")
    return _size(place), _size(place.with_name(f"{place.name}-wal"))


def record(settings: Settings, engine: Engine, requests: Requests) -> None:
    """Store the figures of the last ten minutes, and delete those older than 35 days."""
    now, figures = clock.now(), current(settings, engine)
    with work(engine) as session:
        page_count = pages_done(session, now - SAMPLE_INTERVAL)
        values = asdict(figures) | asdict(requests)
        session.merge(HealthSample(at=now, pages_done=page_count, **values))
        session.execute(delete(HealthSample).where(HealthSample.at < now - _KEPT_FOR))


def pages_done(session: Session, since: datetime | None = None) -> int:
    """Return the number of pages delivered to the catalogue, all or since a moment."""
    page_count = select(func.count(IngestStep.id)).where(IngestStep.stage == DELIVER)
    if since is not None:
        page_count = page_count.where(IngestStep.at > since)
    return session.scalar(page_count) or 0


def of_days(session: Session, count: int) -> tuple[Day, ...]:
    """Return the figures of the last days, oldest first, today included."""
    today = clock.today()
    days = [today - timedelta(days=back) for back in reversed(range(count))]
    since = datetime.combine(days[0], datetime.min.time(), HANOI)
    samples: dict[date, list[HealthSample]] = defaultdict(list)
    for sample in session.scalars(select(HealthSample).where(HealthSample.at >= since)):
        samples[sample.at.astimezone(HANOI).date()].append(sample)
    return tuple(_day(day, samples[day]) if samples[day] else Day(day) for day in days)


def _day(day: date, samples: list[HealthSample]) -> Day:
    """Return the lowest free space, the highest sizes and queues, and the totals of a day."""
    busiest = [sample for sample in samples if sample.p95_ms is not None]
    memory = [sample.pipeline_memory_bytes for sample in samples if sample.pipeline_memory_bytes]
    return Day(
        day,
        disk_free_bytes=min(sample.disk_free_bytes for sample in samples),
        database_bytes=max(sample.database_bytes for sample in samples),
        waiting_pages=max(sample.waiting_pages for sample in samples),
        pages_done=sum(sample.pages_done for sample in samples),
        requests=sum(sample.requests for sample in samples),
        errors=sum(sample.errors for sample in samples),
        p50_ms=_weighted((sample.p50_ms or 0, sample.requests) for sample in busiest),
        p95_ms=_weighted((sample.p95_ms or 0, sample.requests) for sample in busiest),
        site_memory_bytes=max(sample.site_memory_bytes for sample in samples),
        pipeline_memory_bytes=max(memory, default=None),
    )


def _weighted(pairs: Iterable[tuple[float, int]]) -> float | None:
    """Return the mean of values weighted by the number of requests."""
    pairs = list(pairs)
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
