"""Taking in of letters at the province: each entry once, in order, whatever way it came, how often.

The number of the last entry is stored in the transaction that stores what the entries say.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kit.canonical import digest
from kit.models import Station, StationLetter
from kit.outbox import envelopes, room_clocks
from kit.outbox.entry_times import LetterClock, Reading
from kit.outbox.envelopes import Envelope, unseal
from kit.outbox.kinds import KINDS, Arrival
from kit.outbox.outbox_entries import SEALED
from kit.outbox.problems import (
    EntriesGoneError,
    ForgedLetterError,
    LetterGapError,
    LetterUnreadableError,
    MalformedEntryError,
    RetiredSenderError,
    SealedForOtherError,
    UnknownKindError,
    UnknownSenderError,
)
from kit.signatures import province_key
from library import clock
from library.database import reading, work
from library.database_failures import failure_of
from library.errors import LibraryError
from library.settings import Settings
from library.write_turns import ALL_WRITES
from points.usage.events.timeline import moment

_ENTRIES_TOGETHER = 50
"""Entries in one transaction: readers and computers wait a moment for it."""

_MALFORMED = (
    *(KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError),
    RecursionError,
)

_MAX_REFUSALS, _MAX_LETTERS = 200, 300
_OTHERS = "Còn những mục khác không lấy được, đến mục này, vì những lý do như trên."
_LARGEST_NUMBER = 1 << 62
STICK = "stick"
"""Way of a letter; over the line the station itself says its time before."""

Refusal = tuple[int, str, str]
"""An entry that could not be taken in: number, kind, a sentence."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The outcome of a letter."""

    station: str
    taken: int
    """Number of the last entry of the station that is taken in."""
    new: int
    """Entries of this letter that were new."""
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    after: int
    gone: int
    """The station deleted the entries up to this number: they were older than events are kept."""
    clock: LetterClock


@dataclass(frozen=True, slots=True)
class _Entry:
    reading: Reading
    kind: str
    content: object

    @property
    def number(self) -> int:
        return self.reading.number


