"""One contact of a station with the province over its line.

What may no longer be shown goes first; then the letters of the station, texts, and images. Every
break is survived: what arrived of a file stays, and letters are taken in once.
"""

import base64
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, select

from kit.contact import arriving_packs, held_lines, station_statement
from kit.contact.line import API, Line, Pace
from kit.contact.line_state import (
    LineState,
    after_contact,
    is_open,
    line_opening,
    outside_hours,
    read_line_state,
    write_line_state,
)
from kit.contact.problems import (
    ContactRunsError,
    NoLineError,
    OutsideLineHoursError,
    PackChangedError,
    PackNotReadyError,
    PartDamagedError,
    ProvinceRefusedError,
    ProvinceUnreachableError,
)
from kit.models import HeldRecord
from kit.outbox import acknowledgements, clock_marks
from kit.outbox.letter_files import write_letter
from kit.packs.pack_files import MANIFEST, SIGNATURE, Part, read_manifest
from kit.station.problems import NotEnrolledError
from kit.station.station_identity import Identity, read_identity, station_folder, station_key
from kit.station.taking_in import take_in
from library import clock
from library.clock import HANOI
from library.database import reading, work
from library.errors import LibraryError
from library.process.locks import FileLock, only_one
from library.settings import Settings

_LETTER_BYTES = 64 << 10
"""Size of a letter that the province takes in while it is asked; the next one follows."""

_PIECE_BYTES = 256 << 10
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 5.0, 300.0
_MOST_BREAKS = 6
"""Breaks in a row, without a byte between them, after which the contact is given up."""

_MOST_WAITS = 15
_STATE_SECONDS = 2.0
_MB = 1 << 20

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class ContactResult:
    """Outcome of a contact: editions taken in, entries that the province took, and bytes."""

    editions: tuple[int, ...]
    entries: int
    received_bytes: int


@dataclass(slots=True)
class _Contact:
    """A contact in progress."""

    settings: Settings
    engine: Engine
    line: Line
    state: LineState
    say: Say
    pause: Callable[[float], object]
    editions: list[int] = field(default_factory=list)
    entries: int = 0
    received: int = 0
    written_at: float = 0.0


def contact(
    settings: Settings,
    engine: Engine,
    say: Say = lambda _text: None,
    pause: Callable[[float], object] = time.sleep,
) -> ContactResult:
    """Do a whole contact within the hours of the line; what it learned stays, whatever happens.

    Raises NotEnrolledError, NoLineError, ContactRunsError, OutsideLineHoursError, or why it could
    not be finished.
    """
    identity = read_identity(settings)
    if identity is None:
        raise NotEnrolledError
    if not identity.province_url:
        raise NoLineError
    with only_one(FileLock(station_folder(settings) / "line.lock"), ContactRunsError):
        return _contact(settings, engine, identity, say, pause)


def _contact(
    settings: Settings,
    engine: Engine,
    identity: Identity,
    say: Say,
    pause: Callable[[float], object],
) -> ContactResult:
    state = replace(read_line_state(settings), doing="Đang gọi thư viện tỉnh", problem="")
    line = Line(identity, station_key(settings))
    talk = _Contact(settings, engine, line, state, say, pause)
    try:
        _require_hours(talk.state)
        _talk(talk)
    except OutsideLineHoursError:
        write_line_state(settings, outside_hours(talk.state))
        raise
    except LibraryError as error:
        write_line_state(settings, after_contact(talk.state, str(error)))
        raise
    write_line_state(settings, after_contact(replace(talk.state, received=0, total=0)))
    return ContactResult(tuple(talk.editions), talk.entries, talk.received)


def _talk(talk: _Contact) -> None:
    """Ask what is new and fetch it, until nothing is."""
    waits = 0
    while True:
        answer = _surviving(talk, lambda: _ask(talk))
        pack = answer.get("pack")
        if pack is None or pack["purpose"] != "rights":
            _send_letters(talk)
        if answer.get("lacks_lines"):
            waits += 1
            _send_lines(talk)
        elif pack is not None:
            waits += not _fetch(talk, pack)
        elif answer.get("minutes"):
            waits += 1
            _note(talk, "Thư viện tỉnh đang làm gói")
            talk.pause(float(answer["minutes"]) * 60)
        elif answer.get("problem"):
            raise ProvinceRefusedError(f"chưa làm được gói ({answer['problem']})")
        else:
            return
        if waits > _MOST_WAITS:
            raise ProvinceRefusedError(str(PackNotReadyError()))


def _ask(talk: _Contact) -> dict[str, object]:
    statement = station_statement.make(talk.settings, talk.engine, talk.state)
    answer = talk.line.contact(statement)
    acknowledgements.keep(talk.settings, str(answer["ack"]), is_fresh=True)
    with work(talk.engine) as session:
        clock_marks.note_time(session, datetime.fromisoformat(str(answer["now"])))
    _note(
        talk,
        "Đang nói chuyện với thư viện tỉnh",
        line_hours=str(answer["line_hours"]),
        line_kbit=answer["line_kbit"],
        clock_ahead_seconds=station_statement.clock_ahead(str(answer["now"])),
    )
    return answer


