"""Mapping from MARC 21 fields to description fields."""

import re
from collections.abc import Callable, Iterator

from pymarc import Field, Record

from library.catalogue.dates.archival import canonical
from library.catalogue.description.field_registry import FIELDS
from library.exchange.list_rows import Row, clean, row_of

_PUNCTUATION = " /:;,="
"""Punctuation that cataloguing rules put between subfields (ISBD)."""


_SHORT_PLACES = {
    "H.": "Hà Nội",
    "HN.": "Hà Nội",
    "Tp. HCM": "Thành phố Hồ Chí Minh",
    "TP. HCM": "Thành phố Hồ Chí Minh",
    "TP.HCM": "Thành phố Hồ Chí Minh",
    "S.": "Sài Gòn",
}
_A_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_AROUND_DATES = " .,;:[]()©cp"
_WEB = ("http://", "https://")
_UNSPECIFIED_NUMBER = "8"
_WITHOUT_PUNCTUATION = "cn"
"""Leader values (position 18) of records without ISBD punctuation."""

_NOT_CODED = ("   ", "|||", "und", "zxx")


CONTRIBUTOR = "ctb"
"""MARC relator code of a contributor whose role is not given."""

Cleaner = Callable[[str], str]
"""A function that removes punctuation from a subfield."""


def row_of_record(number: int, record: Record) -> Row:
    """Return a record as a row of a description list, with the file it describes."""
    remarks: list[str] = []
    bare = clean if _is_exact(record) else _without_punctuation
    pairs = [
        ("title", _title(record, bare)),
        *_agents(record, bare),
        *_simple(record, bare),
        *_numbers(record),
        *_subjects(record, remarks),
        *_publication(record, bare, remarks),
        *_languages(record),
        *_addresses(record),
    ]
    return row_of(number, _file(record), pairs, tuple(remarks))


def _is_exact(record: Record) -> bool:
    """Return True for a record without ISBD punctuation, such as our own exports."""
    return str(record.leader)[18:19] in tuple(_WITHOUT_PUNCTUATION)


def _title(record: Record, bare: Cleaner) -> str:
    field = next(iter(record.get_fields("245")), None)
    if field is None:
        return ""
    parts = [bare(text) for code in "anpb" for text in field.get_subfields(code)]
    return ": ".join(filter(None, parts))


def _agents(record: Record, bare: Cleaner) -> Iterator[tuple[str, str]]:
    named = False
    for field in record.get_fields("100", "700"):
        name, role = bare(_first(field, "a")), bare(_first(field, "e"))
        if field.tag == "700" and (role or _first(field, "4") == CONTRIBUTOR):
            yield "contributor", f"{name} ({role})" if role else name
        else:
            named = True
            yield "creator", name
    for field in record.get_fields("110", "710"):
        named = True
        parts = (bare(text) for code in "ab" for text in field.get_subfields(code))
        yield "issuing_body", ". ".join(parts)
    if not named:
        yield from (("creator", bare(text)) for text in _all(record, "245", "c"))


def _simple(record: Record, bare: Cleaner) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        for tag, code in field.marc_sources:
            yield from ((field.name, bare(text)) for text in _all(record, tag, code))


def _numbers(record: Record) -> Iterator[tuple[str, str]]:
    for field in record.get_fields("024"):
        if field.indicator1 == _UNSPECIFIED_NUMBER:
            yield "number", _first(field, "a")


def _subjects(record: Record, remarks: list[str]) -> Iterator[tuple[str, str]]:
    for field in record.get_fields("650", "653"):
        for text in field.get_subfields("a", "v", "x", "y", "z"):
            exact = _is_exact(record)
            topics = (
                [clean(text)]
                if exact
                else [_without_punctuation(topic) for topic in text.split(",")]
            )
            if len(topics) > 1:
                remarks.append(f"“{text}” ({field.tag}) được tách thành {len(topics)} đề mục.")
            yield from (("subject", topic) for topic in topics)


def _publication(record: Record, bare: Cleaner, remarks: list[str]) -> Iterator[tuple[str, str]]:
    exact = _is_exact(record)
    for text in (*_all(record, "264", "a"), *_all(record, "260", "a")):
        place = bare(text)
        full = None if exact else _SHORT_PLACES.get(place)
        if full:
            remarks.append(f"Nơi xuất bản “{place}” được hiểu là {full}.")
        yield "place", full or place
    typed = next(iter((*_all(record, "264", "c"), *_all(record, "260", "c"))), "")
    date, remark = (typed, "") if exact else _date(typed, _fixed(record)[7:11])
    remarks.extend(filter(None, (remark,)))
    yield "date", date


def _date(typed: str, coded: str) -> tuple[str, str]:
    """Return the date of publication, and a remark when it had to be interpreted."""
    bare = clean(typed).strip(_AROUND_DATES)
    try:
        return canonical(bare), ""
    except ValueError:
        year = _A_YEAR.search(bare)
    if year:
        return year[0], f"Ngày “{typed}” được hiểu là năm {year[0]}."
    if not bare and _A_YEAR.fullmatch(coded):
        return coded, f"Không có năm xuất bản; lấy năm {coded} ghi trong trường 008."
    return bare, ""


def _languages(record: Record) -> Iterator[tuple[str, str]]:
    codes = [code for text in _all(record, "041", "a") for code in _by_threes(text)]
    coded = _fixed(record)[35:38]
    if not codes and len(coded) == 3 and coded not in _NOT_CODED:
        codes = [coded]
    yield from (("language", code) for code in codes[:1])
    if len(codes) > 1:
        yield from (("languages", code) for code in codes)


def _addresses(record: Record) -> Iterator[tuple[str, str]]:
    for address in _all(record, "856", "u"):
        if address.lower().startswith(_WEB):
            yield "url", address


def _file(record: Record) -> str:
    """Return the file that a record describes: subfield 856, else the record's control number."""
    named = [
        *_all(record, "856", "f"),
        *(text for text in _all(record, "856", "u") if not text.lower().startswith(_WEB)),
        *(field.data for field in record.get_fields("001")),
    ]
    return next(iter(named), "")


def _fixed(record: Record) -> str:
    return next((field.data or "" for field in record.get_fields("008")), "")


def _by_threes(text: str) -> list[str]:
    """Split language codes that older records write without a space between them."""
    bare = text.strip().lower()
    if len(bare) % 3 or not bare.isalpha():
        return [bare]
    return [bare[place : place + 3] for place in range(0, len(bare), 3)]


def _all(record: Record, tag: str, code: str) -> list[str]:
    return [text for field in record.get_fields(tag) for text in field.get_subfields(code)]


def _first(field: Field, code: str) -> str:
    return next(iter(field.get_subfields(code)), "")


def _without_punctuation(text: str) -> str:
    """Return a subfield without the ISBD punctuation that leads to the next one."""
    bare = clean(text).rstrip(_PUNCTUATION)
    return bare[:-1].rstrip() if bare.endswith(".") and _ends_a_sentence(bare) else bare


def _ends_a_sentence(text: str) -> bool:
    last = text[:-1].rpartition(" ")[2]
    return len(last) > 2 and not last.isupper() and not text.endswith("..")
