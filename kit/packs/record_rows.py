"""Rows of the database as records hold them and back, and what is chosen for a point."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Column, ColumnElement, Enum, String, and_, select, type_coerce
from sqlalchemy.orm import Session

from kit.canonical import canonical
from library.catalogue.belongings import Belonging, kinds_of_records
from library.catalogue.models import Page, PageState
from library.database import as_json

ITEM, PAGE, COLLECTION, AUTHORITY = "item", "page", "collection", "authority"
STORY, QUESTION, POINT, COMPUTERS = "story", "question", "point", "computers"

KINDS = kinds_of_records()
"""Kinds of records with their tables.

`computers` is one record of the station's own point: its links and computers.
"""

IS_SHOWN = and_(Page.state == PageState.DONE, Page.left_out.is_(False))
"""Condition on the pages that readers see."""

Row = dict[str, object]
Rows = dict[object, list[Row]]
"""Rows of a table by the record to which they belong."""

_TURNED = (date, datetime, bytes)


@dataclass(frozen=True, slots=True)
class Selection:
    """Content that a point may hold: items, those with their pages, and their images."""

    point_id: int
    items: Mapping[str, int]
    """Number of pages by id of item, in the order of their ids."""
    with_pages: Collection[str]
    images: Mapping[str, Collection[str]]
    """Items by step of images."""
    lost: Collection[str] = field(default=frozenset())
    """Checksums of files that are missing or damaged until they are made again."""


@dataclass(frozen=True, slots=True)
class RecordContent:
    """A record as it is written."""

    kind: str
    key: str
    line: bytes
    files: tuple[str, ...]


def rows_of(
    session: Session,
    shipped: Belonging,
    *conditions: ColumnElement[bool],
    record: ColumnElement[object] | None = None,
    order: Sequence[ColumnElement[object]] = (),
) -> Rows:
    """Return the rows that satisfy conditions, also on their page, by record or another column.

    A province has a million of them: enumerations stay text, and only what JSON lacks is turned.
    """
    table, names = shipped.table, sorted(shipped.shipped)
    record = table.columns[shipped.record_column] if record is None else record
    query = select(*map(_plain, (table.columns[name] for name in names)), record.label(None))
    if shipped.record_column == "page_id":
        query = query.join(Page.__table__, Page.id == table.c.page_id)
    query = query.where(*conditions).order_by(*(order or table.primary_key))
    turned_names = [name for name in names if table.columns[name].type.python_type in _TURNED]
    rows: Rows = defaultdict(list)
    for values in session.connection().execute(query).all():
        row = dict(zip(names, values, strict=False))  # the record comes last
        for name in turned_names:
            row[name] = as_json(row[name])
        rows[values[-1]].append(row)
    return rows


def is_of(shipped: Belonging, ids: Collection[object]) -> ColumnElement[bool]:
    """Return the condition on the rows of some records."""
    return shipped.table.columns[shipped.record_column].in_(ids)


def content_with_files(
    kind: str,
    key: str,
    rows: dict[str, list[Row]],
    lost: Collection[str],
    words: object = None,
) -> RecordContent:
    """Return a record with its files; those that are lost are not named until they are back."""
    images = [row for row in rows["derivative"] if row["digest"] not in lost]
    files = {str(row["digest"]) for row in images} | ({str(words)} if words else set())
    return record_content(kind, key, {**rows, "derivative": images}, files)


def record_content(
    kind: str, key: object, rows: Mapping[str, list[Row]], files: Collection[str] = ()
) -> RecordContent:
    """Return a record with the rows of each table that has any."""
    names = tuple(sorted(files))
    shown = {name: of_table for name, of_table in rows.items() if of_table}
    line = canonical({"kind": kind, "key": str(key), "rows": shown, "files": names})
    return RecordContent(kind, str(key), line, names)


def _plain(column: Column[object]) -> ColumnElement[object]:
    return type_coerce(column, String) if isinstance(column.type, Enum) else column
