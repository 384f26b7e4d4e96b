"""Tables of triage: pages that were looked at, pages that look alike, and what staff decided."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
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