def receive_letter(settings: Settings, engine: Engine, content: bytes, way: str) -> Receipt:
    """Take in what is new of a letter; `way` is `line` or `stick`.

    Raises a problem of `kit.outbox.problems` if the letter as a whole cannot be believed. An entry
    that makes no sense is noted with a reason and holds up nothing.
    """
    envelope, key = envelopes.read_envelope(content), province_key(settings)
    with reading(engine) as session:
        taken = _sender(session, envelope).taken
    lines = envelopes.open_pages(envelope, key)
    header = _read_header(next(lines, None), envelope.station)
    if header.after > taken:
        raise LetterGapError(taken, header.after + 1)
    header = _with_room_clocks(engine, header, islice(envelopes.open_pages(envelope, key), 1, None))
    entries = _in_order(map(_read_entry, lines), header)
    fresh_entries = (entry for entry in entries if entry.number > taken)
    desk = _Desk(settings, key, header, digest(content), way)
    new, refused = 0, ()
    for first in fresh_entries:
        portion = (first, *islice(fresh_entries, _ENTRIES_TOGETHER - 1))
        with work(engine, ALL_WRITES) as session:
            outcome = desk.take_in(session, envelope.station, portion)
        taken, new, refused = outcome.taken, new + outcome.new, refused + outcome.refused
    return Receipt(envelope.station, taken, new, refused)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Takes in the entries of one letter, a portion in a transaction."""

    settings: Settings
    key: Ed25519PrivateKey
    header: _Header
    name: str
    """Digest of the letter."""
    way: str

    def take_in(self, session: Session, station_id: str, portion: tuple[_Entry, ...]) -> Receipt:
        """Take in the entries of a portion that nobody took in meanwhile."""
        station = session.get_one(Station, station_id)
        entries = [entry for entry in portion if entry.number > station.taken]
        refused = tuple(self._gone(station, entries))
        for entry in entries:
            reason = self._refusal(session, station, entry)
            if reason is not None:
                refused += ((entry.number, _printable(entry.kind), _printable(reason)),)
        if entries:
            station.taken, station.last_letter = entries[-1].number, clock.now()
            self._note(session, station_id, entries, refused)
            if self.way == STICK and (ahead := self.header.clock.ahead()) is not None:
                ahead_seconds = int(ahead.total_seconds())
                station.reported = {**station.reported, "clock_ahead_seconds": ahead_seconds}
        return Receipt(station_id, station.taken, len(entries), refused)

    def _gone(self, station: Station, entries: list[_Entry]) -> Iterator[Refusal]:
        """Yield the entries that the station deleted and that the province never got."""
        if entries and station.taken + 1 < entries[0].number:
            last = entries[0].number - 1
            yield last, "", str(EntriesGoneError(station.taken + 1, last))

    def _refusal(self, session: Session, station: Station, entry: _Entry) -> str | None:
        """Take in one entry; return the reason if that is impossible."""
        try:
            with session.begin_nested():
                reason = self._take(session, station, entry)
                session.flush()
                return reason
        except LibraryError as error:
            return str(error)
        except _MALFORMED:
            return str(MalformedEntryError())
        except SQLAlchemyError as error:
            if failure_of(error) is not None:
                raise  # the database failed, not the entry
            return str(MalformedEntryError())

    def _take(self, session: Session, station: Station, entry: _Entry) -> str | None:
        if entry.kind not in KINDS:
            raise UnknownKindError(entry.kind)
        arrival = Arrival(
            settings=self.settings,
            station=station,
            content=self._opened(entry.content),
            dating=self.header.clock.date(entry.reading),
            accepts=partial(self.header.clock.accepts, entry.reading),
            stated_time=moment(entry.reading.at),
            now=clock.now(),
        )
        return KINDS[entry.kind](session, arrival)

    def _opened(self, content: dict[str, object]) -> dict[str, object]:
        if SEALED not in content:
            return content
        opened = unseal(self.key, b64decode(content[SEALED], validate=True))
        if opened is None:
            raise SealedForOtherError
        return json.loads(opened)

    def _note(
        self,
        session: Session,
        station_id: str,
        entries: list[_Entry],
        refused: tuple[Refusal, ...],
    ) -> None:
        letter = session.scalar(select(StationLetter).filter_by(digest=self.name))
        if letter is None:
            letter = StationLetter(station_id=station_id, digest=self.name, way=self.way)
            letter.first, letter.arrived, letter.entry_count = entries[0].number, clock.now(), 0
            letter.refused = []
            session.add(letter)
        letter.last = entries[-1].number
        letter.entry_count += len(entries)
        letter.refused = _shortened([*letter.refused, *map(list, refused)])


def _printable(text: str) -> str:
    """Return the beginning of a text that a station may have chosen, fit for a page."""
    return text[:_MAX_LETTERS].encode(errors="replace").decode()


def _shortened(rows: list[list[object]]) -> list[list[object]]:
    """Return the first refusals, and how far the others go: a moved computer refuses thousands."""
    further_rows = [[rows[-1][0], "", _OTHERS]] if len(rows) > _MAX_REFUSALS else []
    return rows[:_MAX_REFUSALS] + further_rows


def _sender(session: Session, envelope: Envelope) -> Station:
    """Return the station that sent a letter; raise a problem if it did not."""
    station = session.get(Station, envelope.station)
    if station is None or station.public_key is None:
        raise UnknownSenderError(envelope.station)
    if not envelope.is_from(station.public_key):
        raise ForgedLetterError(envelope.station)
    if station.retired is not None:
        raise RetiredSenderError(envelope.station)
    return station


def _read_header(line: object, station_id: str) -> _Header:
    try:
        if line["station"] != station_id:
            raise LetterUnreadableError
        after, gone = int(line["after"]), int(line["gone"])
        if not 0 <= after <= gone < _LARGEST_NUMBER:
            raise LetterUnreadableError
        writing = Reading(gone, int(line["at"]), str(line["run"]), int(line["uptime_ms"]))
        marks = {run: sorted(map(_pair, marks)) for run, marks in line["marks"].items()}
        floors = tuple(accumulate(sorted(map(_pair, line["floors"])), _higher))
    except _MALFORMED as error:
        raise LetterUnreadableError from error
    return _Header(after, gone, LetterClock(writing, marks, floors, clock.now()))


def _with_room_clocks(engine: Engine, header: _Header, lines: Iterator[object]) -> _Header:
    """Return the header with the witnesses of the letter: all of it is read for them first."""
    room = room_clocks.clocks_in(lines, header.clock.marks)
    with reading(engine) as session:
        skews = room_clocks.last_skews(session, room) if room else {}
    return replace(header, clock=replace(header.clock, room=room, skews=skews))


def _read_entry(line: object) -> _Entry:
    try:
        number, kind, at, run, uptime_ms, content = line
        return _Entry(Reading(int(number), int(at), str(run), int(uptime_ms)), str(kind), content)
    except _MALFORMED as error:
        raise LetterUnreadableError from error


def _in_order(entries: Iterator[_Entry], header: _Header) -> Iterator[_Entry]:
    """Yield the entries; raise LetterUnreadableError where one is missing."""
    for number, entry in enumerate(entries, start=max(header.after, header.gone) + 1):
        if entry.number != number:
            raise LetterUnreadableError
        yield entry


def _higher(former: tuple[int, int], floor: tuple[int, int]) -> tuple[int, int]:
    return floor[0], max(former[1], floor[1])


def _pair(values: object) -> tuple[int, int]:
    first, second = values
    return int(first), int(second)
