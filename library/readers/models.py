"""Tables of reader accounts and of questions that readers ask.

Days instead of times for what readers do, so that usage rows cannot be matched by time.
"""

from datetime import date, datetime

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


class Question(Base):
    """Question of a reader who has no account, with the answer of staff."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    """Checksum of the token in the asker's private address."""
    asked: Mapped[date]
    place: Mapped[str]
    """Local address of the page from which it was asked, or empty."""
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("item.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str]
    answer: Mapped[str]
    """Empty for a closed question that needs no answer."""
    closed: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str | None]
    published: Mapped[datetime | None] = mapped_column(index=True)
    public_question: Mapped[str]
    public_answer: Mapped[str]
    search_key: Mapped[str]
    """Folded words of the public texts, between spaces."""


class QuestionContact(Base):
    """Way to answer a reader: in no backup, and deleted some days after the answer.

    The digest links it, as numbers of questions may begin anew in a restored database.
    """

    __tablename__ = "question_contact"

    digest: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    tried: Mapped[datetime | None]
    mailed: Mapped[datetime | None]
