"""Bibliographic records to import: MARC, MARCXML, Dublin Core or spreadsheets."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType

from library.catalogue.description.field_registry import FIELDS
from library.catalogue.profiles import Profile
from library.exchange import dublin_core
from library.exchange.list_rows import ParsedList, Row
from library.exchange.problems import EmptySheetError, SheetTooLongError
from library.exchange.spreadsheets import MAX_ROWS
from library.incoming import dspace, list_reader

_FIELD_NAMES = frozenset(field.name for field in FIELDS)
_MAX_REMARKS = 30
_ZIPPED = b"PK\x03\x04"
_BOM = b"\xef\xbb\xbf"
_BEGINS_AS_MARC = re.compile(rb"\d{5}[a-z ]")
_IS_MARCXML = re.compile(rb"<(\w+:)?leader[ >]")


def read_records(
    content: bytes,
    name: str,
    profile: Profile,
    mapping: Mapping[str, str] = MappingProxyType({}),
) -> ParsedList:
    """Return the records of a file, its format recognised by content; raise a LibraryError.

    `mapping` holds fields by column heading or MARC subfield (`911$a`).
    """
    if content.startswith(_ZIPPED):
        names = dspace.names_of(content)
        if dspace.is_archive(names):
            return _listed(dspace.rows_of_archive(content, name, profile, mapping), name)
    beginning = content.removeprefix(_BOM).lstrip()
    if beginning.startswith(b"<") and not _IS_MARCXML.search(content):
        return _listed(dublin_core.from_xml(beginning, name), name)
    if _BEGINS_AS_MARC.match(content) and b"\x1e" in content:
        return list_reader.read_list(content, PurePath(name).stem + ".mrc", profile, mapping)
    return list_reader.read_list(content, name, profile, mapping, of_files=False)


def is_list(content: bytes, name: str) -> bool:
    """Return True if a file is a spreadsheet: neither XML nor MARC nor an archive."""
    if content.startswith(_ZIPPED):
        return not dspace.is_archive(dspace.names_of(content))
    is_marc = _BEGINS_AS_MARC.match(content) and b"\x1e" in content
    is_xml = content.removeprefix(_BOM).lstrip().startswith(b"<")
    return not (is_marc or is_xml or PurePath(name).suffix.lower() in list_reader.MARC_SUFFIXES)


def _listed(rows: tuple[Row, ...], name: str) -> ParsedList:
    if not rows:
        raise EmptySheetError(name)
    if len(rows) > MAX_ROWS:
        raise SheetTooLongError(name, MAX_ROWS)
    return ParsedList(rows, tuple(_unknown_field_remarks(rows)))


def _unknown_field_remarks(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a remark for each kind of metadata that no field of a description takes."""
    counts = Counter(name for row in rows for name in row.other if name not in _FIELD_NAMES)
    for name, count in counts.most_common(_MAX_REMARKS):
        yield (
            f"“{name}” ({count} biểu ghi) không có trong biểu ghi; "
            "nội dung được giữ trong phần thông tin khác."
        )
