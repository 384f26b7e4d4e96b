"""Tables of triage: surveyed pages, similar pages, instructions, overlays and decisions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class SurveyedPage(Base):
    """Result of the first, cheap survey of a page of a delivery."""

    __tablename__ = "surveyed_page"
    __table_args__ = (UniqueConstraint("accession_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    number: Mapped[int]
    blank: Mapped[bool]
    thumbnail: Mapped[str]
    """Checksum of the thumbnail of the page as delivered."""
    width: Mapped[int]
    height: Mapped[int]
    """Size of the thumbnail in pixels."""
    folio: Mapped[int | None]
    """Number printed on the page, if detected."""
    turn: Mapped[int | None]
    """Quarter turns clockwise that put it upright; None if only the whole delivery was examined."""
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Image signature of 1,024 bits (see triage.survey); None if the page is too empty."""
    band_1: Mapped[int | None] = mapped_column(index=True)
    band_2: Mapped[int | None] = mapped_column(index=True)
    band_3: Mapped[int | None] = mapped_column(index=True)
    band_4: Mapped[int | None] = mapped_column(index=True)
    """Bands of the signature; similar pages share at least one."""


class PageSimilarity(Base):
    """Two similar pages; the newer was delivered later, or comes later in the delivery."""

    __tablename__ = "page_likeness"
    __table_args__ = (UniqueConstraint("newer_id", "older_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    newer_id: Mapped[int] = mapped_column(ForeignKey("surveyed_page.id", ondelete="CASCADE"))
    older_id: Mapped[int] = mapped_column(
        ForeignKey("surveyed_page.id", ondelete="CASCADE"), index=True
    )


class InstructionKind(StrEnum):
    """Subject of an instruction."""

    TURN = "turn"
    READ = "read"
    SPREAD = "spread"


WHOLE_DELIVERY = 0
"""Page number that means the whole delivery."""


class Instruction(Base):
    """An instruction from staff to the pipeline about a page or a whole delivery."""

    __tablename__ = "instruction"
    __table_args__ = (UniqueConstraint("accession_id", "page_number", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    page_number: Mapped[int]
    about: Mapped[InstructionKind] = mapped_column(one_of(InstructionKind, "about"))
    value: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]


class OverlayKind(StrEnum):
    """Ways in which an overlay changes the pages of an item."""

    REPLACE = "replace"
    INSERT = "insert"
    JOIN = "join"


class OverlayRow(Base):
    """A rescan that replaces pages or is inserted between them, or two scans joined to one page.

    Delivered files stay unchanged; the pipeline applies overlays to them in the order of their ids.
    """

    __tablename__ = "mending"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    accession_id: Mapped[int | None] = mapped_column(
        ForeignKey("accession.id", ondelete="CASCADE"), index=True
    )
    """Delivery of the rescan; None if existing scans are joined."""
    kind: Mapped[OverlayKind] = mapped_column(one_of(OverlayKind, "mending_kind"))
    page_ids: Mapped[list[int]] = mapped_column(JSON)
    """Affected pages in reading order; an insertion follows the single page, if any."""
    below: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if the second of two scans belongs below the first, not to its right."""
    told: Mapped[str]
    """One-line summary for people."""
    by: Mapped[str]
    at: Mapped[datetime]
    applied: Mapped[datetime | None]
    undone: Mapped[datetime | None]
    spots: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Positions of the affected pages in the first delivery: see Page.origin."""
    places: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    """Pages of the rescan, as pipeline records."""
    turns: Mapped[list[int | None]] = mapped_column(JSON, default=list)
    """Quarter turns that put scans upright before joining; None without an instruction."""
    before: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    """The pages before the overlay: number, file and images."""


class Verdict(StrEnum):
    """Decisions on two suspected duplicate deliveries."""

    KEEP = "keep"
    DROP = "drop"


class DuplicateVerdict(Base):
    """A decision on two suspected duplicate deliveries, stored so that it is asked only once."""

    __tablename__ = "likeness_verdict"
    __table_args__ = (UniqueConstraint("newer_id", "older_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    newer_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    older_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "verdict"))
    state_before: Mapped[str]
    """State of the newer item before the decision, for undo."""
    by: Mapped[str]
    at: Mapped[datetime]
