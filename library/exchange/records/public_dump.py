"""Dump of all public records as JSON lines or CSV, compressed.

Also a program that reads its job as JSON: a large catalogue takes many seconds, and the site runs
it as a process of its own so that readers do not wait.
"""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from library.catalogue import public_changes
from library.catalogue.access.rights import Reader, may_see_record
from library.catalogue.description.field_registry import FIELDS
from library.catalogue.profile_cache import profiles_of
from library.catalogue.queries import records
from library.database import disposed_of, open_database, reading
from library.exchange.records.item_descriptions import public_descriptions
from library.exchange.streamed_tables import Column, csv_lines

JSON_LINES, CSV = "jsonl", "csv"
_NICENESS = 10
_BATCH = 500
_COLUMNS = ("id", "address", "collection", "changed", "pages")
_DESCRIBED = tuple(field.name for field in FIELDS if field.label)


@dataclass(frozen=True, slots=True)
class Source:
    """The catalogue to dump: its database and the addresses of its items."""

    database_url: str
    item_address: str
    """Address of an item with `{}` in the place of its id."""


def write(form: str, source: Source, target: Path) -> int:
    """Write the dump in one of the two forms, and return the number of records."""
    count = 0
    with (
        disposed_of(open_database(source.database_url)) as database,
        reading(database) as session,
        gzip.GzipFile(target, "wb", mtime=0) as file,
    ):
        rows = _rows(session, source, profiles_of(session))
        as_json = (f"{json.dumps(row, ensure_ascii=False)}\n".encode() for row in rows)
        lines = as_json if form == JSON_LINES else _as_csv(rows)
        for line in lines:
            file.write(line)
            count += 1
    return count


def _rows(session: Session, source: Source, profiles: dict) -> Iterator[dict[str, object]]:
    """Yield the records that anybody may see, in the order of their last change."""
    changes = public_changes.open_changes(session)
    while batch := list(islice(changes, _BATCH)):
        times = {change.item_id: change.changed for change in batch}
        rows = records(session, times)
        ids = tuple(id_ for id_ in times if id_ in rows and may_see_record(rows[id_], Reader()))
        for description in public_descriptions(session, ids, profiles):
            record = rows[description.id]
            yield {
                "id": record.id,
                "address": source.item_address.format(record.id),
                "collection": record.collection,
                "changed": f"{times[record.id]:%Y-%m-%dT%H:%M:%SZ}",
                "pages": record.page_count,
                **{
                    (f"own_{name}" if name in _COLUMNS else name): text
                    for name, text in description.cells.items()
                },
            }


def _as_csv(rows: Iterator[dict[str, object]]) -> Iterator[bytes]:
    names = (*_COLUMNS, *_DESCRIBED)
    columns = [Column(name) for name in names]
    return csv_lines(columns, ([row.get(name, "") for name in names] for row in rows))


def _run(form: str, target: str, **source: str) -> None:
    write(form, Source(**source), Path(target))


if __name__ == "__main__":
    os.nice(_NICENESS)
    _run(sys.argv[1], **json.load(sys.stdin))
