"""Tables of the access points, their hours, their equipment and their enrolled computers.

What is known of a point, its hours and an asset is dated: a change adds a row and overwrites none,
so that a report on last year says what was true last year.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class PointLevel(StrEnum):
    """Which level of government a point was founded at; districts of old keep theirs."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class AccessPoint(Base):
    """A place where the public uses the library's computers."""

    __tablename__ = "access_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """What it is called in files and commands, for good."""


class PointRecord(Base):
    """What is known of a point from a day on."""

    __tablename__ = "point_record"
    __table_args__ = (Index("ix_point_record_point_id_since", "point_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    since: Mapped[date]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    reason: Mapped[str | None]
    name: Mapped[str]
    level: Mapped[PointLevel] = mapped_column(one_of(PointLevel, "point_level"))
    owner: Mapped[str | None]
    """Who runs and funds it."""
    reporter: Mapped[str | None]
    """Who reports on it, where that is somebody else."""
    place: Mapped[str | None]
    """The commune or ward it stands in, as called on that day."""
    address: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    serving: Mapped[bool] = mapped_column(default=True)


class OpeningWeek(Base):
    """The hours of a point from a day on: seven days, Monday first, as people write them."""

    __tablename__ = "opening_week"
    __table_args__ = (Index("ix_opening_week_point_id_since", "point_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    since: Mapped[date]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    days: Mapped[list[str]] = mapped_column(JSON)


class OpeningException(Base):
    """One day on which a point was open otherwise, and why; no hours: it was closed."""

    __tablename__ = "opening_exception"
    __table_args__ = (Index("ix_opening_exception_point_id_day", "point_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    day: Mapped[date]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    hours: Mapped[str]
    reason: Mapped[str]


class Asset(Base):
    """A thing on the inventory: state property, which is counted."""

    __tablename__ = "asset"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """What is written on its label."""
    kind: Mapped[str]
    serial: Mapped[str | None]
    source: Mapped[str | None]
    """Who paid: the project, a budget, a gift."""
    acquired: Mapped[date | None]
    cost: Mapped[int | None]
    """In đồng."""
    life_years: Mapped[int | None]
    """None: as long as its kind (points/data/useful-lives.toml)."""
    used_from: Mapped[int | None]
    """The year it was put to use; none: the one it was acquired in."""


class AssetState(StrEnum):
    """What may be expected of an asset."""

    IN_USE = "in-use"
    BROKEN = "broken"
    STORED = "stored"
    RETIRED = "retired"


class AssetRecord(Base):
    """Where an asset stands and in what state, from a day on."""

    __tablename__ = "asset_record"
    __table_args__ = (Index("ix_asset_record_asset_id_since", "asset_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"))
    since: Mapped[date]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    state: Mapped[AssetState] = mapped_column(one_of(AssetState, "asset_state"))
    reason: Mapped[str | None]


class Device(Base):
    """One public computer; it is known by a token that is kept only as a checksum."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    """Checksum of the one-time code, until it is used or too old."""
    code_expires: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    enrolled: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    cloned: Mapped[datetime | None]
    """Since when two machines speak with its token."""
    agent_hash: Mapped[str | None] = mapped_column(unique=True)
    """Checksum of the token of the agent, which speaks beside the page."""
    agent_boot: Mapped[int | None]
    """The run of its agent that spoke last."""
    speaking_boot: Mapped[int | None]
    """Its run that spoke last (usage.models.DeviceBoot)."""


class DevicePlacement(Base):
    """Where a computer stands from a moment on."""

    __tablename__ = "device_placement"
    __table_args__ = (Index("ix_device_placement_device_id_since", "device_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    since: Mapped[datetime]
    placed_by: Mapped[str]


class PointKeeper(Base):
    """Which point a member of staff keeps; who may see all points needs no such row."""

    __tablename__ = "point_keeper"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(
        ForeignKey("access_point.id"), primary_key=True, index=True
    )
