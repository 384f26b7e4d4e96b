"""Takes in catalogue records with their text from JSON lines."""

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
from library.catalogue.models import Item
from library.catalogue.profiles import Profile
from library.catalogue.queries import page_texts
from library.catalogue.text.paginate import cut
from library.errors import BadRecordError, UnreadableDeliveryError
from library.identifiers import item_id
from library.vietnamese.letters import compose

_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "nhan_de"),
    "kind": ("kind", "loai_van_ban", "type"),
    "number": ("number", "so_hieu"),
    "series": ("series", "ten_bao"),
    "issuing_body": ("issuing_body", "co_quan_ban_hanh"),
    "creator": ("creator", "author", "tac_gia"),
    "date": ("date", "ngay_ban_hanh_iso", "ngay_ban_hanh"),
    "place": ("place", "noi_ban_hanh"),
    "language": ("language",),
    "description": ("description", "tom_tat"),
    "url": ("url",),
    "licence": ("licence", "license"),
}
"""Our field ← the names it goes by in files, best first."""

_OUR_KEYS = frozenset({"id", "text"}) | {name for names in _FIELDS.values() for name in names}


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one record."""

    source: str
    status: str
    item: str | None
    pages: int = 0
    message: str | None = None


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a .jsonl or .jsonl.gz file with their numbers, empty ones left out."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableDeliveryError(path.name) from error


def read_record(number: int, line: bytes) -> Mapping[str, object]:
    """Return one line as a record; raise BadRecordError in words."""
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
    """Enter one record in the catalogue with its text, once.

    A record that is held already is a duplicate; one held with another text is refused, for a
    person to decide: what was corrected here must not be lost to an old file.
    """
    source_id, pages = str(record["id"]), cut(_clean(record["text"]))
    held = session.scalar(
        select(Item).where(Item.collection == profile.slug, Item.source_id == source_id)
    )
    if held is not None:
        return _compare(session, held, source_id, pages)
    item = cataloguing.make_item(
        session, item_id(profile.slug, source_id), profile.slug, _clean(record["title"]), by
    )
    item.source_id = source_id
    told = _description(record, profile)
    other = {key: record[key] for key in record if key not in _OUR_KEYS}
    if told["date"] is None and (as_told := _first(record, _FIELDS["date"])):
        other["date"] = as_told
    cataloguing.describe(session, item, told, by)
    cataloguing.describe_beside(session, item, other)
    cataloguing.write_pages(session, item, pages)
    if publish and not profile.four_eyes:
        cataloguing.publish(session, item, by)
    return ImportOutcome(source_id, "done", item.id, len(pages))


def _compare(
    session: Session, held: Item, source_id: str, pages: tuple[cataloguing.TextPage, ...]
) -> ImportOutcome:
    same = list(page_texts(session, held.id).values()) == [compose(page.text) for page in pages]
    if same:
        message = f"Đã có tài liệu này: “{held.title}” ({held.id})."
        return ImportOutcome(source_id, "duplicate", held.id, held.page_count, message)
    message = (
        f"Mã “{source_id}” đã có trong sưu tập với nội dung khác: “{held.title}” ({held.id}). "
        "Hãy đổi mã, hoặc sửa tài liệu đang có."
    )
    return ImportOutcome(source_id, "refused", held.id, 0, message)


def _description(record: Mapping[str, object], profile: Profile) -> dict[str, object]:
    told = {name: _first(record, names) for name, names in _FIELDS.items()}
    told["kind"] = told["kind"] or profile.kind
    told["licence"] = told["licence"] or profile.licence
    told["language"] = told["language"] or "vi"
    told["date"] = _date_or_none(told["date"])
    return {**told, "access": profile.access}


def _first(record: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    found = (record[name] for name in names if record.get(name))
    value = next(found, None)
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return None if value is None else _clean(value)


def _date_or_none(typed: str | None) -> str | None:
    try:
        return canonical(typed) if typed else None
    except ValueError:
        return None


def _clean(text: object) -> str:
    # PostgreSQL refuses NUL, and form feeds aside no control character says anything
    return str(text).replace("\0", "").replace("\r\n", "\n")
