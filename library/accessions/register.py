"""Receipt of deliveries: copies files to the master store and enters them in the register."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.description_lists import is_description_list
from library.accessions.grouping import (
    SNIFF_BYTES,
    FileType,
    detect_type,
    group_deliveries,
    is_user_file,
)
from library.accessions.models import (
    USELESS,
    Accession,
    DescriptionList,
    Priority,
    SourceFile,
)
from library.accessions.problems import RefusedFileError
from library.accessions.refused_files import refusal, refused_type
from library.database import total_of
from library.errors import (
    AccessionNotFoundError,
    ChangingDeliveryError,
    DiskNearlyFullError,
    EmptyDeliveryError,
    UnreadableDeliveryError,
)
from library.storage.content_store import ContentStore
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share
from library.vietnamese.letters import compose

_MEGABYTE = 1 << 20
_DISK_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """A delivered file in the master store."""

    name: str
    digest: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery whose files are already in the master store."""

    source: str
    files: tuple[DeliveredFile, ...]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content, independent of file names."""
        if len(self.files) == 1:
            return self.files[0].digest
        digests = "\n".join(file.digest for file in self.files)
        return hashlib.sha256(digests.encode()).hexdigest()


def deliveries(path: Path) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """Yield the deliveries under a path as (name, files in order).

    A file is one delivery. A folder's images are one delivery, in natural order (2 before 10);
    each of its documents and each of its folders is another. Raises EmptyDeliveryError if the
    path holds no delivery, UnreadableDeliveryError if it cannot be opened, RefusedFileError if it
    is a file of a type that is known and not read.
    """
    if path.is_file():
        _refuse_known_type(path)
        yield name_of(path), (path,)
        return
    if not path.is_dir():
        raise UnreadableDeliveryError(name_of(path))
    try:
        pairs = tuple(_folder_deliveries(path))
    except OSError as error:
        raise UnreadableDeliveryError(name_of(Path(error.filename))) from error
    if not pairs:
        raise EmptyDeliveryError(name_of(path))
    yield from pairs


def skipped_files(folder: Path) -> tuple[str, ...]:
    """Return the refusals of the files under a folder that `deliveries` skips."""
    try:
        delivery_files = {file for _, files in _folder_deliveries(folder) for file in files}
        other_files = sorted(
            file for file in _user_files(folder) if file.is_file() and file not in delivery_files
        )
    except OSError:
        return ()
    names = (_readable(str(file.relative_to(folder))) for file in other_files)
    return tuple(
        refusal(name, _first_bytes(file)) for name, file in zip(names, other_files, strict=True)
    )


def deposit(masters: ContentStore, source: str, paths: tuple[Path, ...]) -> Delivery:
    """Copy files to the master store; on return they are safely on the disk.

    Files in subfolders of the first file's folder keep their relative path as name.
    """
    folder = paths[0].parent
    return Delivery(source, tuple(_deposit_file(masters, path, folder) for path in paths))


def deposit_stream(masters: ContentStore, name: str, stream: BinaryIO) -> DeliveredFile:
    """Copy an upload to the master store; raise DiskNearlyFullError if the disk fills up."""
    try:
        digest = masters.put_stream(stream)
    except OSError as error:
        if error.errno in _DISK_FULL_ERRNOS:
            raise DiskNearlyFullError(0, 1) from error
        raise
    return DeliveredFile(compose(name), digest, masters.path(digest).stat().st_size)


def enter(
    session: Session,
    delivery: Delivery,
    *,
    collection: str,
    by: str,
    publish: bool = False,
    priority: Priority = Priority.ORDINARY,
    languages: str | None = None,
    description_list: DescriptionList | None = None,
    place: str | None = None,
) -> Accession:
    """Enter a delivery in the register under the next number of the year.

    `description_list` is the list delivered with it, `place` its path relative to that list.
    """
    refuse_if_empty(delivery)
    accession = Accession(
        number=_next_number(session),
        collection=collection,
        source=delivery.source,
        digest=delivery.digest,
        publish=publish,
        priority=priority,
        languages=languages,
        received=clock.now(),
        received_by=by,
        sheet_id=description_list.id if description_list else None,
        place=place,
        files=[
            SourceFile(position=position, name=file.name, digest=file.digest, bytes=file.bytes)
            for position, file in enumerate(delivery.files)
        ],
    )
    session.add(accession)
    session.flush()
    return accession


def find(session: Session, number: str) -> Accession:
    """Return the delivery with this number; raise AccessionNotFoundError."""
    accession = session.scalar(select(Accession).where(Accession.number == number))
    if accession is None:
        raise AccessionNotFoundError(number)
    return accession


def total_bytes(session: Session, accession_id: int) -> int:
    """Return the total size of a delivery's files in bytes."""
    total = select(total_of(SourceFile.bytes)).where(SourceFile.accession_id == accession_id)
    return session.scalar(total) or 0


