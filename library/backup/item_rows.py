"""The rows and masters of single items in a copied database."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, select

from library.backup.problems import ItemNotInCopyError, RowsNotReadError
from library.catalogue.belongings import of_items
from library.catalogue.models import Item, Page, PageText
from library.database import as_json, of_json
from library.storage.content_store import ContentStore

ROWS = "rows.json"
"""Name of the file with the rows of an item."""

Row = dict[str, object]
"""Column values by column name."""


@dataclass(frozen=True, slots=True)
class ItemRows:
    """Rows of an item by table, as column values by column name.

    Files of earlier versions lack tables of which they say nothing.
    """

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
    for of_item in of_items():
        owner, table = of_item.owner_table, of_item.table
        keys = [item_id] if owner == "item" else [row["id"] for row in rows[owner]]
        columns = (column for column in table.c if column.name not in of_item.omits.split())
        own_rows = select(*columns).where(table.c[of_item.owner_column].in_(keys))
        in_order = connection.execute(own_rows.order_by(*table.primary_key))
        rows[of_item.name] = [dict(row._mapping) for row in in_order]
    return ItemRows(item_id, rows) if rows["item"] else None


def read_file(folder: Path) -> ItemRows:
    """Return the rows that this or an earlier version wrote; raise RowsNotReadError."""
    try:
        content = json.loads((folder / ROWS).read_text(encoding="utf-8"))
        tables = {
            of_item.name: [of_json(of_item.table, row) for row in content[of_item.name]]
            for of_item in of_items()
            if of_item.name in content
        }
        return ItemRows(tables["item"][0]["id"], tables)
    except (OSError, ValueError, LookupError) as error:
        raise RowsNotReadError(folder / ROWS) from error


def write_rows(item: ItemRows, folder: Path) -> None:
    """Write the rows of an item as JSON, and each page text as a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(item.tables, ensure_ascii=False, indent=1, default=as_json)
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
