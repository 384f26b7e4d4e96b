"""Machines that share the work of the pipeline: their signs of life, and the tasks they perform."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock, extensions
from library.accessions.models import Accession
from library.clock import HANOI
from library.jobs.models import PipelineMachine
from library.settings import Settings

SIGN_SECONDS = 3.0
"""Interval between two signs of life of a machine."""

_SILENT_AFTER = timedelta(seconds=60)
_FORGOTTEN_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MachineTask:
    """A task that a worker of a machine performs."""

    number: str
    """Number of the accession."""
    source: str
    kind: str
    pages: tuple[int, ...]
    seconds: float
    """Time since it began."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as staff see it."""

    name: str
    started: datetime
    at: datetime
    workers: int
    leads: bool
    takes_work: bool
    is_silent: bool
    """True if it gave no sign of life for a minute."""
    pages_done: int
    pace: float | None
    tasks: tuple[MachineTask, ...]


def machines(session: Session) -> tuple[Machine, ...]:
    """Return all machines by name, with their present tasks."""
    rows = session.scalars(select(PipelineMachine).order_by(PipelineMachine.name)).all()
    accession_ids = {task["accession"] for row in rows for task in row.tasks}
    accessions = session.scalars(select(Accession).where(Accession.id.in_(accession_ids)))
    by_id = {accession.id: accession for accession in accessions}
    return tuple(_machine(row, by_id) for row in rows)


def forget(session: Session, name: str) -> None:
    """Delete a machine that was shut down, so that nobody waits for it."""
    row = session.get(PipelineMachine, name)
    if row is not None:
        session.delete(row)


def forget_silent(session: Session) -> None:
    """Delete machines that gave no sign for a week: nobody waits for them."""
    old = PipelineMachine.at < clock.now() - _FORGOTTEN_AFTER
    session.execute(delete(PipelineMachine).where(old))


def silence(session: Session) -> tuple[bool, str] | None:
    """Return (all machines live, sentence) for the doctor; None if none has a name."""
    entries = machines(session)
    if not entries:
        return None
    silent = [machine for machine in entries if machine.is_silent]
    if not silent:
        return True, f"{len(entries)} máy cùng làm"
    names = ", ".join(
        f"{machine.name} (từ {machine.at.astimezone(HANOI):%H:%M %d/%m})" for machine in silent
    )
    return False, f"Không còn tín hiệu: {names}. Việc đã giao cho máy khác; hãy xem các máy ấy."


def may_share(settings: Settings) -> tuple[bool, str] | None:
    """Check that a machine with a name can share the work of the pipeline.

    Its libraries are loaded for that, which a service would keep in memory: a slow check.
    """
    if not settings.workshop:
        return None
    extensions.load("diachi.pools", "shared")
    return True, f"máy này tên là {settings.workshop}"


def is_silent(row: PipelineMachine) -> bool:
    """Return True if a machine gave no sign of life for a minute, by the clocks of both."""
    return clock.now() - row.at > _SILENT_AFTER


def _machine(row: PipelineMachine, accessions: dict[int, Accession]) -> Machine:
    now = clock.now()
    return Machine(
        row.name,
        row.started,
        row.at,
        row.workers,
        row.leads,
        row.takes_work,
        is_silent(row),
        row.pages_done,
        row.pace,
        tuple(_tasks(row.tasks, accessions, now)),
    )


def _tasks(
    tasks: Iterable[dict[str, object]], accessions: dict[int, Accession], now: datetime
) -> Iterable[MachineTask]:
    for task in tasks:
        accession = accessions.get(task["accession"])
        if accession is not None:
            seconds = (now - datetime.fromisoformat(task["since"])).total_seconds()
            yield MachineTask(
                accession.number,
                accession.source,
                task["kind"],
                tuple(task["pages"]),
                max(seconds, 0.0),
            )
