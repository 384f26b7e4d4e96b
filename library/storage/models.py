"""Database tables of fixity: last checks, rounds of checks, and findings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class Condition(StrEnum):
    """Condition of a stored file."""

    SOUND = "sound"
    DAMAGED = "damaged"
    MISSING = "missing"


class FixityCheck(Base):
    """The last fixity check of a master, or a derivative that waits to be made again."""

    __tablename__ = "fixity_check"

    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    condition: Mapped[Condition] = mapped_column(one_of(Condition, "condition"), index=True)


class CheckedStore(StrEnum):
    """Place whose files are checked."""

    MASTERS = "masters"
    COPY = "copy"
    """The folder DIACHI_MASTERS_COPY."""
    REPOSITORY = "repository"
    """The backup repository DIACHI_BACKUP_TO."""


class FixityRound(Base):
    """One pass over all files of a place, in the order of their checksums."""

    __tablename__ = "fixity_round"
    __table_args__ = (Index("ix_fixity_round_store_ended", "store", "ended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[CheckedStore] = mapped_column(one_of(CheckedStore, "checked_store"))
    scheduled: Mapped[bool]
    """False for a round that a person started."""
    began: Mapped[datetime]
    ended: Mapped[datetime | None]
    position: Mapped[str] = mapped_column(default="")
    """Checksum of the last file checked, or number of the last part of the repository."""
    total_files: Mapped[int]
    """Files at the beginning of the round; of the repository its parts."""
    total_bytes: Mapped[int] = mapped_column(BigInteger)
    files: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    """Time spent reading."""
    damaged: Mapped[int] = mapped_column(default=0)
    """Files found damaged or missing."""
    healed: Mapped[int] = mapped_column(default=0)


class Finding(StrEnum):
    """Kind of a fixity event."""

    DAMAGED = "damaged"
    MISSING = "missing"
    HEALED = "healed"
    NOT_HEALED = "not_healed"
    SOUND = "sound"
    """Sound again after damage, without our doing."""


class FixityEvent(Base):
    """A finding about a file: damage, healing, or its end. Sound files are counted in rounds."""

    __tablename__ = "fixity_event"
    __table_args__ = (Index("ix_fixity_event_digest_store", "digest", "store"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    store: Mapped[CheckedStore] = mapped_column(one_of(CheckedStore, "checked_store"))
    finding: Mapped[Finding] = mapped_column(one_of(Finding, "finding"))
    digest: Mapped[str]
    """Checksum of the file; empty for the repository as a whole."""
    detail: Mapped[str]
    """Source of the healing, or the reason why there was none, as a sentence."""
    round_id: Mapped[int | None] = mapped_column(
        ForeignKey("fixity_round.id", ondelete="SET NULL"), index=True
    )
