"""Greenstone: `metadata.xml` of import folders, `doc.xml` of archives, alone or in a ZIP."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from library.catalogue.profiles import Profile
from library.exchange.list_rows import Row, row_of
from library.incoming import zip_members
from library.incoming.headings import columns_of
from library.xml_io import local_name, parse

_FILES = ("metadata.xml", "doc.xml")
_ROOTS = re.compile(rb"<(DirectoryMetadata|Archive)[ >]")
_NAMES = ("Metadata",)
_EXTRACTED = re.compile(r"^(ex\.|gsdl|Assigned|Identifier$|Source|URL|weblink|file)", re.IGNORECASE)
"""Metadata that Greenstone derives from files and not from the cataloguer."""

_IDENTIFIER = "Identifier"
_ESCAPED = re.compile(r"\\(.)")


def is_greenstone(content: bytes) -> bool:
    """Return True for an XML file of Greenstone."""
    return bool(_ROOTS.search(content[:4000]))


def is_archive(names: tuple[str, ...]) -> bool:
    """Return True if a ZIP file has metadata files of Greenstone."""
    return any(PurePosixPath(name).name in _FILES for name in names)


def rows_of_archive(
    content: bytes, name: str, profile: Profile, mapping: Mapping[str, str]
) -> tuple[Row, ...]:
    """Return the rows of all metadata files of a ZIP file; raise a LibraryError."""
    members = [
        member
        for member in sorted(zip_members.names_of(content))
        if PurePosixPath(member).name in _FILES
    ]
    records = [
        pair
        for member, data in zip_members.read_members(content, name, members)
        for pair in _described(data, member)
    ]
    return _rows(records, profile, mapping)


def rows_of_file(
    content: bytes, name: str, profile: Profile, mapping: Mapping[str, str]
) -> tuple[Row, ...]:
    """Return the rows of one metadata file; raise a LibraryError."""
    return _rows(list(_described(content, name)), profile, mapping)


def _rows(
    records: list[tuple[str, list[tuple[str, str]]]], profile: Profile, mapping: Mapping[str, str]
) -> tuple[Row, ...]:
    return tuple(
        _row(number, file, values, profile, mapping)
        for number, (file, values) in enumerate(records, 1)
    )


def _row(
    number: int,
    file: str,
    values: list[tuple[str, str]],
    profile: Profile,
    mapping: Mapping[str, str],
) -> Row:
    columns = columns_of([heading for heading, _ in values], profile, mapping)
    pairs = [(column.field, text) for column, (_, text) in zip(columns, values, strict=True)]
    return row_of(number, file, (pair for pair in pairs if pair[0]))


def _described(content: bytes, name: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the file and the metadata of each document."""
    root = parse(content, name)
    if local_name(root.tag) == "Archive":
        values = list(_metadata(root, first_section=True))
        source = next((text for heading, text in values if heading == _IDENTIFIER), "")
        yield source or name, _typed(values)
        return
    for file_set in (element for element in root.iter() if local_name(element.tag) == "FileSet"):
        files = [element for element in file_set if local_name(element.tag) == "FileName"]
        file = _ESCAPED.sub(r"\1", (files[0].text or "").strip()) if files else ""
        yield file, _typed(list(_metadata(file_set)))


def _metadata(parent: Element, *, first_section: bool = False) -> Iterator[tuple[str, str]]:
    sections = [element for element in parent.iter() if local_name(element.tag) == "Description"]
    for description in sections[: 1 if first_section else None]:
        for element in description:
            if local_name(element.tag) in _NAMES and (element.text or "").strip():
                yield element.get("name", ""), element.text or ""


def _typed(values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(heading, text) for heading, text in values if not _EXTRACTED.match(heading)]
