"""Mapping from MARC 21 fields to description fields, with the place of each value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from library.catalogue.dates.archival import canonical
from library.catalogue.description.field_registry import FIELDS
from library.catalogue.description.holdings import Copy
from library.exchange.abbreviations import usual_place
from library.exchange.list_rows import Row, clean, row_of
from library.exchange.marc21.marc_names import Cleaner, name_in_field
from library.exchange.marc21.marc_record import MarcRecord, RecordField, as_stored
from library.exchange.marc21.material import EXTENT_CODES, extent_text
from library.exchange.marc21.source_fields import OUR_NUMBER
from library.exchange.marc21.subject_headings import place_readings, subject_readings
from library.exchange.marc21.value_readings import Reading, fields_of, in_subfields, positions_of

_PUNCTUATION = " /:;,="
"""Punctuation that cataloguing rules put between subfields (ISBD)."""

_A_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_AROUND_DATES = " .,;:[]()©cp"
_WEB = ("http://", "https://")
_UNSPECIFIED_NUMBER = "8"
_WITHOUT_PUNCTUATION = "cn"
"""Leader values (position 18) of records without ISBD punctuation."""

_NOT_CODED = ("   ", "|||", "und", "zxx")
_TEXTS: dict[str, Mapping[str, str]] = {
    "852": {"call_number": "hi", "location": "b", "shelf": "c", "remark": "z"},
    "952": {"call_number": "o", "location": "a", "shelf": "c", "remark": "z"}
    | {"source": "e", "acquired": "d"},
}
"""Subfields by field of a copy and by tag; the texts of several are joined."""

_REGISTRATIONS = {"852": "j", "952": "i"}
"""Subfield of the registration number (số đăng ký cá biệt), as Vietnamese software writes it."""

_BARCODE, _KOHA_PRICE = "p", "g"
_WITHOUT_LOCATION = {"852": "a", "952": "b"}
"""Subfield of the library, which is the location of a copy that names none."""

_CENTS = re.compile(r"[.,]00$")


def row_of_record(
    number: int, record: MarcRecord, mapping: Mapping[str, str] = MappingProxyType({})
) -> Row:
    """Return a record as a row of a description list, with the file it describes.

    `mapping` holds the fields of further subfields: `911$a`.
    """
    all_readings = tuple(readings(record))
    remarks = dict.fromkeys(reading.remark for reading in all_readings if reading.remark)
    pairs = (
        *((reading.name, reading.text) for reading in all_readings),
        *_mapped(record, mapping),
    )
    row = row_of(number, _file(record), pairs, tuple(remarks), as_stored(record))
    return replace(row, copies=copies_of(record))


def _mapped(record: MarcRecord, mapping: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    bare = cleaner_of(record)
    for subfield, name in mapping.items():
        tag, _, code = subfield.partition("$")
        if code and name:
            yield from (
                (name, bare(text)) for field in record.tagged(tag) for text in field.values(code)
            )


def readings(record: MarcRecord) -> Iterator[Reading]:
    """Yield the values of a record in the order of the description."""
    bare = cleaner_of(record)
    yield from _title(record, bare)
    yield from _agents(record, bare)
    yield from _simple(record, bare)
    yield from _extents(record, bare)
    yield from _numbers(record)
    is_exact = _is_exact(record)
    yield from subject_readings(record, bare, exact=is_exact)
    yield from place_readings(record, bare, exact=is_exact)
    yield from _publication(record, bare)
    yield from _languages(record)
    yield from _addresses(record)


def cleaner_of(record: MarcRecord) -> Cleaner:
    """Return the function that removes punctuation as the record writes it."""
    return clean if _is_exact(record) else without_punctuation


def without_punctuation(text: str) -> str:
    """Return a subfield without the ISBD punctuation that leads to the next one."""
    bare = clean(text).rstrip(_PUNCTUATION)
    return bare[:-1].rstrip() if bare.endswith(".") and _ends_a_sentence(bare) else bare


def _is_exact(record: MarcRecord) -> bool:
    """Return True for a record without ISBD punctuation, such as our own exports."""
    return record.leader[18:19] in tuple(_WITHOUT_PUNCTUATION)


def _title(record: MarcRecord, bare: Cleaner) -> Iterator[Reading]:
    for place, field in fields_of(record, "245"):
        parts = [
            (position, bare(text))
            for part_code in "anpb"
            for position, (code, text) in enumerate(field.subfields)
            if code == part_code
        ]
        filled_parts = [(position, text) for position, text in parts if text]
        title = ": ".join(text for _, text in filled_parts)
        yield Reading("title", title, place, tuple(position for position, _ in filled_parts))
        return


def _agents(record: MarcRecord, bare: Cleaner) -> Iterator[Reading]:
    named = False
    for place, field in fields_of(record, "100", "110", "700", "710"):
        name_field, text, codes = name_in_field(field, bare)
        named = named or name_field != "contributor"
        yield Reading(name_field, text, place, positions_of(field, *codes))
    if not named:
        yield from in_subfields(record, "creator", "245", "c", bare)


def _extents(record: MarcRecord, bare: Cleaner) -> Iterator[Reading]:
    for place, field in fields_of(record, "300"):
        parts = [
            (position, code, bare(text).rstrip(" +"))
            for position, (code, text) in enumerate(field.subfields)
            if code in EXTENT_CODES and bare(text)
        ]
        text = extent_text(tuple((code, part) for _, code, part in parts))
        yield Reading("extent", text, place, tuple(position for position, _, _ in parts))


def _simple(record: MarcRecord, bare: Cleaner) -> Iterator[Reading]:
    for field in FIELDS:
        for tag, code in field.marc_sources:
            yield from in_subfields(record, field.name, tag, code, bare)


def _numbers(record: MarcRecord) -> Iterator[Reading]:
    for place, field in fields_of(record, "024"):
        if field.indicators.startswith(_UNSPECIFIED_NUMBER):
            yield Reading("number", field.first("a"), place, positions_of(field, "a")[:1])


def _publication(record: MarcRecord, bare: Cleaner) -> Iterator[Reading]:
    exact = _is_exact(record)
    for tag in ("264", "260"):
        for reading in in_subfields(record, "place", tag, "a", bare):
            full = None if exact else usual_place(reading.text)
            remark = f"Nơi xuất bản “{reading.text}” được hiểu là {full}." if full else None
            yield Reading("place", full or reading.text, reading.field, reading.subfields, remark)
    dates = (
        *in_subfields(record, "date", "264", "c", str),
        *in_subfields(record, "date", "260", "c", str),
    )
    first = next(iter(dates), Reading("date", ""))
    date, remark = (first.text, None) if exact else _date(first.text, record.control("008")[7:11])
    yield Reading("date", date, first.field if first.text else None, first.subfields, remark)


def _date(typed_date: str, coded_year: str) -> tuple[str, str | None]:
    """Return the date of publication, and a remark when it had to be interpreted."""
    bare = clean(typed_date).strip(_AROUND_DATES)
    try:
        return canonical(bare), None
    except ValueError:
        year = _A_YEAR.search(bare)
    if year:
        return year[0], f"Ngày “{typed_date}” được hiểu là năm {year[0]}."
    if not bare and _A_YEAR.fullmatch(coded_year):
        return coded_year, f"Không có năm xuất bản; lấy năm {coded_year} ghi trong trường 008."
    return bare, None


def _languages(record: MarcRecord) -> Iterator[Reading]:
    codes = [
        Reading("language", code, reading.field, reading.subfields)
        for reading in in_subfields(record, "language", "041", "a", str)
        for code in _by_threes(reading.text)
    ]
    language_code = record.control("008")[35:38]
    if not codes and len(language_code) == 3 and language_code not in _NOT_CODED:
        codes = [Reading("language", language_code)]
    yield from codes[:1]
    if len(codes) > 1:
        yield from (Reading("languages", code.text, code.field, code.subfields) for code in codes)


def _addresses(record: MarcRecord) -> Iterator[Reading]:
    """Yield the links; the one that our own export adds counts where there is no other."""
    links = [
        reading
        for reading in in_subfields(record, "url", "856", "u", str)
        if reading.text.lower().startswith(_WEB)
    ]
    foreign_links = [
        reading
        for reading in links
        if not record.fields[reading.field].first("w").startswith(OUR_NUMBER)
    ]
    yield from foreign_links or links


def _file(record: MarcRecord) -> str:
    """Return the file that a record describes: subfield 856, else the record's control number."""
    electronic = tuple(record.tagged("856"))
    file_names = [
        *(text for field in electronic for text in field.values("f")),
        *(
            text
            for field in electronic
            for text in field.values("u")
            if not text.lower().startswith(_WEB)
        ),
        record.control("001"),
    ]
    return next(iter(file_names), "")


