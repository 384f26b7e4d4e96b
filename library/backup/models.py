"""Database table of the history of backups, checks and restore drills."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class RunKind(StrEnum):
    """Kind of a run."""

    COPY = "copy"
    DATABASE = "database"
    CHECK = "check"
    DRILL = "drill"


class RunState(StrEnum):
    """Result of a run; `failed` also stands for an incomplete copy and a drill with differences."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BackupRun(Base):
    """A backup, a copy of the database alone, a check of the repository, or a restore drill."""

    __tablename__ = "backup_run"
    __table_args__ = (Index("ix_backup_run_kind_started", "kind", "started"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RunKind] = mapped_column(one_of(RunKind, "run_kind"))
    state: Mapped[RunState] = mapped_column(one_of(RunState, "run_state"), default=RunState.RUNNING)
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    message: Mapped[str | None]
    """A sentence for people: the result, or the reason of a failure."""
    copy_id: Mapped[str | None]
    """Identifier of the copy in the repository (restic's snapshot)."""
    in_repository: Mapped[bool] = mapped_column(default=False)
    """True while the repository still holds the copy."""
    files: Mapped[int | None]
    total_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """Size of the copied files."""
    added_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """Size of that part of them which the repository did not have."""
    restore_seconds: Mapped[float | None]
    """Time that a drill took until the restored library answered searches."""
    certificate: Mapped[dict[str, object] | None] = mapped_column(JSON)
    """Findings of a drill."""
