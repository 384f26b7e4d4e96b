"""Tables of the units of the province, and of every change of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of

Fields = dict[str, str]
"""A row as its history stores it: all columns but the identifier, as texts."""


class RecordKind(StrEnum):
    """Tables whose rows are edited."""

    ERA = "era"
    EVENT = "event"
    VARIANT = "variant"


class ChangeState(StrEnum):
    """State of a change: it waits for a second person, or they decided."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class PlaceEra(Base):
    """A unit under one kind, name and parent (see `units.Era`)."""

    __tablename__ = "place_era"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str]
    since: Mapped[str]
    until: Mapped[str]
    since_act: Mapped[str]
    until_act: Mapped[str]
    since_certainty: Mapped[str]
    until_certainty: Mapped[str]
    attested: Mapped[str]
    gone_by: Mapped[str]
    sources: Mapped[str]
    """Marks of `data/sources.tsv`, separated by blanks."""
    code: Mapped[str]
    note: Mapped[str]


class PlaceEvent(Base):
    """An act that changed units (see `units.Event`); units are separated by blanks."""

    __tablename__ = "place_event"

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str]
    act: Mapped[str]
    issuer: Mapped[str]
    kind: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    share: Mapped[str]
    sources: Mapped[str]
    certainty: Mapped[str]
    note: Mapped[str]


class PlaceVariant(Base):
    """Another spelling or name of a unit."""

    __tablename__ = "place_variant"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    kind: Mapped[str]
    sources: Mapped[str]
    certainty: Mapped[str]


class PlaceChange(Base):
    """A change of one row, proposed by a person or by an edition of the shipped data."""

    __tablename__ = "place_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RecordKind] = mapped_column(one_of(RecordKind, "place_record_kind"))
    record: Mapped[str] = mapped_column(index=True)
    """Identifier of the row."""
    before: Mapped[Fields | None] = mapped_column(JSON(none_as_null=True))
    """Row that the change began from; empty if there was none."""
    after: Mapped[Fields | None] = mapped_column(JSON(none_as_null=True))
    """Row as it is to be; empty if it is to be deleted."""
    edition: Mapped[str] = mapped_column(index=True)
    """Edition of the shipped data that made the change; empty for a change by a person."""
    shipped: Mapped[Fields | None] = mapped_column(JSON(none_as_null=True))
    """Row in that edition, from which the next edition is merged."""
    reason: Mapped[str]
    proposed: Mapped[datetime]
    proposed_by: Mapped[str]
    decided: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str | None]
    state: Mapped[ChangeState] = mapped_column(one_of(ChangeState, "place_change_state"))
    spread: Mapped[datetime | None]
    """Time at which the pages that name the units concerned were queued for the index."""


class PlaceDoubt(Base):
    """A name on a page that the text leaves open; made again whenever the page is indexed."""

    __tablename__ = "place_doubt"
    __table_args__ = (UniqueConstraint("item_id", "page_number", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    page_number: Mapped[int]
    """Number of the page; 0 for the description."""
    name: Mapped[str] = mapped_column(index=True)
    """Name with its kind and the units written behind it, in one spelling."""
    candidates: Mapped[str]
    """Units that it may mean, separated by blanks."""
    is_settled: Mapped[bool] = mapped_column(index=True)
    """True if a decision, or what others teach, gives it a meaning; then nobody is asked."""


class PlaceMeaning(StrEnum):
    """Decision of a person on a name."""

    UNIT = "unit"
    ELSEWHERE = "elsewhere"
    """A unit of another province."""
    NO_PLACE = "none"
    OPEN = "open"
    """Decisions on this name teach nothing beyond their own scope."""


class PlaceDecision(Base):
    """A decision of a person on what a name means on a page, in an item, a series, a collection."""

    __tablename__ = "place_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    """Name with its kind and the units written behind it, in one spelling."""
    meaning: Mapped[PlaceMeaning] = mapped_column(one_of(PlaceMeaning, "place_meaning"))
    unit: Mapped[str]
    """Unit that it means; empty for any other meaning."""
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), index=True
    )
    page_number: Mapped[int | None]
    collection: Mapped[str]
    """Collection in which it counts; empty if it counts in a page, an item or a series."""
    series: Mapped[str]
    """Series in which it counts; empty if it counts elsewhere."""
    day: Mapped[str]
    """Day or year of the document for which it was taken; empty if unknown."""
    decided: Mapped[datetime]
    decided_by: Mapped[str]
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]
