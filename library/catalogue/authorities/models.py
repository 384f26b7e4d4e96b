"""Tables of authority records: who and what items name, under which names, and where."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class AuthorityKind(StrEnum):
    """What a record is about."""

    PERSON = "person"
    BODY = "body"
    SUBJECT = "subject"
    PLACE = "place"


class Family(StrEnum):
    """Which records share one list of names: persons and bodies do, both are agents."""

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
    """One person, body, subject or place, under the name that is preferred.

    A record that was merged stays, and leads on: what named it is led to where it went.
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
    """The name as it is compared (see names.key_of); no two records of a family have the same."""
    sort: Mapped[str]
    letter: Mapped[str]
    """Under which letter of the Vietnamese alphabet it stands; # for figures, … for others."""
    folded: Mapped[str] = mapped_column(index=True)
    """The name without its marks, by which it is sought and likely duplicates are met."""
    begins: Mapped[str | None]
    """Birth or founding, as far as known (see lifetimes): 1911, 1911-08-25, 1911~, 19XX."""
    ends: Mapped[str | None]
    note: Mapped[str | None]
    source: Mapped[str | None]
    """From where this is known."""
    checked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person has looked at it since it was made from what an item says."""
    changed: Mapped[datetime]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    merged: Mapped[datetime | None]
    merged_by: Mapped[str | None]


class AuthorityVariant(Base):
    """Another name of the same person, body, subject or place."""

    __tablename__ = "authority_variant"
    __table_args__ = (UniqueConstraint("authority_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    folded: Mapped[str]


class AuthorityDistinct(Base):
    """That two records which look like one are two, as a person decided; the lower id first."""

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
    """That an item names somebody or something, in which field, and in which place there."""

    __tablename__ = "item_authority"
    __table_args__ = (UniqueConstraint("item_id", "field", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    field: Mapped[str]
    place: Mapped[int]
    tail: Mapped[str] = mapped_column(default="", server_default="")
    """What is said after the name: the role of a contributor, in brackets."""
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    """The record it leads to; never one that was merged."""
    origin_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    """The record it named itself, which may have been merged since: so merges can be undone."""