def refuse_if_empty(delivery: Delivery) -> None:
    """Raise EmptyDeliveryError if no file of a delivery has any content."""
    if not any(file.bytes for file in delivery.files):
        raise EmptyDeliveryError(delivery.source)


def earlier_accession(session: Session, accession: Accession) -> Accession | None:
    """Return the earliest previous accession of the same content that can produce an item."""
    earlier = _in_use_query(accession.digest).where(Accession.id < accession.id)
    return session.scalar(earlier.order_by(Accession.id).limit(1))


def is_held(session: Session, digest: str) -> bool:
    """Return True if a delivery of this content is in the register and can produce an item."""
    return session.scalar(_in_use_query(digest).limit(1)) is not None


def ensure_disk_space(home: Path, free_mb: int, incoming: int = 0) -> None:
    """Raise DiskNearlyFullError if `incoming` bytes would leave less than `free_mb` free."""
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free // _MEGABYTE
    needed_mb = free_mb + incoming // _MEGABYTE
    if free < needed_mb:
        raise DiskNearlyFullError(free, needed_mb)


def name_of(path: Path) -> str:
    """Return the name of a file or folder as printable, composed Unicode."""
    return _readable(path.name or path.resolve().name or str(path))


def _in_use_query(digest: str) -> Select[tuple[Accession]]:
    return select(Accession).where(
        Accession.digest == digest,
        Accession.state.not_in(USELESS),
        Accession.amends.is_(None),  # rescans of pages create no item
    )


def _folder_deliveries(folder: Path) -> Iterator[tuple[str, tuple[Path, ...]]]:
    types = ((path, _file_type(path)) for path in _user_files(folder))
    for name, files in group_deliveries(
        (path, file_type) for path, file_type in types if file_type
    ):
        yield name_of(Path(name)), tuple(map(Path, files))


def _user_files(folder: Path) -> Iterator[Path]:
    """Yield the user's files under a folder, without system files and description lists."""
    for directory, folders, files in os.walk(folder, onerror=_raise):
        parent = Path(directory)
        folders[:] = [name for name in folders if is_user_file(PurePath(name))]
        yield from (
            parent / name
            for name in files
            if is_user_file(PurePath(name)) and not is_description_list(name)
        )


def _file_type(path: Path) -> FileType | None:
    if not path.is_file():
        return None
    return detect_type(path.name, _first_bytes(path))


def _refuse_known_type(path: Path) -> None:
    if kind := refused_type(path.name, _first_bytes(path)):
        raise RefusedFileError(kind.sentence(name_of(path)))


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as content:
            return content.read(SNIFF_BYTES)
    except OSError:
        return b""  # the read error is reported at intake


def _raise(error: OSError) -> None:
    raise error


def _readable(name: str) -> str:
    """Return a name in composed Unicode; old disks use pre-Unicode encodings."""
    return read_name(os.fsencode(name))


def _deposit_file(masters: ContentStore, path: Path, folder: Path) -> DeliveredFile:
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    try:
        with path.open("rb") as source, masters.collect_new_digests() as new_digests:
            initial = _size_and_mtime(source)
            delivered_file = deposit_stream(masters, _readable(name), source)
            if _size_and_mtime(source) == initial:
                return delivered_file
    except OSError as error:
        raise UnreadableDeliveryError(name_of(path)) from error
    for digest in new_digests:
        masters.discard(digest)
    raise ChangingDeliveryError(name_of(path))


def _size_and_mtime(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _next_number(session: Session) -> str:
    year = clock.now().year
    last = session.scalar(
        select(func.max(Accession.number)).where(Accession.number.startswith(f"{year}-"))
    )
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:05}"


_VIETNAMESE_WINDOWS, _SINGLE_BYTES = "cp1258", "latin-1"
_MIN_SYLLABLE_SHARE = 0.8


def read_name(encoded_name: bytes) -> str:
    """Return a file name decoded; if no known encoding fits, keep only its certain letters."""
    try:
        return compose(encoded_name.decode("utf-8"))
    except UnicodeDecodeError:
        best = max(_readings(encoded_name), key=marked_word_share)
    return (
        best
        if marked_word_share(best) >= _MIN_SYLLABLE_SHARE
        else compose(encoded_name.decode("utf-8", "replace"))
    )


def _readings(encoded_name: bytes) -> Iterator[str]:
    yield compose(encoded_name.decode(_VIETNAMESE_WINDOWS, "replace"))
    for encoding in LegacyEncoding:
        yield decode_legacy(encoded_name.decode(_SINGLE_BYTES), encoding)
