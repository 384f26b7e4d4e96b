"""Tables of consents to the use of items, and of requests to withdraw items."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class ConsentWay(StrEnum):
    """The way in which a person agreed."""

    FORM = "form"
    SPOKEN = "spoken"
    WITNESSED = "witnessed"


class Consent(Base):
    """A person's agreement to uses of one item."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    person: Mapped[str]
    """Name of the speaker or singer, or of who represents a family or a village."""
    kept: Mapped[bool]
    onsite: Mapped[bool]
    """True if it may be read or heard in the library."""
    published: Mapped[bool]
    schools: Mapped[bool]
    until: Mapped[str | None]
    """Last agreed day, such as 2030-12-31."""
    way: Mapped[ConsentWay] = mapped_column(one_of(ConsentWay, "consent_way"))
    evidence: Mapped[str]
    """Place in a recording where it is said, or the name of the witness."""
    scan: Mapped[str | None]
    """Checksum of the scanned form in the master store; for staff only."""
    scan_type: Mapped[str | None]
    entered: Mapped[datetime]
    entered_by: Mapped[str]
    ended: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class WithdrawalRequest(Base):
    """A request of a person or a community to withdraw an item."""

    __tablename__ = "withdrawal_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    asked: Mapped[date]
    due: Mapped[date] = mapped_column(index=True)
    text: Mapped[str]
    contact: Mapped[str]
    hides_title: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if the page of the withdrawn item must not show its title."""
    entered_by: Mapped[str | None]
    """Name of the member of staff who wrote it down; empty if it came by the public form."""
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    is_granted: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str] = mapped_column(default="", server_default="")