def _send_letters(talk: _Contact) -> None:
    """Send what the province has not taken yet, one letter after the other."""
    identity, key = talk.line.identity, talk.line.key
    taken = station_statement.taken_number(talk.settings)
    while True:
        with reading(talk.engine) as session:
            letter = write_letter(session, identity, key, taken, _LETTER_BYTES)
        if letter is None:
            return
        _note(talk, "Đang gửi số liệu của trạm")
        answer = _surviving(talk, lambda content=letter: talk.line.say("letter", content))
        talk.entries += int(answer["new"])
        acknowledgements.keep(talk.settings, str(answer["ack"]), is_fresh=True)
        former, taken = taken, station_statement.taken_number(talk.settings)
        if taken <= former:
            return  # the province says at the next contact from where it lacks entries


def _send_lines(talk: _Contact) -> None:
    """Send the list of the held edition to a province that was restored from its backup."""
    rows = select(HeldRecord.kind, HeldRecord.key, HeldRecord.digest)
    with reading(talk.engine) as session:
        lines = session.execute(rows.order_by(HeldRecord.kind, HeldRecord.key)).all()
    content = held_lines.pack_lines(sorted(tuple(line) for line in lines))
    _note(talk, "Đang báo thư viện tỉnh trạm có những gì")
    for start in range(0, len(content), _PIECE_BYTES):
        piece = content[start : start + _PIECE_BYTES]
        is_last = start + len(piece) == len(content)
        name = f"lines?tu={start}{'&het=1' if is_last else ''}"
        _surviving(talk, lambda name=name, piece=piece: talk.line.say(name, piece))


def _fetch(talk: _Contact, pack: dict[str, object]) -> bool:
    """Fetch a pack and take it in; return False if there is another one meanwhile.

    What arrived of it before is used.
    """
    wasted = arriving_packs.remove_others(talk.settings, str(pack["digest"]))
    folder = arriving_packs.folder_of(talk.settings, str(pack["digest"]))
    for name, content in zip((MANIFEST, SIGNATURE), pack["files"], strict=True):
        (folder / name).write_bytes(base64.b64decode(content))
    manifest = read_manifest(folder, talk.line.identity.province_key)
    arriving_packs.require_space(talk.settings, manifest)
    _note(
        talk,
        "Đang nhận gói",
        received=arriving_packs.size_of(folder),
        total=manifest.bytes,
        waste_bytes=talk.state.waste_bytes + wasted,
    )
    pace = Pace(talk.state.line_kbit)
    address = f"{API}/packs/{talk.line.identity.station}/{pack['digest']}"
    for part in manifest.parts:
        fetch = partial(_fetch_file, talk, address, part, folder, pace, str(pack["pass"]))
        try:
            _surviving(talk, fetch)
        except PackChangedError as error:
            wasted = part.bytes if isinstance(error, PartDamagedError) else 0
            _note(talk, talk.state.doing, waste_bytes=talk.state.waste_bytes + wasted)
            return False
    _note(talk, "Đang nhận gói vào trạm", received=0, total=0)
    edition = take_in(talk.settings, talk.engine, folder, "line", talk.say)
    talk.editions.append(edition.number)
    shutil.rmtree(folder)
    _note(talk, "Đang nói chuyện với thư viện tỉnh")
    return True


def _fetch_file(
    talk: _Contact, address: str, part: Part, folder: Path, pace: Pace, token: str
) -> None:
    for count in talk.line.fetch(address, part, folder, pace, token):
        talk.received += count
        talk.state = replace(
            talk.state,
            received=talk.state.received + count,
            received_bytes=talk.state.received_bytes + count,
        )
        if time.monotonic() - talk.written_at > _STATE_SECONDS:
            _note(talk, "Đang nhận gói")
            _require_hours(talk.state)


def _surviving(talk: _Contact, step: Callable[[], dict[str, object] | None]) -> dict[str, object]:
    """Do a step again after each break of the line, as long as bytes arrive now and then."""
    breaks = 0
    while True:
        received = talk.received
        try:
            return step() or {}
        except ProvinceUnreachableError as error:
            breaks = 1 if talk.received > received else breaks + 1
            if breaks > _MOST_BREAKS:
                raise
            _note(talk, f"{error} Đang thử lại")
            _require_hours(talk.state)
            talk.pause(min(_FIRST_PAUSE_SECONDS * 2 ** (breaks - 1), _LONGEST_PAUSE_SECONDS))


def _note(talk: _Contact, doing: str, **changes: object) -> None:
    """Write the state for the page of the station, and say what is done."""
    if doing != talk.state.doing:
        talk.say(doing)
    talk.state = replace(talk.state, doing=doing, **changes)
    talk.written_at = time.monotonic()
    write_line_state(talk.settings, talk.state)


def _require_hours(state: LineState) -> None:
    now = clock.now()
    if not is_open(state, now):
        opening = line_opening(state, now).astimezone(HANOI)
        raise OutsideLineHoursError(f"{opening:%H:%M}")
