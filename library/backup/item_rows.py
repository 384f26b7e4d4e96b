"""The rows and masters of single items in a copied database."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, select

from library.backup.problems import ItemNotInCopyError
from library.catalogue.models import Item, Page, PageText
from library.database import Base
from library.storage.content_store import ContentStore

_TABLES = (
    *(("item", "id", "item", "id"), ("page", "item_id", "item", "id")),
    *(("page_text", "page_id", "page", "id"), ("holding", "item_id", "item", "id")),
    *(("publication", "item_id", "item", "id"), ("proposal", "item_id", "item", "id")),
    *(("item_authority", "item_id", "item", "id"), ("revision", "item_id", "item", "id")),
    *(("mending", "item_id", "item", "id"), ("page_act", "item_id", "item", "id")),
    *(("accession", "item_id", "item", "id"), ("source_file", "accession_id", "accession", "id")),
)
"""Tables with rows of an item: name, column, and the table and column that it refers to."""


@dataclass(frozen=True, slots=True)
class ItemRows:
    """Rows of an item by table, as column values by column name."""

    item_id: str
    tables: dict[str, list[dict[str, object]]]

    @property
    def masters(self) -> dict[str, str]:
        """Return the file names of the masters by checksum."""
        return {row["digest"]: row["name"] for row in self.tables["source_file"]}


def read_rows(connection: Connection, item_id: str) -> ItemRows:
    """Return the rows of an item; raise ItemNotInCopyError if there is none."""
    rows: dict[str, list[dict[str, object]]] = {}
    for name, column, target, key in _TABLES:
        table = Base.metadata.tables[name]
        keys = [item_id] if name == "item" else [row[key] for row in rows[target]]
        found_rows = connection.execute(select(table).where(table.c[column].in_(keys)))
        rows[name] = [dict(row._mapping) for row in found_rows]
    if not rows["item"]:
        raise ItemNotInCopyError(item_id)
    return ItemRows(item_id, rows)


def write_rows(item: ItemRows, folder: Path) -> None:
    """Write the rows of an item as JSON, and each page text as a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(item.tables, ensure_ascii=False, indent=1, default=_as_text)
    (folder / "rows.json").write_text(f"{content}\n", encoding="utf-8")
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


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
