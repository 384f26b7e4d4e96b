"""Import of catalogue records with their text from JSON lines."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue import cataloguing
from library.catalogue.dates.archival import canonical
from library.catalogue.description.field_registry import FIELDS
from library.catalogue.models import Item
from library.catalogue.profiles import Profile
from library.catalogue.queries import page_texts
from library.catalogue.text.paginate import cut
from library.errors import BadRecordError, UnreadableDeliveryError
from library.identifiers import item_id
from library.vietnamese.letters import compose

_KEYS = {field.name: field.json_keys for field in FIELDS if field.json_keys}
"""Keys under which a field is stored in files, the preferred first."""

_OUR_KEYS = frozenset({"id", "text"}) | {key for keys in _KEYS.values() for key in keys}


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The outcome for one imported record."""

    source: str
    status: str
    item: str | None
    pages: int = 0
    message: str | None = None


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the non-empty lines of a .jsonl or .jsonl.gz file with their line numbers."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableDeliveryError(path.name) from error


def read_record(number: int, line: bytes) -> Mapping[str, object]:
    """Return one line as a record; raise BadRecordError."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
        json.dumps(record, ensure_ascii=False).encode()  # half a surrogate pair fails here
    except UnicodeError as error:
        raise BadRecordError(number, "không phải chữ UTF-8 hợp lệ.") from error
    except (ValueError, RecursionError) as error:
        raise BadRecordError(number, "không phải JSON hợp lệ.") from error
    if not isinstance(record, dict):
        raise BadRecordError(number, "cần một đối tượng JSON.")
    for key in ("id", "title", "text"):
        if not isinstance(record.get(key), str) or not _clean(record[key]).strip():
            raise BadRecordError(number, f"thiếu “{key}”, hoặc “{key}” không phải là chữ.")
    return record


def import_record(
    session: Session, record: Mapping[str, object], profile: Profile, *, publish: bool, by: str
) -> ImportOutcome:
    """Import one record with its text, once.

    A record that is already stored is a duplicate. One stored with another text is refused, so that
    corrections made here are not overwritten by an old file.
    """
    source_id, pages = str(record["id"]), cut(_clean(record["text"]))
    stored_item = session.scalar(
        select(Item).where(Item.collection == profile.slug, Item.source_id == source_id)
    )
    if stored_item is not None:
        return _compare(session, stored_item, source_id, pages)
    item = cataloguing.make_item(
        session, item_id(profile.slug, source_id), profile.slug, _clean(record["title"]), by
    )
    item.source_id = source_id
    description = _description(record, profile)
    other = {key: record[key] for key in record if key not in _OUR_KEYS}
    if description["date"] is None and (written_date := _first(record, _KEYS["date"])):
        other["date"] = written_date
    cataloguing.describe(session, item, description, by)
    cataloguing.set_other_fields(session, item, other)
    cataloguing.write_pages(session, item, pages)
    if publish and not profile.four_eyes:
        cataloguing.publish(session, item, by)
    return ImportOutcome(source_id, "done", item.id, len(pages))


def _compare(
    session: Session, item: Item, source_id: str, pages: tuple[cataloguing.TextPage, ...]
) -> ImportOutcome:
    same = list(page_texts(session, item.id).values()) == [compose(page.text) for page in pages]
    if same:
        message = f"Đã có tài liệu này: “{item.title}” ({item.id})."
        return ImportOutcome(source_id, "duplicate", item.id, item.page_count, message)
    message = (
        f"Mã “{source_id}” đã có trong sưu tập với nội dung khác: “{item.title}” ({item.id}). "
        "Hãy đổi mã, hoặc sửa tài liệu đang có."
    )
    return ImportOutcome(source_id, "refused", item.id, 0, message)


def _description(record: Mapping[str, object], profile: Profile) -> dict[str, object]:
    values = {name: _first(record, names) for name, names in _KEYS.items()}
    values["kind"] = values["kind"] or profile.kind
    values["licence"] = values["licence"] or profile.licence
    values["language"] = values["language"] or "vi"
    values["date"] = _date_or_none(values["date"])
    return {**values, "access": profile.access}


def _first(record: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    values = (record[name] for name in names if record.get(name))
    value = next(values, None)
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return None if value is None else _clean(value)


def _date_or_none(typed_date: str | None) -> str | None:
    try:
        return canonical(typed_date) if typed_date else None
    except ValueError:
        return None


def _clean(text: object) -> str:
    # PostgreSQL refuses NUL, and form feeds aside no control character says anything
    return str(text).replace("\0", "").replace("\r\n", "\n")
