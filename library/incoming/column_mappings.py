"""Remembered mappings: columns and subfields of other software and the fields they go to."""

import re

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.bulk.problems import BadMappingError
from library.database import Base
from library.incoming.headings import marked_heading
from library.staff.audit import note

_MARC = re.compile(r"(?P<tag>\d{3})\s*\$?(?P<code>[a-z0-9])")
_MAX_LENGTH = 100


class ColumnMapping(Base):
    """One column heading, or MARC subfield such as `911$a`, and its description field."""

    __tablename__ = "column_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    heading: Mapped[str] = mapped_column(unique=True)
    """The heading in lower case with its marks, or tag and code: `911$a`."""
    written: Mapped[str]
    field: Mapped[str]
    """Name of the description field; empty when the column is left out."""


def remembered(session: Session) -> tuple[ColumnMapping, ...]:
    """Return all mappings in the order of their headings."""
    return tuple(session.scalars(select(ColumnMapping).order_by(ColumnMapping.heading)))


def fields_by_heading(session: Session) -> dict[str, str]:
    """Return the fields by heading, as readers of files take them."""
    return {mapping.heading: mapping.field for mapping in remembered(session)}


def remember(session: Session, typed_heading: str, field: str, by: str) -> None:
    """Remember the field of a column or subfield; raise BadMappingError."""
    heading = _heading(typed_heading)
    if not heading or len(heading) > _MAX_LENGTH:
        raise BadMappingError(typed_heading[:60])
    row = session.scalar(select(ColumnMapping).where(ColumnMapping.heading == heading))
    if row is None:
        session.add(ColumnMapping(heading=heading, written=typed_heading.strip(), field=field))
    else:
        row.written, row.field = typed_heading.strip(), field
    note(session, by, "mapping.set", heading, field)


def forget(session: Session, heading: str, by: str) -> None:
    """Delete a mapping."""
    session.execute(delete(ColumnMapping).where(ColumnMapping.heading == heading))
    note(session, by, "mapping.forget", heading)


def _heading(typed_heading: str) -> str:
    subfield = _MARC.fullmatch(typed_heading.strip().lower())
    return f"{subfield['tag']}${subfield['code']}" if subfield else marked_heading(typed_heading)
