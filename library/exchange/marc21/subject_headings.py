"""Subject headings with subdivisions: topics, places, periods and forms in MARC 21."""

import re
from collections.abc import Collection, Iterable, Iterator

from library.exchange.list_rows import clean
from library.exchange.marc21.marc_names import Cleaner
from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field
from library.exchange.marc21.source_fields import is_place_link
from library.exchange.marc21.value_readings import Reading, fields_of, positions_of
from library.places.place_history import PlaceHistory
from library.vietnamese.letters import fold

SUBDIVISION = " -- "
"""Sign between a subject heading and its subdivisions."""

SUBDIVISION_CODES = "vxyz"
_TOPIC, _PLACE, _PERIOD, _FORM = "x", "z", "y", "v"
_UNIT = re.compile(r"(tỉnh|huyện|xã|phường|thị trấn|thị xã|thành phố|quận|châu) \w", re.IGNORECASE)
_LARGE_PLACES = frozenset({"viet nam", "lang son", "dong duong", "bac ky", "viet bac"})
_YEARS = re.compile(r"\d{3,4}( ?[-–] ?(\d{1,4})?)?")
_ERA = re.compile(r"(thế kỷ|thế kỉ|thời|thời kỳ|thời kì|triều|đời|trước năm|sau năm|đến năm) ")
_FORMS = frozenset(
    (
        *("từ điển", "sách tra cứu", "sổ tay", "niên giám", "thư mục", "danh mục", "bản đồ"),
        *("ảnh", "sách ảnh", "tranh ảnh", "văn bản pháp quy", "số liệu thống kê", "kỷ yếu"),
        *("tiểu sử", "hồi ký", "thơ", "truyện", "tạp chí", "giáo trình", "sách thiếu nhi"),
    )
)
"""Genres that Vietnamese lists of headings give as form subdivisions, in lower case."""


def heading_field(text: str, place_names: Collection[str]) -> RecordField:
    """Return the field of a subject heading: 651 for a place with subdivisions, otherwise 650.

    Its parts after ` -- ` are subfields, each by the kind of its words.
    """
    heading, *subdivisions = text.split(SUBDIVISION)
    is_place = subdivisions and heading in place_names
    codes = ((_code(part, is_place=part in place_names), part) for part in subdivisions)
    return data_field("651" if is_place else "650", " 4", (("a", heading), *codes))


def place_names_in(history: PlaceHistory, headings: Iterable[str]) -> frozenset[str]:
    """Return the parts of subject headings that name places."""
    parts = {part for heading in headings for part in heading.split(SUBDIVISION)}
    return frozenset(part for part in parts if _is_place(history, part))


def subject_readings(record: MarcRecord, bare: Cleaner, *, exact: bool) -> Iterator[Reading]:
    """Yield the subject headings; a place with subdivisions is one (see `place_readings`)."""
    for place, field in fields_of(record, "650", "651", "653"):
        subfields = _heading_positions(field, bare)
        if len(subfields) > 1:
            texts = (bare(field.subfields[position][1]) for position in subfields)
            yield Reading("subject", SUBDIVISION.join(texts), place, subfields)
        elif field.tag != "651":
            yield from _topics(place, field, None if exact else bare)


def place_readings(record: MarcRecord, bare: Cleaner, *, exact: bool) -> Iterator[Reading]:
    """Yield the places of 651; one with subdivisions stands in a subject heading.

    In a record of another library it is also a place of the description, without a place of its
    own in the record.
    """
    for place, field in fields_of(record, "651"):
        if is_place_link(field):
            continue
        if len(_heading_positions(field, bare)) == 1:
            for position in positions_of(field, "a"):
                yield Reading("coverage", bare(field.subfields[position][1]), place, (position,))
        elif not exact:
            yield Reading("coverage", bare(field.first("a")))


def _heading_positions(field: RecordField, bare: Cleaner) -> tuple[int, ...]:
    """Return the positions of a heading and its subdivisions, in the order of the field."""
    if len(field.values("a")) != 1 or not field.values(*SUBDIVISION_CODES):
        return positions_of(field, "a")[:1]
    return tuple(
        position
        for position, (code, text) in enumerate(field.subfields)
        if code in ("a", *SUBDIVISION_CODES) and bare(text)
    )


def _topics(place: int, field: RecordField, bare: Cleaner | None) -> Iterator[Reading]:
    """Yield the headings of a field without subdivisions; older records join them by commas.

    Without `bare` the record is exact, and a comma belongs to its heading.
    """
    for position, (code, text) in enumerate(field.subfields):
        if code not in ("a", *SUBDIVISION_CODES):
            continue
        topics = [clean(text)] if bare is None else [bare(part) for part in text.split(",")]
        several = len(topics) > 1
        remark = f"“{text}” ({field.tag}) được tách thành {len(topics)} đề mục."
        for topic in topics:
            yield Reading("subject", topic, place, (position,), remark if several else None)


def _code(part: str, *, is_place: bool) -> str:
    if part.lower() in _FORMS:
        return _FORM
    if _YEARS.fullmatch(part) or _ERA.match(part.lower()):
        return _PERIOD
    return _PLACE if is_place else _TOPIC


def _is_place(history: PlaceHistory, text: str) -> bool:
    if fold(text) in _LARGE_PLACES or _UNIT.match(text):
        return True
    units = history.find(text)
    return any(era.name == text for unit in units for era in unit.eras)
