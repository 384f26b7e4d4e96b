"""Tables of harvests, and of the records that each brought."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.catalogue.models import Access
from library.database import Base, one_of


class RecordState(StrEnum):
    """Outcome of a harvested record."""

    DRAFT = "draft"
    """It made a draft."""
    HELD = "held"
    """The library had this item already."""
    REFUSED = "refused"
    """It could not be read, or has no title."""


class Harvest(Base):
    """A set of another catalogue that is harvested into a collection, once or every day."""

    __tablename__ = "harvest"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    """Address of the catalogue, as the settings name it."""
    set_code: Mapped[str]
    """Set of the catalogue; empty for all of it."""
    set_name: Mapped[str]
    prefix: Mapped[str]
    """Metadata format at the catalogue."""
    collection: Mapped[str]
    access: Mapped[Access] = mapped_column(one_of(Access, "harvest_access"))
    """Access of records that state none."""
    is_daily: Mapped[bool]
    since: Mapped[str]
    """Date at the catalogue from which changes are asked for; empty for the first pass."""
    token: Mapped[str]
    """Resumption token of the pass under way; empty at its beginning."""
    pass_date: Mapped[str]
    """Time at the catalogue when the pass under way began; empty if none is under way."""
    done: Mapped[int]
    """Records read in the pass under way, or in the last one."""
    total: Mapped[int | None]
    """Records of that pass, where the catalogue states their number."""
    failures: Mapped[int]
    """Failed requests since the last answer."""
    finished: Mapped[datetime | None]
    """End of the last complete pass."""
    ordered: Mapped[datetime]
    ordered_by: Mapped[str]


class HarvestedRecord(Base):
    """A record of another catalogue, by its identifier there, with the item that it became."""

    __tablename__ = "harvested_record"
    __table_args__ = (UniqueConstraint("source", "identifier"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    identifier: Mapped[str]
    harvest_id: Mapped[int] = mapped_column(
        ForeignKey("harvest.id", ondelete="CASCADE"), index=True
    )
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("item.id", ondelete="SET NULL"), index=True
    )
    """The item; None for a refused record, and when somebody removed the item."""
    title: Mapped[str]
    state: Mapped[RecordState] = mapped_column(one_of(RecordState, "harvested_record_state"))
    problem: Mapped[str]
    """Reason of a refusal."""
    datestamp: Mapped[str]
    digest: Mapped[str]
    """Checksum of the metadata as they came last."""
    is_deleted: Mapped[bool]
    """True when the record no longer exists at its source; the item stays."""
    content: Mapped[dict[str, object]] = mapped_column(JSON)
    """Content of the draft as the harvest wrote it; an edited draft differs from it."""
    changes: Mapped[dict[str, str | None]] = mapped_column(JSON)
    """Values that changed at the source after somebody edited the item, by field."""
    has_changes: Mapped[bool]
