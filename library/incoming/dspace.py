"""DSpace Simple Archive Format: a ZIP file with a folder of metadata and files for each item."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from library.catalogue.profiles import Profile
from library.exchange.list_rows import Row, row_of
from library.exchange.problems import SheetTooHeavyError, UnreadableSheetError
from library.incoming.headings import columns_of
from library.untrusted.zip_files import READ_ERRORS, ZipTooLargeError, open_zip, read_part
from library.xml_io import local_name, parse

METADATA_FILE = "dublin_core.xml"
_METADATA = re.compile(r"(dublin_core|metadata_\w+)\.xml")
CONTENTS, HANDLE = "contents", "handle"
"""Files of an item folder that list its files and name it."""

_FILES = "tệp đi kèm"
_LICENCE_FILE = "license.txt"
_WITHOUT_QUALIFIER = ("", "none")
_MAX_MEMBERS = 300_000
_MAX_MEMBER_BYTES = 20_000_000
_MAX_TOTAL_BYTES = 200_000_000
"""Bytes after unpacking of the members that are read; files of the items are not."""


def is_archive(names: tuple[str, ...]) -> bool:
    """Return True if the members of a ZIP file are a Simple Archive Format."""
    return any(PurePosixPath(name).name == METADATA_FILE for name in names)


def rows_of_archive(
    content: bytes, name: str, profile: Profile, mapping: Mapping[str, str]
) -> tuple[Row, ...]:
    """Return a row for each item folder; raise a LibraryError."""
    folders: dict[str, dict[str, bytes]] = {}
    member_names = [member for member in names_of(content) if _is_wanted(member)]
    for member, data in read_members(content, name, member_names):
        path = PurePosixPath(member)
        folders.setdefault(str(path.parent), {})[path.name] = data
    item_folders = [folder for folder, files in sorted(folders.items()) if METADATA_FILE in files]
    return tuple(
        _row(number, folder, folders[folder], profile, mapping)
        for number, folder in enumerate(item_folders, 1)
    )


def _is_wanted(member: str) -> bool:
    file = PurePosixPath(member).name
    return bool(_METADATA.fullmatch(file)) or file in (CONTENTS, HANDLE)


def _row(
    number: int, folder: str, files: dict[str, bytes], profile: Profile, mapping: Mapping[str, str]
) -> Row:
    pairs = [
        pair
        for file, data in sorted(files.items())
        if _METADATA.fullmatch(file)
        for pair in _values(data, f"{folder}/{file}")
    ]
    fields = columns_of([heading for heading, _ in pairs], profile, mapping)
    field_pairs = [(column.field, text) for column, (_, text) in zip(fields, pairs, strict=True)]
    contents = files.get(CONTENTS, b"").decode("utf-8", "replace")
    file_pairs = [(_FILES, file) for file in files_of_contents(contents)]
    handle = files.get(HANDLE, b"").decode("utf-8", "replace").strip()
    source = handle or PurePosixPath(folder).name
    return row_of(number, source, (pair for pair in (*field_pairs, *file_pairs) if pair[0]))


def _values(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    """Yield the headings (`dc.date.issued`) and texts of a metadata file."""
    root = parse(data, name)
    schema = root.get("schema", "dc")
    for element in root.iter():
        if local_name(element.tag) != "dcvalue" or not (element.text or "").strip():
            continue
        qualifier = element.get("qualifier", "")
        parts = (schema, element.get("element", ""), qualifier)
        heading = ".".join(parts if qualifier not in _WITHOUT_QUALIFIER else parts[:2])
        yield heading, element.text or ""


def files_of_contents(contents: str) -> Iterator[str]:
    """Yield the names of an item's own files, as listed in its `contents`."""
    for line in contents.splitlines():
        file, *notes = line.split("\t")
        is_original = all("bundle:" not in note or "bundle:ORIGINAL" in note for note in notes)
        if file.strip() and is_original and file.strip() != _LICENCE_FILE:
            yield file.strip()


def names_of(content: bytes) -> tuple[str, ...]:
    """Return the names of the members; none for a damaged file."""
    try:
        with open_zip(io.BytesIO(content), _MAX_MEMBERS) as archive:
            return tuple(archive.namelist())
    except READ_ERRORS:
        return ()


def read_members(content: bytes, name: str, members: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of members; raise a LibraryError."""
    bytes_left = _MAX_TOTAL_BYTES
    try:
        with open_zip(io.BytesIO(content), _MAX_MEMBERS) as archive:
            for member in members:
                member_content = read_part(archive, member, min(_MAX_MEMBER_BYTES, bytes_left))
                bytes_left -= len(member_content)
                yield member, member_content
    except ZipTooLargeError as error:
        raise SheetTooHeavyError(name) from error
    except READ_ERRORS as error:
        raise UnreadableSheetError(name) from error
