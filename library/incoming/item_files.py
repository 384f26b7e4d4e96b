"""Files of imported records in a ZIP file: by item folder of DSpace, or by file name."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from library.exchange.problems import SheetTooHeavyError, UnreadableSheetError
from library.incoming.dspace import CONTENTS, HANDLE, METADATA_FILE, files_of_contents
from library.untrusted.zip_files import (
    READ_ERRORS,
    Part,
    ZipTooLargeError,
    open_zip,
    read_part,
)

_MAX_MEMBERS = 300_000
_MAX_UNPACKED_BYTES = 50_000_000_000
_MAX_LIST_BYTES, _MAX_TEXT_BYTES = 2_000_000, 50_000_000
"""Bytes after unpacking of one list of files, and of all together."""


class ItemFiles:
    """An open ZIP file and the members that belong to each source identifier."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive, self._name, self._text_bytes_left = archive, name, _MAX_TEXT_BYTES
        members = archive.infolist()
        if sum(member.file_size for member in members) > _MAX_UNPACKED_BYTES:
            raise SheetTooHeavyError(name)
        self._by_source: dict[str, list[str]] = defaultdict(list)
        names = [member.filename for member in members if not member.is_dir()]
        for source, member in (*self._of_folders(names), *_by_name(names)):
            self._by_source[source].append(member)

    def members_of(self, source: str) -> tuple[str, ...]:
        """Return the members that belong to a record with this identifier in its source."""
        return tuple(dict.fromkeys(self._by_source.get(source, ())))

    @contextmanager
    def open(self, member: str) -> Iterator[Part]:
        """Open a member for reading; raise UnreadableSheetError if it is damaged."""
        try:
            yield Part(self._archive, member)
        except BadZipFile as error:
            raise UnreadableSheetError(self._name) from error

    def size(self, member: str) -> int:
        """Return the size of a member in bytes."""
        return self._archive.getinfo(member).file_size

    def _of_folders(self, names: list[str]) -> Iterator[tuple[str, str]]:
        """Yield the identifier and file of each item folder of DSpace."""
        existing = set(names)
        for metadata in (name for name in names if PurePosixPath(name).name == METADATA_FILE):
            folder = PurePosixPath(metadata).parent
            handle = self._text(str(folder / HANDLE), existing).strip()
            for file in files_of_contents(self._text(str(folder / CONTENTS), existing)):
                if (member := str(folder / file)) in existing:
                    yield handle or folder.name, member

    def _text(self, member: str, existing: set[str]) -> str:
        if member not in existing:
            return ""
        limit = min(_MAX_LIST_BYTES, self._text_bytes_left)
        content = read_part(self._archive, member, limit)
        self._text_bytes_left -= len(content)
        return content.decode("utf-8", "replace")


@contextmanager
def open_item_files(file: BinaryIO, name: str) -> Iterator[ItemFiles]:
    """Open a ZIP file; raise a LibraryError."""
    with ExitStack() as stack:
        with _problems_named(name):
            files = ItemFiles(stack.enter_context(open_zip(file, _MAX_MEMBERS)), name)
        yield files


@contextmanager
def _problems_named(name: str) -> Iterator[None]:
    try:
        yield
    except ZipTooLargeError as error:
        raise SheetTooHeavyError(name) from error
    except READ_ERRORS as error:
        raise UnreadableSheetError(name) from error


def _by_name(names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        path = PurePosixPath(name)
        yield from ((source, name) for source in dict.fromkeys((name, path.name, path.stem)))
