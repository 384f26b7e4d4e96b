"""Tables of triage: pages looked at, pages that look alike, what staff decided, what they mend."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class SurveyedPage(Base):
    """What a first, cheap look at a page of a delivery found out."""

    __tablename__ = "surveyed_page"
    __table_args__ = (UniqueConstraint("accession_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    number: Mapped[int]
    blank: Mapped[bool]
    thumbnail: Mapped[str]
    """Checksum of a small image of the page as it was delivered."""
    width: Mapped[int]
    height: Mapped[int]
    """Size of the thumbnail in pixels."""
    folio: Mapped[int | None]
    """The number printed on the page, as far as it was seen or read."""
    turn: Mapped[int | None]
    """Quarter turns clockwise that put it upright; none when only the whole lot was looked at."""
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    """How the page looks, in 1,024 bits (see triage.likeness); none when it shows too little."""
    band_1: Mapped[int | None] = mapped_column(index=True)
    band_2: Mapped[int | None] = mapped_column(index=True)
    band_3: Mapped[int | None] = mapped_column(index=True)
    band_4: Mapped[int | None] = mapped_column(index=True)
    """Parts of the signature of which pages that look alike share at least one."""


class PageLikeness(Base):
    """Two pages that look alike; the newer was delivered later, or stands later."""

    __tablename__ = "page_likeness"
    __table_args__ = (UniqueConstraint("newer_id", "older_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    newer_id: Mapped[int] = mapped_column(ForeignKey("surveyed_page.id", ondelete="CASCADE"))
    older_id: Mapped[int] = mapped_column(
        ForeignKey("surveyed_page.id", ondelete="CASCADE"), index=True
    )


class About(StrEnum):
    """What an instruction is about."""

    TURN = "turn"
    READ = "read"
    SPREAD = "spread"


WHOLE = 0
"""Stands for the whole delivery where a page number is asked for."""


class Instruction(Base):
    """Something staff told the workshop about a page, or about a whole delivery."""

    __tablename__ = "instruction"
    __table_args__ = (UniqueConstraint("accession_id", "page_number", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    page_number: Mapped[int]
    about: Mapped[About] = mapped_column(one_of(About, "about"))
    value: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]


class MendingKind(StrEnum):
    """How pages of an item are mended."""

    REPLACE = "replace"
    INSERT = "insert"
    JOIN = "join"


class Mending(Base):
    """A rescan that takes the place of pages or comes between them, or two scans made one page.

    What was delivered stays as it is; the workshop lays mendings over it in the order of their ids.
    """

    __tablename__ = "mending"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    accession_id: Mapped[int | None] = mapped_column(
        ForeignKey("accession.id", ondelete="CASCADE"), index=True
    )
    """The delivery of the rescan; none when scans that are held already are joined."""
    kind: Mapped[MendingKind] = mapped_column(one_of(MendingKind, "mending_kind"))
    page_ids: Mapped[list[int]] = mapped_column(JSON)
    """The pages it is about, in reading order; an insertion follows the one there is, if any."""
    below: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the second of two scans belongs below the first, not on its right."""
    told: Mapped[str]
    """What it does, in a line for people."""
    by: Mapped[str]
    at: Mapped[datetime]
    applied: Mapped[datetime | None]
    undone: Mapped[datetime | None]
    spots: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Where in the first delivery the pages are that it is about: see Page.origin."""
    places: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    """The pages of the rescan, as the workshop knows them."""
    turns: Mapped[list[int | None]] = mapped_column(JSON, default=list)
    """Quarter turns that put scans upright before they are joined; none where nobody said."""
    before: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    """How the pages looked before: number, file, and the images they had."""


class Verdict(StrEnum):
    """What staff decided about two deliveries that look alike."""

    KEEP = "keep"
    DROP = "drop"


class LikenessVerdict(Base):
    """A decision about two deliveries that look alike, remembered so that it is asked once."""

    __tablename__ = "likeness_verdict"
    __table_args__ = (UniqueConstraint("newer_id", "older_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    newer_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    older_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "verdict"))
    state_before: Mapped[str]
    """The state in which the newer item was, for the day the decision is taken back."""
    by: Mapped[str]
    at: Mapped[datetime]
