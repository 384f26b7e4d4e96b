"""Letters and acknowledgements on a stick: `diachi-tram/<station>/thu/*.thu` and `ack.json`."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from kit.models import Station
from kit.outbox import acknowledgements, stick_statements
from kit.outbox.letters import write_letters
from kit.outbox.problems import (
    AcknowledgementUnwrittenError,
    BadAcknowledgementError,
    LetterUnreadableError,
    NoLettersError,
)
from kit.outbox.receiving import Receipt, receive_letter
from kit.signatures import province_key
from kit.station.identity import read_identity, station_key
from kit.station.problems import NotAStationError
from library.database import reading, work
from library.errors import LibraryError
from library.process.atomic_files import sync_folder, write_atomically
from library.settings import Settings

FOLDER = "diachi-tram"
_LETTERS, _SUFFIX, _ACKNOWLEDGEMENT = "thu", ".thu", "ack.json"
_LETTER_BYTES, _MAX_ACKNOWLEDGEMENT_LETTERS = 4 << 20, 4096
_MAX_LETTER_BYTES = 64 << 20
"""Letters of a station are much smaller; a larger file is not read at all."""


@dataclass(frozen=True, slots=True)
class LettersOnStick:
    """The letters of a station on a stick."""

    files: int
    entries: int
    bytes: int
    last: int
    """Number of the last entry that the province has, or will have with these letters."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The outcome of a file on a stick: a receipt, or a reason."""

    file: Path
    receipt: Receipt | None
    reason: str | None


def put_letters(settings: Settings, engine: Engine, stick: Path) -> LettersOnStick:
    """Write everything that is owed on a stick, after reading the acknowledgement there.

    Letters of earlier times go only when all new ones stand there: these contain the same.
    """
    identity = read_identity(settings)
    if identity is None:
        raise NotAStationError
    own_folder = stick / FOLDER / identity.station
    _keep_acknowledgement(settings, own_folder / _ACKNOWLEDGEMENT)
    acknowledgement = acknowledgements.last(settings)
    last = acknowledgement.taken if acknowledgement else 0
    folder = own_folder / _LETTERS
    folder.mkdir(parents=True, exist_ok=True)
    names, entries, size = set(), 0, 0
    with reading(engine) as session:
        key = station_key(settings)
        for letter in write_letters(session, identity, key, last, _LETTER_BYTES):
            file = folder / f"{letter.first:010}-{letter.last:010}{_SUFFIX}"
            _write(file, letter.content)
            names.add(file.name)
            entries += letter.last - letter.first + 1
            size, last = size + len(letter.content), letter.last
    for file in _letter_files(folder):
        if file.name not in names:
            file.unlink()
    return LettersOnStick(len(names), entries, size, last)


def take_letters(settings: Settings, engine: Engine, stick: Path) -> Iterator[FileOutcome]:
    """Take in the letters of all stations on a stick, and leave each its acknowledgement there.

    A station whose letters leave a gap learns from it what to send; what the stations say they
    hold is noted for their next packs.
    """
    folders = sorted(folder for folder in (stick / FOLDER).glob("*") if folder.is_dir())
    if not folders:
        raise NoLettersError
    for folder in folders:
        for file in _letter_files(folder / _LETTERS):
            try:
                receipt = receive_letter(settings, engine, _read(file), "stick")
            except LibraryError as error:
                yield FileOutcome(file, None, str(error))
            else:
                yield FileOutcome(file, receipt, None)
        with work(engine) as session:
            station = session.get(Station, folder.name.encode(errors="replace").decode())
            if station is None:
                continue
            stick_statements.note_held(station, folder)
            text = acknowledgements.acknowledge(session, station.id, province_key(settings))
        try:
            write_atomically(folder / _ACKNOWLEDGEMENT, text)
        except OSError:
            reason = str(AcknowledgementUnwrittenError())
            yield FileOutcome(folder / _ACKNOWLEDGEMENT, None, reason)


def _keep_acknowledgement(settings: Settings, file: Path) -> None:
    """Store what the province says on a stick; a damaged file there holds up no letter."""
    refused = suppress(OSError, BadAcknowledgementError)
    with refused, file.open(encoding="utf-8", errors="replace") as text:
        acknowledgements.keep(settings, text.read(_MAX_ACKNOWLEDGEMENT_LETTERS))


def _letter_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob(f"*{_SUFFIX}") if file.is_file())


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MAX_LETTER_BYTES:
            raise LetterUnreadableError
        return file.read_bytes()
    except OSError as error:
        raise LetterUnreadableError from error


def _write(file: Path, content: bytes) -> None:
    """Write a letter to the stick itself: it may be pulled out the moment after."""
    half = file.with_suffix(".half")
    with half.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(file)
    sync_folder(file.parent)
