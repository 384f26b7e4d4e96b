"""Lines of editions that stations hold and the province has forgotten, as the stations sent them.

A province that was restored from its backup may not know the edition of a station any more. The
station then says once what it holds; without that it would have to fetch everything again.
"""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from kit.contact.problems import LinesTooManyError, MalformedMessageError
from kit.packs.editions import edition_digest
from library.settings import Settings

Line = tuple[str, str, str]
"""Kind, key and digest of a record."""

_MAX_BYTES = 64 << 20
"""Largest list once it is unpacked: about 600,000 records."""


def pack_lines(lines: Iterable[Line]) -> bytes:
    """Return the lines as a station sends them."""
    return zlib.compress("\n".join(" ".join(line) for line in lines).encode(), 9)


def add_piece(
    settings: Settings, station_id: str, edition: str, offset: int, piece: bytes, *, is_last: bool
) -> int:
    """Store a piece of the packed lines of an edition; return how much is stored.

    A piece that was stored before changes nothing; one that leaves a gap begins again. Raises
    MalformedMessageError if the whole is not the list of this edition.
    """
    file = _file(settings, station_id, edition)
    if file.exists():  # the answer to the last piece was lost on the line
        return file.stat().st_size
    half = file.with_suffix(".half")
    half.parent.mkdir(parents=True, exist_ok=True)
    if offset == 0:
        for former in half.parent.glob(f"{station_id}-*"):
            former.unlink()
        half.touch()
    size = half.stat().st_size if half.exists() else 0
    if offset == size and size + len(piece) <= _MAX_BYTES:
        with half.open("ab") as target:
            target.write(piece)
        size += len(piece)
    if is_last:
        is_whole = half.exists() and edition_digest(_unpacked(half.read_bytes())) == edition
        if not is_whole:
            half.unlink(missing_ok=True)
            raise MalformedMessageError
        half.replace(file)
    return size


def has_lines(settings: Settings, station_id: str, edition: str) -> bool:
    """Return True if the station sent the lines of this edition."""
    return _file(settings, station_id, edition).exists()


def read_lines(settings: Settings, station_id: str, edition: str) -> list[Line] | None:
    """Return the lines of this edition; None if the station did not send them."""
    try:
        return list(_unpacked(_file(settings, station_id, edition).read_bytes()))
    except FileNotFoundError:
        return None


def _unpacked(content: bytes) -> Iterator[Line]:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(content, _MAX_BYTES)
        if not unpacking.eof:
            raise LinesTooManyError
        for line in text.decode().splitlines():
            kind, _, key_and_digest = line.partition(" ")
            key, _, record_digest = key_and_digest.rpartition(" ")
            yield kind, key, record_digest
    except (zlib.error, ValueError) as error:
        raise MalformedMessageError from error


def _file(settings: Settings, station_id: str, edition: str) -> Path:
    return settings.home / "kit" / "lines" / f"{station_id}-{edition}"
