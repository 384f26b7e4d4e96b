"""Tables of reader accounts; days instead of times, so usage rows cannot be matched by time."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class ReaderAccount(Base):
    """Account of a reader who uses a list on several computers."""

    __tablename__ = "reader_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    """Name without tones and capitals: names that differ only in these are equal."""

    password_hash: Mapped[str]
    opened: Mapped[date]


class ReaderSession(Base):
    """Browser in which a reader is signed in."""

    __tablename__ = "reader_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(
        ForeignKey("reader_account.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[date] = mapped_column(index=True)


class ReaderListEntry(Base):
    """Entry of a reader's list: an item or a page of an item."""

    __tablename__ = "reader_list_entry"
    __table_args__ = (UniqueConstraint("reader_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader_account.id", ondelete="CASCADE"))
    place: Mapped[str]
