"""Tables of corrections: revisions, frequent misreadings and reader reports."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, CompressedText, one_of


class RevisionKind(StrEnum):
    """Origin of a revision."""

    TYPED = "typed"
    ALIKE = "alike"
    READER = "reader"
    MACHINE = "machine"
    """The optional second reader; its words are not confirmed by a person."""


class Revision(Base):
    """Changes by one person, or the second reader, to one page at one moment; never deleted.

    It outlives its page, and is found again by the picture the page was taken from.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_item_id_picture", "item_id", "picture"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    page_id: Mapped[int | None] = mapped_column(
        ForeignKey("page.id", ondelete="SET NULL"), index=True
    )
    picture: Mapped[str | None]
    """File in the delivery and position in it: see Page.taken_from."""
    width: Mapped[int]
    height: Mapped[int]
    begins: Mapped[float]
    ends: Mapped[float]
    """Coordinate frame of its boxes: see diff.Frame."""
    kind: Mapped[RevisionKind] = mapped_column(one_of(RevisionKind, "revision_kind"))
    by: Mapped[str]
    at: Mapped[datetime]
    changes: Mapped[str] = mapped_column(CompressedText)
    count: Mapped[int]
    astray: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of its changes that have no place in the latest OCR output."""
    batch: Mapped[str | None] = mapped_column(index=True)
    """Id shared by the revisions of one batch edit on many pages."""
    read_from: Mapped[str | None]
    """Checksum of the OCR words that the second reader changed; it changes no later OCR output."""
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class ArticleList(Base):
    """The articles of a newspaper page as a person corrected them; replaces the machine's list."""

    __tablename__ = "article_list"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    articles: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    """Number, title and boxes of each article; its words are those of the page."""
    width: Mapped[int]
    height: Mapped[int]
    """Size of the page to which the boxes refer."""
    saved: Mapped[datetime]
    saved_by: Mapped[str]


class ReadingOutcome(StrEnum):
    """Result of a second reading of a page."""

    READ = "read"
    DISAGREED = "disagreed"
    """The readers differ on clear words: a copy too poor for the second reader."""
    SKIPPED = "skipped"
    """Nothing for this reader: text of the file itself, another language, no words."""
    FAILED = "failed"
    """Its image cannot be made, or the reader failed on it."""


class Misreading(Base):
    """A correction that people made to a misread word, with its frequency."""

    __tablename__ = "misreading"

    seen: Mapped[str] = mapped_column(primary_key=True)
    meant: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]


class ReportState(StrEnum):
    """Decision on a reader's report."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ReaderReport(Base):
    """A misread word reported by a reader. No person is recorded unless the reader wants it."""

    __tablename__ = "reader_report"
    __table_args__ = (UniqueConstraint("page_id", "seen", "meant"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    reader_id: Mapped[int | None] = mapped_column(
        ForeignKey("reader_account.id", ondelete="SET NULL"), index=True
    )
    """Account of a reader who wants to follow the report; None after the account is deleted."""

    seen: Mapped[str]
    meant: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ReportState] = mapped_column(
        one_of(ReportState, "report_state"), default=ReportState.OPEN, index=True
    )
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class DescriptionReport(Base):
    """An error in a description reported by a reader. No person is recorded."""

    __tablename__ = "description_report"
    __table_args__ = (UniqueConstraint("item_id", "field", "told"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    field: Mapped[str]
    """Name of a description field; empty if the report is about none of those shown."""

    told: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ReportState] = mapped_column(
        one_of(ReportState, "report_state"), default=ReportState.OPEN, index=True
    )
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class LineState(StrEnum):
    """State of a line that readers type."""

    OPEN = "open"
    AGREED = "agreed"
    """Readers typed the same, and it is in the text of the page."""
    DISPUTED = "disputed"
    """Readers differ, or staff corrected the line meanwhile: staff decide."""
    KNOWN = "known"
    """Staff know its text; readers are checked with it."""
    CLOSED = "closed"
    """Nobody can read it, or staff took the readers' text back."""


