"""Tables of readers' accounts: days, never moments, so that no row of use is found by its time."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class ReaderAccount(Base):
    """A reader who wants to find a list again on another computer."""

    __tablename__ = "reader_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    """The name without tones and capitals: two readers are never told apart by a mark."""

    password_hash: Mapped[str]
    opened: Mapped[date]


class ReaderSession(Base):
    """A browser in which a reader is signed in."""

    __tablename__ = "reader_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(
        ForeignKey("reader_account.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[date] = mapped_column(index=True)


class ReaderListEntry(Base):
    """One thing on a reader's list: an item, or a page of it."""

    __tablename__ = "reader_list_entry"
    __table_args__ = (UniqueConstraint("reader_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader_account.id", ondelete="CASCADE"))
    place: Mapped[str]
