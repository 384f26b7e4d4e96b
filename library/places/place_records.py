"""Rows of units, events and spellings: read as a history, compared, and checked."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.database import Base
from library.places.models import (
    Fields,
    PlaceChange,
    PlaceEra,
    PlaceEvent,
    PlaceVariant,
    RecordKind,
)
from library.places.place_history import PlaceHistory
from library.places.problems import BadPlaceRecordError
from library.places.units import CERTAINTIES, LEVELS, WIKIDATA, Era, Event, Variant

Key = tuple[RecordKind, str]
Records = Mapping[Key, Fields]

TABLES: dict[RecordKind, type[Base]] = {
    RecordKind.ERA: PlaceEra,
    RecordKind.EVENT: PlaceEvent,
    RecordKind.VARIANT: PlaceVariant,
}
EVENT_KINDS = {
    "merge": "nhập",
    "split": "chia",
    "move": "chuyển",
    "create": "lập mới",
    "abolish": "bỏ cấp",
    "transfer": "đổi cấp trên",
    "rename": "đổi tên, đổi loại",
}
SHARES = {"whole": "toàn bộ", "part": "một phần", "": "không rõ"}
OPTION = "places"
"""Execution option of an engine with the cache of its history."""

_DAY = re.compile(r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?")
_WIKIDATA_NUMBER = re.compile(r"Q[1-9]\d{0,11}")
_ID = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")
_DAYS_OF = {
    RecordKind.ERA: ("since", "until", "attested", "gone_by"),
    RecordKind.EVENT: ("day",),
    RecordKind.VARIANT: (),
}
_MAX_FIELD_LENGTH = 1000


class HistoryCache:
    """History of one database, read again when any process has changed a row."""

    def __init__(self) -> None:
        self._read: tuple[int, PlaceHistory] | None = None

    def current(self, session: Session) -> PlaceHistory | None:
        """Return the history as the transaction sees it; None before the first edition."""
        decided = select(func.count()).where(PlaceChange.decided.is_not(None))
        version, cached = session.scalar(decided) or 0, self._read
        if not version:
            return None
        if cached is None or cached[0] != version:
            cached = version, history_of(stored_records(session))
            if not session.get_bind().get_execution_options().get("writes"):
                self._read = cached  # what a transaction has written may be rolled back
        return cached[1]


def columns(kind: RecordKind) -> tuple[str, ...]:
    """Return the names of the fields of a kind of row."""
    return tuple(column.name for column in TABLES[kind].__table__.columns if column.name != "id")


def id_of(kind: RecordKind, row: Mapping[str, str]) -> str:
    """Return the identifier of a row of a file or form; that of an event stands in it."""
    if kind is RecordKind.ERA:
        return f"{row['unit']}.{row['number']}"
    return row["id"] if kind is RecordKind.EVENT else f"{row['unit']}~{row['text']}"


def fields_of(kind: RecordKind, row: Base) -> Fields:
    """Return a row as texts."""
    return {name: str(getattr(row, name)) for name in columns(kind)}


def stored_fields(session: Session, key: Key) -> Fields | None:
    """Return a stored row; None if there is none."""
    row = session.get(TABLES[key[0]], key[1])
    return None if row is None else fields_of(key[0], row)


def stored_records(session: Session) -> dict[Key, Fields]:
    """Return all rows."""
    return {
        (kind, row.id): fields_of(kind, row)
        for kind, table in TABLES.items()
        for row in session.scalars(select(table))
    }


def store(session: Session, key: Key, fields: Fields | None) -> None:
    """Write or delete a row."""
    kind, id_ = key
    row = session.get(TABLES[kind], id_)
    if fields is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        session.add(TABLES[kind](id=id_, **_values(fields)))
        return
    for name, value in _values(fields).items():
        setattr(row, name, value)


def history_of(records: Records) -> PlaceHistory:
    """Return the units that rows describe."""
    eras, events, variants = (
        [(id_, fields) for (own_kind, id_), fields in records.items() if own_kind is kind]
        for kind in (RecordKind.ERA, RecordKind.EVENT, RecordKind.VARIANT)
    )
    return PlaceHistory(
        (Era(**_split(fields, "sources")) for _, fields in eras),
        (Event(id=id_, **_split(fields, "sources", "before", "after")) for id_, fields in events),
        (Variant(**_split(fields, "sources")) for _, fields in variants),
    )


def require_sound(records: Records, keys: Iterable[Key]) -> None:
    """Raise BadPlaceRecordError if one of these rows is wrong, or a unit is named but unknown."""
    for key in keys:
        if key in records:
            for sentence in _faults(key, records[key]):
                raise BadPlaceRecordError(sentence)
    units = {fields["unit"] for key, fields in records.items() if key[0] is RecordKind.ERA}
    for (kind, id_), fields in records.items():
        for unit in _named_units(kind, fields):
            if unit not in units:
                raise BadPlaceRecordError(f"{id_}: không có đơn vị “{unit}”")
    _require_no_circle(records)


def _faults(key: Key, fields: Fields) -> Iterator[str]:
    kind, id_ = key
    if set(fields) != set(columns(kind)) or not re.fullmatch(r"\S+(?: \S+)*", id_):
        yield "thiếu hoặc thừa ô"
    for name in _DAYS_OF[kind]:
        if not _DAY.fullmatch(fields[name]):
            yield f"“{fields[name]}” không phải ngày: ghi 1981, 1981-06 hoặc 1981-06-10"
    if any(len(value) > _MAX_FIELD_LENGTH for value in fields.values()):
        yield f"có ô dài quá {_MAX_FIELD_LENGTH} chữ"
    if not fields["sources"].split():
        yield "phải ghi nguồn"
    certainties = [value for name, value in fields.items() if name.endswith("certainty")]
    if any(value and value not in CERTAINTIES for value in certainties):
        yield "độ chắc là A, B, C, D hoặc ?"
    yield from _FAULTS_OF[kind](fields)
    if id_ != id_of(kind, {"id": id_, **fields}):
        yield "mã đơn vị, số thời kỳ, tên gọi của dòng đã có không đổi được: xóa rồi thêm dòng mới"


def _faults_of_era(fields: Fields) -> Iterator[str]:
    if fields["kind"] not in LEVELS:
        yield f"loại đơn vị là một trong: {', '.join(LEVELS)}"
    if not fields["name"].strip() or not _ID.fullmatch(fields["unit"]):
        yield "thiếu tên, hoặc mã đơn vị không phải chữ thường không dấu nối bằng gạch"
    if not fields["number"].isdecimal() or len(fields["number"]) > 3:
        yield "số thứ tự của thời kỳ là một số"
    since, until = fields["since"], fields["until"]
    if since and until and since[: len(until)] > until:
        yield "ngày đầu sau ngày cuối"
    if fields["unit"] == fields["parent"]:
        yield "đơn vị không thể thuộc chính nó"


def _faults_of_event(fields: Fields) -> Iterator[str]:
    if fields["kind"] not in EVENT_KINDS or fields["share"] not in SHARES:
        yield "loại việc hoặc phần đất không có trong danh sách"
    if not fields["before"].split():
        yield "phải ghi đơn vị trước khi đổi"


def _faults_of_variant(fields: Fields) -> Iterator[str]:
    if not fields["text"].strip():
        yield "thiếu tên gọi"
    if fields["kind"] == WIKIDATA and not _WIKIDATA_NUMBER.fullmatch(fields["text"]):
        yield "số Wikidata là chữ Q và các chữ số, như Q1858"


_FAULTS_OF = {
    RecordKind.ERA: _faults_of_era,
    RecordKind.EVENT: _faults_of_event,
    RecordKind.VARIANT: _faults_of_variant,
}


def _named_units(kind: RecordKind, fields: Fields) -> list[str]:
    if kind is RecordKind.EVENT:
        return [*fields["before"].split(), *fields["after"].split()]
    return [fields["unit"], *fields.get("parent", "").split()]


def _require_no_circle(records: Records) -> None:
    """Raise BadPlaceRecordError if a unit belongs to one that belongs to it."""
    above: dict[str, set[str]] = {}
    for (kind, _), fields in records.items():
        if kind is RecordKind.ERA and fields["parent"]:
            above.setdefault(fields["unit"], set()).add(fields["parent"])
    for unit in above:
        reached, todo = set(), [unit]
        while todo:
            for parent in above.get(todo.pop(), ()):
                if parent == unit:
                    raise BadPlaceRecordError(f"{unit} thuộc chính nó qua cấp trên")
                todo += [parent] if parent not in reached else []
                reached.add(parent)


def _split(fields: Fields, *lists: str) -> dict[str, object]:
    return {**_values(fields), **{name: tuple(fields[name].split()) for name in lists}}


def _values(fields: Fields) -> dict[str, object]:
    return {name: int(value) if name == "number" else value for name, value in fields.items()}
