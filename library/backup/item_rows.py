"""The rows and masters of single items in a copied database."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, Table, select

from library.backup.problems import ItemNotInCopyError, RowsNotReadError
from library.catalogue.models import Item, Page, PageText
from library.database import Base
from library.storage.content_store import ContentStore

_TABLES = (
    *(("item", "id", "item", "id"), ("page", "item_id", "item", "id")),
    *(("page_text", "page_id", "page", "id"), ("holding", "item_id", "item", "id")),
    *(("original_record", "item_id", "item", "id"), ("record_source", "item_id", "item", "id")),
    *(("derivative", "page_id", "page", "id"), ("stretch", "page_id", "page", "id")),
    *(("map_placement", "page_id", "page", "id"), ("picture", "page_id", "page", "id")),
    *(("named_person", "page_id", "page", "id"), ("transcript", "item_id", "item", "id")),
    *(("consent", "item_id", "item", "id"), ("silenced_span", "item_id", "item", "id")),
    ("place_decision", "item_id", "item", "id"),
    ("transcript_version", "transcript_id", "transcript", "id"),
    *(("publication", "item_id", "item", "id"), ("proposal", "item_id", "item", "id")),
    *(("item_authority", "item_id", "item", "id"), ("revision", "item_id", "item", "id")),
    *(("mending", "item_id", "item", "id"), ("page_act", "item_id", "item", "id")),
    *(("accession", "item_id", "item", "id"), ("source_file", "accession_id", "accession", "id")),
)
"""Tables with rows of an item: name, column, and the table and column that it refers to."""


ROWS = "rows.json"
"""Name of the file with the rows of an item."""

Row = dict[str, object]
"""Column values by column name."""


@dataclass(frozen=True, slots=True)
class ItemRows:
    """Rows of an item by table, as column values by column name."""

    item_id: str
    tables: dict[str, list[Row]]

    @property
    def masters(self) -> dict[str, str]:
        """Return the file names of the masters by checksum."""
        return {row["digest"]: row["name"] for row in self.tables["source_file"]}


def read_rows(connection: Connection, item_id: str) -> ItemRows:
    """Return the rows of an item; raise ItemNotInCopyError if there is none."""
    item = find_rows(connection, item_id)
    if item is None:
        raise ItemNotInCopyError(item_id)
    return item


def find_rows(connection: Connection, item_id: str) -> ItemRows | None:
    """Return the rows of an item; None if there is no such item."""
    rows: dict[str, list[Row]] = {}
    for name, column, target, key in _TABLES:
        table = Base.metadata.tables[name]
        keys = [item_id] if name == "item" else [row[key] for row in rows[target]]
        found_rows = connection.execute(select(table).where(table.c[column].in_(keys)))
        rows[name] = [dict(row._mapping) for row in found_rows]
    return ItemRows(item_id, rows) if rows["item"] else None


def read_file(folder: Path) -> ItemRows:
    """Return the rows that `write_rows` wrote; raise RowsNotReadError if they cannot be read."""
    try:
        content = json.loads((folder / ROWS).read_text(encoding="utf-8"))
        tables = {
            name: [_typed(Base.metadata.tables[name], row) for row in content.get(name, ())]
            for name, *_ in _TABLES
        }
        return ItemRows(tables["item"][0]["id"], tables)
    except (OSError, ValueError, LookupError) as error:
        raise RowsNotReadError(folder / ROWS) from error


def write_rows(item: ItemRows, folder: Path) -> None:
    """Write the rows of an item as JSON, and each page text as a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(item.tables, ensure_ascii=False, indent=1, default=_as_text)
    (folder / ROWS).write_text(f"{content}\n", encoding="utf-8")
    numbers = {row["id"]: row["number"] for row in item.tables["page"]}
    for row in item.tables["page_text"]:
        file = folder / f"page-{numbers[row['page_id']]:04}.txt"
        file.write_text(row["text"], encoding="utf-8")


def write_masters(item: ItemRows, store: ContentStore, folder: Path) -> None:
    """Write the masters of an item under the names with which they were delivered."""
    for digest, name in item.masters.items():
        place = folder / "masters" / PurePosixPath(name).name
        if place.exists():  # files of the same name in different folders of a delivery
            place = place.with_name(f"{digest[:8]}-{place.name}")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store.path(digest), place)


def searchable(connection: Connection, item_id: str) -> tuple[object, ...]:
    """Return the description of an item and the texts of its pages."""
    item = connection.execute(select(Item.__table__).where(Item.id == item_id)).one_or_none()
    texts = (
        select(Page.number, Page.left_out, PageText.text)
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id)
        .order_by(Page.number)
    )
    return (item and tuple(item), *map(tuple, connection.execute(texts)))


def _typed(table: Table, row: Row) -> Row:
    """Return a row of a file with times as times, for the columns that the table has."""
    return {
        name: _value(table.c[name].type.python_type, value)
        for name, value in row.items()
        if name in table.c
    }


def _value(kind: type, value: object) -> object:
    if value is not None and issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    return kind(value) if value is not None and issubclass(kind, Enum) else value


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