class LineTask(Base):
    """A line of a public page that readers without accounts type from its image."""

    __tablename__ = "line_task"
    __table_args__ = (UniqueConstraint("page_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    digest: Mapped[str]
    """Checksum of the words and their boxes."""
    base: Mapped[str]
    """Checksum of the OCR words of the page; a line of earlier words is not offered."""
    words: Mapped[list[list[object]]] = mapped_column(JSON)
    """Text, box and confidence of each word as shown to readers."""
    worth: Mapped[float]
    state: Mapped[LineState] = mapped_column(one_of(LineState, "line_state"), index=True)
    text: Mapped[str | None]
    """Text on which readers agreed, or that staff know."""
    sampled: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    """True for an agreed line that staff are to check."""
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", ondelete="SET NULL"))
    changed: Mapped[datetime] = mapped_column(index=True)
    """Time of its state."""
    decided_by: Mapped[str | None]


class LineAnswer(Base):
    """The text that one browser session typed for a line; deleted after two months.

    No person is recorded: `helper` ends with the day, and `place` links no two lines.
    """

    __tablename__ = "line_answer"
    __table_args__ = (UniqueConstraint("task_id", "helper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("line_task.id", ondelete="CASCADE"))
    helper: Mapped[str] = mapped_column(index=True)
    """Random name of a session cookie on one day."""
    place: Mapped[str]
    """Keyed checksum of the network address together with the line."""
    class_code: Mapped[str | None] = mapped_column(index=True)
    text: Mapped[str]
    """Empty if the image cannot be read."""
    day: Mapped[date] = mapped_column(index=True)
    is_right: Mapped[bool | None]
    """Set once the text of the line is known."""


class SecondReading(Base):
    """The last second reading of a page; a page without one for its OCR words waits for it."""

    __tablename__ = "second_reading"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str]
    """Checksum of the OCR words that were read again."""
    reader: Mapped[str] = mapped_column(index=True)
    """Model and version of the rules."""
    at: Mapped[datetime]
    outcome: Mapped[ReadingOutcome] = mapped_column(one_of(ReadingOutcome, "reading_outcome"))
    strips: Mapped[int]
    """Number of line parts that were read."""
    agreement: Mapped[float | None]
    """Share of clear words in which both readers agree."""
    changed: Mapped[int]
    """Number of words it changed."""


class StalePdf(Base):
    """A page whose page PDF does not contain the corrected words yet."""

    __tablename__ = "leaf_due"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str]
    """Checksum of the words that the PDF must contain."""


class DoubtReason(StrEnum):
    """Reason why a figure is doubtful; in the order in which staff see them."""

    DOCUMENT = "document"
    """A cited number or date differs from that of a document of the library."""
    IMPOSSIBLE = "impossible"
    """No date, number or amount is written so."""
    UNSURE = "unsure"
    """Two readings differ, or the confidence is low."""


class FigureDoubt(Base):
    """A doubtful figure of a page, derived from its present words."""

    __tablename__ = "figure_doubt"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    """Index of the word on the page."""
    text: Mapped[str]
    reason: Mapped[DoubtReason] = mapped_column(one_of(DoubtReason, "doubt_reason"), index=True)
    proposal: Mapped[str | None]
    """The word as it would agree with the document."""


class LearnedTable(Base):
    """Lesson of the library's own corrections: a candidate until a person switches it on."""

    __tablename__ = "learned_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    learned: Mapped[datetime]
    lines: Mapped[int]
    locked_lines: Mapped[int]
    """Corrected lines it learned from, and those on which it was only measured."""
    right: Mapped[int]
    wrong: Mapped[int]
    """Words of the locked lines that it changes to what people wrote, and away from it."""
    errors_before: Mapped[int]
    errors_after: Mapped[int]
    """Wrong letters of the locked lines under the table in use then, and under this one."""
    content: Mapped[str] = mapped_column(CompressedText)
    used_since: Mapped[datetime | None]
    """Time since which pages are read with it; None while it is not in use."""
    used_by: Mapped[str | None]
