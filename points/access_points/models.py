"""Tables of the access points, their hours, equipment and enrolled computers.

Records of a point, its hours and an asset are dated: a change adds a row and overwrites none, so a
report on last year shows the facts of last year.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base, one_of


class PointLevel(StrEnum):
    """Level of government a point was founded at; points of abolished districts keep theirs."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class AccessPoint(Base):
    """Place where the public uses the library's computers."""

    __tablename__ = "access_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Permanent name in files and commands."""


class PointRecord(Base):
    """Facts of a point from a day on."""

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
    """Body that runs and funds it."""
    reporter: Mapped[str | None]
    """Body that reports on it, if different from the owner."""
    place: Mapped[str | None]
    """Commune or ward, by its name on that day."""
    address: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    serving: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str | None]


class OpeningWeek(Base):
    """Weekly hours of a point from a day on: seven days, Monday first, in written form."""

    __tablename__ = "opening_week"
    __table_args__ = (Index("ix_opening_week_point_id_since", "point_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    since: Mapped[date]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    days: Mapped[list[str]] = mapped_column(JSON)


class OpeningException(Base):
    """Exceptional hours of a point on one day, with the reason; empty hours mean closed."""

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
    """Item of state property on the inventory of equipment."""

    __tablename__ = "asset"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """Inventory number on its label."""
    kind: Mapped[str]
    serial: Mapped[str | None]
    source: Mapped[str | None]
    """Source of funds: the project, a budget, a gift."""
    acquired: Mapped[date | None]
    cost: Mapped[int | None] = mapped_column(BigInteger)
    """In đồng."""
    life_years: Mapped[int | None]
    """Useful life in years; None: that of its kind (points/data/useful-lives.toml)."""
    used_from: Mapped[int | None]
    """Year it was put to use; None: the year it was acquired."""


class AssetState(StrEnum):
    """State of an asset."""

    IN_USE = "in-use"
    BROKEN = "broken"
    STORED = "stored"
    RETIRED = "retired"


class AssetRecord(Base):
    """Place and state of an asset from a day on."""

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
    """Public computer; it authenticates with a token that is stored only as a checksum."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    """Checksum of the one-time code until it is used or expired."""
    code_expires: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    cloned: Mapped[datetime | None]
    """Time since which two machines have used its token."""
    room_key: Mapped[bytes | None]
    """Public key of the enrolled browser, which proves that documents are read on site."""
    agent_hash: Mapped[str | None] = mapped_column(unique=True)
    """Checksum of the token of the agent, which reports in addition to the page."""
    agent_key: Mapped[bytes | None]
    """Public key of the agent, which signs its batches and vouches for the sittings of the page."""
    signed_from: Mapped[datetime | None]
    """Time from which its uses must be signed; None for computers enrolled before that rule."""
    judged_from: Mapped[datetime | None]
    """Time from which what arrives is judged by its arrival and number; None: always."""
    agent_boot: Mapped[int | None]
    """Boot of its agent that reported last."""
    speaking_boot: Mapped[int | None]
    """Boot of the computer that reported last (usage.models.DeviceBoot)."""
    forgotten_before: Mapped[date | None]
    """Day before which its events are deleted; its figures stay."""
    changes: Mapped[list["DeviceChange"]] = relationship(
        foreign_keys="DeviceChange.device_id", order_by="DeviceChange.at, DeviceChange.id"
    )
    """Its life: enrolments, absences, replacement (device_life)."""

    @property
    def is_enrolled(self) -> bool:
        """True if its page has a token, or an agent that lends one."""
        return self.token_hash is not None or self.agent_key is not None


class DeviceChangeKind(StrEnum):
    """Kind of a change in the life of a computer."""

    ENROLLED = "enrolled"
    RENEWED = "renewed"
    """It got another token, after a wiped or cloned disk."""
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    RETIRED = "retired"
    REPLACED = "replaced"


class DeviceChange(Base):
    """Change in the life of a computer at a moment; rows are added, never changed."""

    __tablename__ = "device_change"
    __table_args__ = (Index("ix_device_change_device_id_at", "device_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    at: Mapped[datetime]
    kind: Mapped[DeviceChangeKind] = mapped_column(one_of(DeviceChangeKind, "device_change_kind"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    """The computer that took its place."""
    reason: Mapped[str | None]
    changed_by: Mapped[str | None]
    """None: the computer itself, with its code."""


class DevicePlacement(Base):
    """Point of a computer from a moment on."""

    __tablename__ = "device_placement"
    __table_args__ = (Index("ix_device_placement_device_id_since", "device_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    since: Mapped[datetime]
    placed_by: Mapped[str]


class PointManager(Base):
    """Assignment of a member of staff to a point; staff who may see all points need none."""

    __tablename__ = "point_keeper"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(
        ForeignKey("access_point.id"), primary_key=True, index=True
    )
