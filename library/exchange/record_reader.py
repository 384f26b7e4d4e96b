"""Bibliographic records to import: MARC, MARCXML, Dublin Core or spreadsheets."""

import re
from pathlib import PurePath

from library.catalogue.profiles import Profile
from library.exchange import dublin_core, list_reader
from library.exchange.list_rows import ParsedList
from library.exchange.problems import EmptySheetError, SheetTooLongError
from library.exchange.spreadsheets import MAX_ROWS

_BOM = b"\xef\xbb\xbf"
_BEGINS_AS_MARC = re.compile(rb"\d{5}[a-z ]")
_IS_MARCXML = re.compile(rb"<(\w+:)?leader[ >]")


def read_records(content: bytes, name: str, profile: Profile) -> ParsedList:
    """Return the records of a file, its format recognised by content; raise a LibraryError."""
    beginning = content.removeprefix(_BOM).lstrip()
    if beginning.startswith(b"<") and not _IS_MARCXML.search(content):
        rows = dublin_core.from_xml(beginning, name)
        if not rows:
            raise EmptySheetError(name)
        if len(rows) > MAX_ROWS:
            raise SheetTooLongError(name, MAX_ROWS)
        return ParsedList(rows)
    if _BEGINS_AS_MARC.match(content) and b"\x1e" in content:
        return list_reader.read_list(content, PurePath(name).stem + ".mrc", profile)
    return list_reader.read_list(content, name, profile, of_files=False)
