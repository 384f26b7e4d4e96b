"""Tables of authority records, their variant names and their links to items."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class AuthorityKind(StrEnum):
    """Kind of entity that a record describes."""

    PERSON = "person"
    BODY = "body"
    SUBJECT = "subject"
    PLACE = "place"


class Family(StrEnum):
    """Kinds that share one list of names: persons and bodies are both agents."""

    AGENT = "agent"
    SUBJECT = "subject"
    PLACE = "place"


FAMILIES = {
    AuthorityKind.PERSON: Family.AGENT,
    AuthorityKind.BODY: Family.AGENT,
    AuthorityKind.SUBJECT: Family.SUBJECT,
    AuthorityKind.PLACE: Family.PLACE,
}


class Authority(Base):
    """One person, body, subject or place, under its preferred name.

    A merged record stays in the table; `merged_into` refers to the record that replaced it.
    """

    __tablename__ = "authority"
    __table_args__ = (
        UniqueConstraint("family", "key"),
        Index("ix_authority_kind_letter_sort", "kind", "letter", "sort"),
        Index("ix_authority_family_sort_id", "family", "sort", "id"),
        CheckConstraint("merged_into IS NULL OR merged_into <> id", "leads_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    family: Mapped[Family] = mapped_column(one_of(Family, "family"))
    kind: Mapped[AuthorityKind] = mapped_column(one_of(AuthorityKind, "authority_kind"))
    name: Mapped[str]
    key: Mapped[str]
    """Comparison key of the name (`extract_names.key_of`), unique within a family."""
    sort: Mapped[str]
    letter: Mapped[str]
    """Letter of the Vietnamese alphabet the name is listed under; # for digits, … for others."""
    folded: Mapped[str] = mapped_column(index=True)
    """Name without marks, for search and for finding likely duplicates."""
    begins: Mapped[str | None]
    """Birth or founding in EDTF (see `lifetimes`): 1911, 1911-08-25, 1911~, 19XX."""
    ends: Mapped[str | None]
    note: Mapped[str | None]
    source: Mapped[str | None]
    """Source of this information."""
    checked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True when a person has reviewed the record since it was made from an item."""
    changed: Mapped[datetime]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    merged: Mapped[datetime | None]
    merged_by: Mapped[str | None]


class AuthorityVariant(Base):
    """Variant name of a person, body, subject or place."""

    __tablename__ = "authority_variant"
    __table_args__ = (UniqueConstraint("authority_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    folded: Mapped[str]


class AuthorityDistinct(Base):
    """Decision that two similar records are different; the lower id comes first."""

    __tablename__ = "authority_distinct"

    one_id: Mapped[int] = mapped_column(
        ForeignKey("authority.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("authority.id", ondelete="CASCADE"), primary_key=True
    )
    decided: Mapped[datetime]
    decided_by: Mapped[str]


class ItemAuthority(Base):
    """Link from a position in a name field of an item to an authority record."""

    __tablename__ = "item_authority"
    __table_args__ = (UniqueConstraint("item_id", "field", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    field: Mapped[str]
    place: Mapped[int]
    tail: Mapped[str] = mapped_column(default="", server_default="")
    """Text after the name: the role of a contributor, in brackets."""
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    """The record the name resolves to; never a merged one."""
    origin_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    """The record originally named, possibly merged since; needed to undo merges."""
