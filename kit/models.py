"""Tables of the stations: at the province, and at the station itself."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class Station(Base):
    """At the province: a small computer in a commune that serves packs to its room."""

    __tablename__ = "station"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Random, chosen when it is entered; stands in packs and letters."""
    point_id: Mapped[int] = mapped_column(
        ForeignKey("access_point.id", ondelete="CASCADE"), index=True
    )
    created: Mapped[datetime]
    created_by: Mapped[str]
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    """Checksum of the one-time code until it is used or expired."""
    code_expires: Mapped[datetime | None]
    public_key: Mapped[bytes | None]
    """Ed25519 key with which it signs contacts and letters; None before enrolment."""
    enrolled: Mapped[datetime | None]
    retired: Mapped[datetime | None]
    size_limit_mb: Mapped[int]
    """Space that the packs may take on its disk."""
    images: Mapped[str]
    """Tier of images: `none`, `thumbnails`, `small`, `reading` (`packs.tiers`)."""
    collections: Mapped[list[str]] = mapped_column(JSON)
    """Slugs of the collections that come first, in this order; the others follow by use."""
    line_hours: Mapped[str]
    """Hours in which it may use the line, such as 19:00-06:00; empty: always."""
    line_kbit: Mapped[int | None]
    """Limit of its speed in kbit/s."""
    last_contact: Mapped[datetime | None]
    """Last time it spoke over the line."""
    last_letter: Mapped[datetime | None]
    """Last time a letter of it arrived, by line or stick."""
    held_number: Mapped[int]
    """Number of the edition that it said it holds; 0: none."""
    held_edition: Mapped[str | None]
    """Digest of that edition."""
    made_number: Mapped[int] = mapped_column(default=0)
    """Number of the pack that was made for it last; none is given twice."""
    made_state: Mapped[datetime | None]
    """Time of the state in that pack: a station takes nothing in that is older than what it has."""
    taken: Mapped[int] = mapped_column(BigInteger)
    """Number of the last entry of its outbox that was taken in; those before it are, too."""
    reported: Mapped[dict[str, object]] = mapped_column(JSON)
    """Its state as it said last: free space, clock, version, entries owed, oldest of them."""


class StationLetter(Base):
    """At the province: a letter that arrived from a station, taken in or refused with a reason."""

    __tablename__ = "station_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[str] = mapped_column(
        ForeignKey("station.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(unique=True)
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    """Numbers of its first and last entry."""
    arrived: Mapped[datetime]
    way: Mapped[str]
    """`line` or `stick`."""
    entry_count: Mapped[int]
    """Entries that were new."""
    refused: Mapped[list[list[object]]] = mapped_column(JSON)
    """Entries that could not be taken in: number, kind, a sentence."""


class OutboxEntry(Base):
    """At a station: something that the province must learn; numbers have no gaps."""

    __tablename__ = "outbox_entry"
    __table_args__ = {"sqlite_autoincrement": True}

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str]
    """Name of its reader at the province (`outbox.kinds`)."""
    at: Mapped[datetime]
    """Time by the station's clock."""
    run: Mapped[str]
    """Run of the station's machine (its boot id), in which `uptime_ms` counts."""
    uptime_ms: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON, compressed with zlib."""


class HeldRecord(Base):
    """At a station: a record of the edition that it holds."""

    __tablename__ = "held_record"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


class HeldEdition(Base):
    """At a station: an edition that was taken in; the one with the highest number is served."""

    __tablename__ = "held_edition"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Number of its pack, or a higher one if the province counted anew after a restore."""
    digest: Mapped[str]
    state_at: Mapped[datetime]
    """Time at which the province read it from its database; decides which pack is newer."""
    taken: Mapped[datetime]
    way: Mapped[str]
    """`line` or `stick`."""
    new_records: Mapped[int]
    changed_records: Mapped[int]
    removed_records: Mapped[int]
    new_items: Mapped[list[str]] = mapped_column(JSON)
    """Ids of at most a hundred new items, for the page `what is new`."""
    bytes: Mapped[int] = mapped_column(BigInteger)
    """Size of the pack."""