def _by_threes(text: str) -> list[str]:
    """Split language codes that older records write without a space between them."""
    bare = text.strip().lower()
    if len(bare) % 3 or not bare.isalpha():
        return [bare]
    return [bare[place : place + 3] for place in range(0, len(bare), 3)]


def _ends_a_sentence(text: str) -> bool:
    last = text[:-1].rpartition(" ")[2]
    return len(last) > 2 and not last.isupper() and not text.endswith("..")


def copies_of(record: MarcRecord) -> tuple[Copy, ...]:
    """Return the copies with a registration number or barcode; a field may list several."""
    return tuple(copy for field in record.tagged(*_TEXTS) for copy in _copies(field))


def _copies(field: RecordField) -> Iterator[Copy]:
    registrations = _values(field, _REGISTRATIONS[field.tag])
    barcodes = _values(field, _BARCODE)
    common = _common(field)
    for place in range(max(len(registrations), len(barcodes))):
        registration = registrations[place] if place < len(registrations) else ""
        barcode = barcodes[place] if place < len(barcodes) else ""
        yield replace(
            common,
            registration=registration,
            barcode="" if barcode.upper() == registration.upper() else barcode,
        )


def _common(field: RecordField) -> Copy:
    """Return a copy with the texts that all copies of a field have in common."""
    texts = {name: " ".join(_values(field, *codes)) for name, codes in _TEXTS[field.tag].items()}
    location = texts["location"] or " ".join(_values(field, _WITHOUT_LOCATION[field.tag]))
    price = _price(field.first(_KOHA_PRICE)) if field.tag == "952" else None
    return Copy(**{**texts, "location": location}, price=price)


def _values(field: RecordField, *codes: str) -> list[str]:
    return [text for text in map(clean, field.values(*codes)) if text]


def _price(price_text: str) -> int | None:
    digits = re.sub(r"\D", "", _CENTS.sub("", price_text.strip()))
    return int(digits) if digits and len(digits) <= 12 else None
