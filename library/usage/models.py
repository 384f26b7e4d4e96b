"""Tables of use. No row here leads to a person."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class UseKind(StrEnum):
    """What was done, in COUNTER's sense; a request counts as an investigation too."""

    SEARCH = "search"
    INVESTIGATION = "investigation"
    REQUEST = "request"


class ItemUse(Base):
    """One use of the catalogue or of an item, as it happened; filters are applied when counted."""

    __tablename__ = "item_use"
    __table_args__ = (Index("ix_item_use_item_id_at", "item_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[UseKind] = mapped_column(one_of(UseKind, "use_kind"))
    item_id: Mapped[str | None]
    page_number: Mapped[int | None]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    reader_session: Mapped[str]
    """Surrogate of a visit within one hour (see usage.privacy); unlinkable after its day."""


class VisitSalt(Base):
    """The secret of one day's surrogates; forgetting it makes them unlinkable for good."""

    __tablename__ = "visit_salt"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class PastSearch(Base):
    """Words that were asked for and found; the words themselves only once they are common."""

    __tablename__ = "past_search"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """Keyed checksum of the folded words, so that a rare question cannot be read."""
    days: Mapped[int] = mapped_column(default=1)
    """On how many different days they were asked for."""
    last_day: Mapped[date] = mapped_column(index=True)
    text: Mapped[str | None]
