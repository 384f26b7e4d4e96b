"""Database tables of orders, pauses, reader requests, and the machines that share the work."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class WorkOrder(Base):
    """The latest order to do a work: what it is, who does it now, how it ended."""

    __tablename__ = "work_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """Name of its kind (`work_orders.OrderKind`)."""
    key: Mapped[str] = mapped_column(unique=True)
    """The work that is ordered: it waits, or is done, at most once at a time."""
    subject: Mapped[str]
    """Name of the thing it is about, for people; may be empty."""
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    ordered: Mapped[datetime]
    ordered_by: Mapped[str]
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    """Time at which the outcome was known; None while it waits or is worked on."""
    progress: Mapped[str]
    """Present action, in words; empty while nothing is done."""
    attempts: Mapped[int]
    """Number of processes that began it."""
    lease: Mapped[str | None]
    """Name of the process that works on it; another process may take it after `leased_until`."""
    leased_until: Mapped[datetime | None]
    due: Mapped[datetime | None]
    """Time before which it is not begun again, after a failure or until its next turn."""
    problem: Mapped[str | None]
    """Reason for which it was not done."""
    result: Mapped[dict[str, object] | None] = mapped_column(JSON)
    """Outcome: `message` is for people, the rest belongs to its kind."""


class WorkshopPause(Base):
    """A pause of the whole pipeline; a current pause has no end."""

    __tablename__ = "workshop_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    paused_by: Mapped[str]
    until: Mapped[datetime | None]
    resumed_by: Mapped[str | None]


class ReaderRequest(Base):
    """A reader's request to process an item soon; the reader is not recorded."""

    __tablename__ = "reader_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class PipelineMachine(Base):
    """The last sign of life of a machine that shares the work of the pipeline."""

    __tablename__ = "pipeline_machine"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    """Differs between machines that would not produce the same results."""
    started: Mapped[datetime]
    at: Mapped[datetime]
    signs: Mapped[int]
    """Number of signs since it started: the leader watches this change, not the clocks."""
    workers: Mapped[int]
    leads: Mapped[bool]
    takes_work: Mapped[bool]
    """False while it cannot work: its disk is full, or its workers keep dying."""
    pages_done: Mapped[int]
    """Pages made since it started."""
    pace: Mapped[float | None]
    """Pages per minute over the last minutes; None if unknown."""
    free_bytes: Mapped[int] = mapped_column(BigInteger)
    tasks: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    """Tasks that its workers perform: accession (id), kind, pages (numbers), since (UTC)."""
