"""Tables of the access points and their enrolled computers."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class AccessPoint(Base):
    """A place where the public uses the library's computers."""

    __tablename__ = "access_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Device(Base):
    """One public computer; it is known by a token that is kept only as a checksum."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    label: Mapped[str]
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    """Checksum of the one-time code, until it is used or too old."""
    code_expires: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    enrolled: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
