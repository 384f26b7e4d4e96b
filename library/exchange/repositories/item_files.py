"""Files of imported records in a ZIP file: by item folder of DSpace, or by file name."""

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from library.exchange.problems import SheetTooHeavyError, UnreadableSheetError
from library.exchange.repositories.dspace import CONTENTS, HANDLE, METADATA_FILE, files_of_contents

_MAX_UNPACKED_BYTES = 50_000_000_000


class ItemFiles:
    """An open ZIP file and the members that belong to each source identifier."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Open the file; raise a LibraryError."""
        try:
            self._archive = zipfile.ZipFile(file)
            members = self._archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise UnreadableSheetError(name) from error
        if sum(member.file_size for member in members) > _MAX_UNPACKED_BYTES:
            raise SheetTooHeavyError(name)
        self._by_source: dict[str, list[str]] = defaultdict(list)
        names = [member.filename for member in members if not member.is_dir()]
        for source, member in (*self._of_folders(names), *_by_name(names)):
            self._by_source[source].append(member)

    def members_of(self, source: str) -> tuple[str, ...]:
        """Return the members that belong to a record with this identifier in its source."""
        return tuple(dict.fromkeys(self._by_source.get(source, ())))

    def open(self, member: str) -> BinaryIO:
        """Open a member for reading."""
        return self._archive.open(member)

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
        return self._archive.read(member).decode("utf-8", "replace") if member in existing else ""


def _by_name(names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        path = PurePosixPath(name)
        yield from ((source, name) for source in dict.fromkeys((name, path.name, path.stem)))
