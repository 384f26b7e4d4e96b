"""Receives deliveries: copies their files to the strong-room, then enters them in the register."""

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
from library.accessions.description_lists import is_sheet
from library.accessions.grouping import BEGINNING, Sort, bundles, is_material, sort_of
from library.accessions.models import (
    USELESS,
    Accession,
    DescriptionSheet,
    Priority,
    SourceFile,
)
from library.errors import (
    AccessionNotFoundError,
    ChangingDeliveryError,
    DiskNearlyFullError,
    EmptyDeliveryError,
    UnreadableDeliveryError,
)
from library.storage.content_store import ContentStore
from library.vietnamese.file_names import read_name
from library.vietnamese.letters import compose

_MEGABYTE = 1 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file that is in the strong-room."""

    name: str
    digest: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was handed in as one thing, its files already in the strong-room."""

    source: str
    files: tuple[DeliveredFile, ...]

    @property
    def digest(self) -> str:
        """Checksum of the whole, whatever the files are called."""
        if len(self.files) == 1:
            return self.files[0].digest
        joined = "\n".join(file.digest for file in self.files)
        return hashlib.sha256(joined.encode()).hexdigest()


def deliveries(path: Path) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """Name what stands under a path, each with its files in order.

    A file is one delivery. A folder's images are one delivery, in natural order (2 before 10);
    each of its documents and each of its folders is another. Raises EmptyDeliveryError when
    nothing is there, UnreadableDeliveryError when the path cannot be opened.
    """
    if path.is_file():
        yield name_of(path), (path,)
        return
    if not path.is_dir():
        raise UnreadableDeliveryError(name_of(path))
    try:
        found = tuple(_in_folder(path))
    except OSError as error:
        raise UnreadableDeliveryError(name_of(Path(error.filename))) from error
    if not found:
        raise EmptyDeliveryError(name_of(path))
    yield from found


def passed_over(folder: Path) -> tuple[str, ...]:
    """Name the files under a folder that `deliveries` leaves; none of one it cannot open."""
    try:
        taken = {file for _, files in _in_folder(folder) for file in files}
        left = sorted(file for file in _material(folder) if file.is_file() and file not in taken)
    except OSError:
        return ()
    return tuple(_readable(str(file.relative_to(folder))) for file in left)


def deposit(masters: ContentStore, source: str, paths: tuple[Path, ...]) -> Delivery:
    """Copy files to the strong-room; when this returns they are safely on the disk.

    Files in folders below that of the first keep the way to them in their names.
    """
    folder = paths[0].parent
    return Delivery(source, tuple(_deposit(masters, path, folder) for path in paths))


def deposit_stream(masters: ContentStore, name: str, stream: BinaryIO) -> DeliveredFile:
    """Copy an upload to the strong-room; raise DiskNearlyFullError when the disk fills up at it."""
    try:
        digest = masters.put_stream(stream)
    except OSError as error:
        if error.errno in _NO_ROOM:
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
    sheet: DescriptionSheet | None = None,
    place: str | None = None,
) -> Accession:
    """Enter a delivery in the register under the next number of the year.

    `sheet` is the list of descriptions that lay beside it, `place` where it lay from there.
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
        sheet_id=sheet.id if sheet else None,
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


def bytes_of(session: Session, accession_id: int) -> int:
    """Return how heavy the files of a delivery are together."""
    whole = select(func.sum(SourceFile.bytes)).where(SourceFile.accession_id == accession_id)
    return session.scalar(whole) or 0


def refuse_if_empty(delivery: Delivery) -> None:
    """Raise EmptyDeliveryError when there is nothing in what was handed in."""
    if not any(file.bytes for file in delivery.files):
        raise EmptyDeliveryError(delivery.source)


def already_held(session: Session, accession: Accession) -> Accession | None:
    """Return the earlier accession of the same content, unless nothing came or comes of it."""
    earlier = _useful(accession.digest).where(Accession.id < accession.id)
    return session.scalar(earlier.order_by(Accession.id).limit(1))


def is_held(session: Session, digest: str) -> bool:
    """Say whether the register has a delivery of this content of which something came or comes."""
    return session.scalar(_useful(digest).limit(1)) is not None


def make_room(home: Path, free_mb: int, incoming: int = 0) -> None:
    """Raise DiskNearlyFullError rather than let `incoming` bytes fill the disk."""
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free // _MEGABYTE
    needed = free_mb + incoming // _MEGABYTE
    if free < needed:
        raise DiskNearlyFullError(free, needed)


def name_of(path: Path) -> str:
    """Return what a file or folder is called, in letters that can be kept and printed."""
    return _readable(path.name or path.resolve().name or str(path))


def _useful(digest: str) -> Select[tuple[Accession]]:
    return select(Accession).where(
        Accession.digest == digest,
        Accession.state.not_in(USELESS),
        Accession.amends.is_(None),  # pages that were scanned again are no item
    )


def _in_folder(folder: Path) -> Iterator[tuple[str, tuple[Path, ...]]]:
    sorts = ((path, _sort_of(path)) for path in _material(folder))
    for named_by, files in bundles((path, sort) for path, sort in sorts if sort):
        yield name_of(Path(named_by)), tuple(map(Path, files))


def _material(folder: Path) -> Iterator[Path]:
    """Give the files under a folder that are of somebody's making."""
    for place, folders, files in os.walk(folder, onerror=_raise):
        here = Path(place)
        folders[:] = [name for name in folders if is_material(PurePath(name))]
        yield from (
            here / name for name in files if is_material(PurePath(name)) and not is_sheet(name)
        )


def _sort_of(path: Path) -> Sort | None:
    if not path.is_file():
        return None
    try:
        with path.open("rb") as content:
            beginning = content.read(BEGINNING)
    except OSError:
        beginning = b""  # that it cannot be read is told when it is taken in
    return sort_of(path.name, beginning)


def _raise(error: OSError) -> None:
    raise error


def _readable(name: str) -> str:
    """Return a name in composed letters; on old disks it was written before Unicode."""
    return read_name(os.fsencode(name))


def _deposit(masters: ContentStore, path: Path, folder: Path) -> DeliveredFile:
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    try:
        with path.open("rb") as source, masters.noting_what_is_new() as anew:
            before = _state(source)
            delivered = deposit_stream(masters, _readable(name), source)
            if _state(source) == before:
                return delivered
    except OSError as error:
        raise UnreadableDeliveryError(name_of(path)) from error
    for digest in anew:
        masters.discard(digest)
    raise ChangingDeliveryError(name_of(path))


def _state(file: BinaryIO) -> tuple[int, int]:
    told = os.fstat(file.fileno())
    return told.st_size, told.st_mtime_ns


def _next_number(session: Session) -> str:
    year = clock.now().year
    last = session.scalar(
        select(func.max(Accession.number)).where(Accession.number.startswith(f"{year}-"))
    )
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:05}"
