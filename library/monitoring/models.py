"""Database tables of monitoring: signs of life, check results, alerts, figures."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class ServiceHeartbeat(Base):
    """Last sign of life of a service; a row for each."""

    __tablename__ = "service_heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    started: Mapped[datetime]
    at: Mapped[datetime]
    memory_bytes: Mapped[int] = mapped_column(BigInteger)
    """Resident memory of the service and all processes that it started."""


class CheckResult(Base):
    """Last result of a check, for the page of system health."""

    __tablename__ = "check_result"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    ok: Mapped[bool]
    advice: Mapped[str]
    at: Mapped[datetime]


class Alert(Base):
    """A problem, reported to the operator once; open until it is resolved."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    """Code of the check that failed."""
    name: Mapped[str]
    sentence: Mapped[str]
    opened: Mapped[datetime]
    sound_since: Mapped[datetime | None]
    """Time since when the check passes again; it is resolved some minutes later."""
    resolved: Mapped[datetime | None] = mapped_column(index=True)
    mailed: Mapped[datetime | None]
    """Time of the last mail about it; `posted` is that of the last webhook call."""
    posted: Mapped[datetime | None]
    acknowledged: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]


class AlertChannel(Base):
    """State of a way to reach the operator; a row for each that was used."""

    __tablename__ = "alert_channel"

    name: Mapped[str] = mapped_column(primary_key=True)
    delivered: Mapped[datetime | None]
    """Time of the last message that was accepted."""
    failing_since: Mapped[datetime | None]
    failure: Mapped[str | None]


class HealthSample(Base):
    """Figures of ten minutes; kept for 35 days."""

    __tablename__ = "health_sample"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    """End of the ten minutes."""
    disk_free_bytes: Mapped[int] = mapped_column(BigInteger)
    database_bytes: Mapped[int] = mapped_column(BigInteger)
    wal_bytes: Mapped[int] = mapped_column(BigInteger)
    waiting_pages: Mapped[int]
    index_due: Mapped[int]
    pages_done: Mapped[int]
    requests: Mapped[int]
    errors: Mapped[int]
    """Answers with status 500 and above, except those that ask the reader to wait."""
    p50_ms: Mapped[float | None]
    p95_ms: Mapped[float | None]
    site_memory_bytes: Mapped[int] = mapped_column(BigInteger)
    pipeline_memory_bytes: Mapped[int | None] = mapped_column(BigInteger)
