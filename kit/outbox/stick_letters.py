"""Letters and acknowledgements on a stick: `diachi-tram/<station>/thu/` and `ack.json`.

The statement of the station about itself, `tram.json`, stands beside its letters.
"""

import json
import os
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kit.canonical import canonical
from kit.contact import stick_enrolment
from kit.contact.statements import read_statement, record_from_stick
from kit.models import Station
from kit.outbox import acknowledgements
from kit.outbox.letter_files import write_letters
from kit.outbox.problems import (
    AcknowledgementUnwrittenError,
    BadAcknowledgementError,
    ForgedLetterError,
    LetterUnreadableError,
    NoLettersError,
    UnknownSenderError,
)
from kit.outbox.receiving import Receipt, receive_letter
from kit.signatures import is_signed, province_key
from kit.station.problems import NotAStationError
from kit.station.station_identity import read_identity, station_key
from library.database import reading, work
from library.errors import LibraryError
from library.process.atomic_files import sync_folder, write_atomically
from library.settings import Settings

FOLDER = "diachi-tram"
LETTERS, ACKNOWLEDGEMENT = "thu", "ack.json"
_SUFFIX = ".thu"
_MAX_ACKNOWLEDGEMENT_LETTERS = 4096
_LETTER_BYTES = 4 << 20
MAX_LETTER_BYTES = 64 << 20
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

    One that is damaged or of another province says nothing, and keeps no letters back. Letters of
    earlier times go only when all new ones stand there: these contain the same.
    """
    identity = read_identity(settings)
    if identity is None:
        raise NotAStationError
    own_folder = stick / FOLDER / identity.station
    _keep_acknowledgement(settings, own_folder / ACKNOWLEDGEMENT)
    acknowledgement = acknowledgements.last(settings)
    last = acknowledgement.taken if acknowledgement else 0
    folder = own_folder / LETTERS
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
        letters = folder / LETTERS
        statements = [file for file in (letters / STATEMENT,) if file.is_file()]
        for file in (*statements, *_letter_files(letters)):
            try:
                receipt = receive_file(settings, engine, _read(file))
            except LibraryError as error:
                yield FileOutcome(file, None, str(error))
            else:
                yield FileOutcome(file, receipt, None)
        with work(engine) as session:
            station = session.get(Station, folder.name.encode(errors="replace").decode())
            if station is None:
                continue
            text = acknowledgements.acknowledge(session, station.id, province_key(settings))
        try:
            write_atomically(folder / ACKNOWLEDGEMENT, text)
        except OSError:
            reason = str(AcknowledgementUnwrittenError())
            yield FileOutcome(folder / ACKNOWLEDGEMENT, None, reason)


def receive_file(settings: Settings, engine: Engine, content: bytes) -> Receipt:
    """Take in a letter that a stick brought, or what a station says there of itself."""
    if len(content) > MAX_LETTER_BYTES:
        raise LetterUnreadableError
    if not is_statement(content):
        return receive_letter(settings, engine, content, "stick")
    with work(engine) as session:
        station = take_statement(session, content)
        return Receipt(station.id, station.taken, 0, ())


def _keep_acknowledgement(settings: Settings, file: Path) -> None:
    """Store what the province says on a stick; a damaged file there holds up no letter."""
    refused = suppress(OSError, BadAcknowledgementError)
    with refused, file.open(encoding="utf-8", errors="replace") as text:
        acknowledgements.keep(settings, text.read(_MAX_ACKNOWLEDGEMENT_LETTERS))


def _letter_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob(f"*{_SUFFIX}") if file.is_file())


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(MAX_LETTER_BYTES + 1)
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


STATEMENT = "tram.json"
"""Name of the file, which stands beside the letters."""


def is_statement(content: bytes) -> bool:
    """Return True if a file that came with the letters is a statement."""
    return content.startswith(b"{")


def take_statement(session: Session, content: bytes) -> Station:
    """Note the edition that a station says it holds, and its key at first; return the station.

    A stick that was on its way for long tells of an earlier edition; that changes nothing. Raises
    LetterUnreadableError, UnknownSenderError or ForgedLetterError.
    """
    state, signature = _signed_state(content)
    station = session.get(Station, state["station"])
    if station is None:
        raise UnknownSenderError(state["station"])
    if station.public_key is None:
        stick_enrolment.enrol(station, str(state.get("key")), str(state.get("proof")))
    if station.public_key is None or not is_signed(station.public_key, signature, canonical(state)):
        raise ForgedLetterError(station.id)
    statement = read_statement(state)
    if statement.held_number >= station.held_number:
        record_from_stick(station, statement)
    return station


def _signed_state(content: bytes) -> tuple[dict[str, object], bytes]:
    """Return the content of a statement, which names its station, and its unproven signature."""
    try:
        state = json.loads(content)
        signature = b64decode(state.pop("signature"), validate=True)
        if not isinstance(state["station"], str):
            raise LetterUnreadableError
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise LetterUnreadableError from error
    return state, signature
