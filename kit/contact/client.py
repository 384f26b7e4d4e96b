"""One contact of a station with the province over its line.

What may no longer be shown goes first; then the letters of the station, texts, and images. Every
break is survived: what arrived of a file stays, and letters are taken in once.
"""

import base64
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine, select

from kit.contact import arriving_packs, arriving_programs, held_lines
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
from kit.outbox.outbox_entries import owed
from kit.packs.pack_files import MANIFEST, SIGNATURE, Part, read_manifest
from kit.program.problems import PROGRAM_PROBLEMS
from kit.program.running_program import program_state
from kit.station.problems import NewerProgramPackError, NotEnrolledError
from kit.station.state import served_edition
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
_MOST_WAITS = 15
_TALKING = "Đang nói chuyện với thư viện tỉnh"


Say = Callable[[str], object]


@dataclass(slots=True)
class Contact:
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
    program_problem: LibraryError | None = None
    """Reason for which the offered program could not be taken: packs do not wait for it."""
    written_at: float = 0.0


@dataclass(frozen=True, slots=True)
class ContactResult:
    """Outcome of a contact: editions taken in, entries that the province took, and bytes."""

    editions: tuple[int, ...]
    entries: int
    received_bytes: int


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
    talk = Contact(settings, engine, line, state, say, pause)
    try:
        require_hours(talk.state)
        _talk(talk)
    except OutsideLineHoursError:
        write_line_state(settings, outside_hours(talk.state))
        raise
    except LibraryError as error:
        write_line_state(settings, after_contact(talk.state, str(error)))
        raise
    write_line_state(settings, after_contact(replace(talk.state, received=0, total=0)))
    return ContactResult(tuple(talk.editions), talk.entries, talk.received)


def _talk(talk: Contact) -> None:
    """Ask what is new and fetch it, until nothing is."""
    waits = 0
    while (has_arrived := _follow(talk, surviving(talk, lambda: _ask(talk)))) is not None:
        waits += not has_arrived
        if waits > _MOST_WAITS:
            raise ProvinceRefusedError(str(PackNotReadyError()))


def _follow(talk: Contact, answer: dict[str, object]) -> bool | None:
    """Do the most urgent of what an answer asks for; None if nothing is left.

    True if something arrived, False if the province is to be asked again for it.
    """
    pack, program = answer.get("pack"), answer.get("program")
    is_urgent = pack is not None and pack["purpose"] == "rights"
    if not is_urgent:
        _send_letters(talk)
    if program and not is_urgent and talk.program_problem is None:
        return _fetch_program(talk, program)
    if answer.get("lacks_lines"):
        return _send_lines(talk)
    if pack is not None:
        return _fetch(talk, pack, program)
    if answer.get("minutes"):
        note(talk, "Thư viện tỉnh đang làm gói")
        talk.pause(float(answer["minutes"]) * 60)
        return False
    return _end(talk, answer)


def _end(talk: Contact, answer: dict[str, object]) -> None:
    """End a contact after which nothing is left to fetch; raise the reason if something is."""
    if answer.get("problem"):
        raise ProvinceRefusedError(f"chưa làm được gói ({answer['problem']})")
    if talk.program_problem is not None:
        raise talk.program_problem


def _ask(talk: Contact) -> dict[str, object]:
    statement = make_statement(talk.settings, talk.engine, talk.state)
    answer = talk.line.contact(statement)
    acknowledgements.keep(talk.settings, str(answer["ack"]), is_fresh=True)
    with work(talk.engine) as session:
        clock_marks.note_time(session, datetime.fromisoformat(str(answer["now"])))
    note(
        talk,
        _TALKING,
        line_hours=str(answer["line_hours"]),
        line_kbit=answer["line_kbit"],
        clock_ahead_seconds=clock_ahead(str(answer["now"])),
    )
    return answer


def _send_letters(talk: Contact) -> None:
    """Send what the province has not taken yet, one letter after the other."""
    identity, key = talk.line.identity, talk.line.key
    taken = taken_number(talk.settings)
    while True:
        with reading(talk.engine) as session:
            letter = write_letter(session, identity, key, taken, _LETTER_BYTES)
        if letter is None:
            return
        note(talk, "Đang gửi số liệu của trạm")
        answer = surviving(talk, lambda content=letter: talk.line.say("letter", content))
        talk.entries += int(answer["new"])
        acknowledgements.keep(talk.settings, str(answer["ack"]), is_fresh=True)
        former, taken = taken, taken_number(talk.settings)
        if taken <= former:
            return  # the province says at the next contact from where it lacks entries


def _send_lines(talk: Contact) -> bool:
    """Send the list of the held edition to a province that was restored from its backup."""
    rows = select(HeldRecord.kind, HeldRecord.key, HeldRecord.digest)
    with reading(talk.engine) as session:
        lines = session.execute(rows.order_by(HeldRecord.kind, HeldRecord.key)).all()
    content = held_lines.pack_lines(sorted(tuple(line) for line in lines))
    note(talk, "Đang báo thư viện tỉnh trạm có những gì")
    for start in range(0, len(content), _PIECE_BYTES):
        piece = content[start : start + _PIECE_BYTES]
        is_last = start + len(piece) == len(content)
        name = f"lines?tu={start}{'&het=1' if is_last else ''}"
        surviving(talk, lambda name=name, piece=piece: talk.line.say(name, piece))
    return False


def _fetch(talk: Contact, pack: dict[str, object], program: dict[str, object] | None) -> bool:
    """Fetch a pack and take it in; return False if there is another one meanwhile.

    What arrived of it before is used. A pack that needs a newer program waits for it.
    """
    wasted = arriving_packs.remove_others(talk.settings, str(pack["digest"]))
    folder = arriving_packs.folder_of(talk.settings, str(pack["digest"]))
    for name, content in zip((MANIFEST, SIGNATURE), pack["files"], strict=True):
        (folder / name).write_bytes(base64.b64decode(content))
    manifest = read_manifest(folder, talk.line.identity.province_key)
    # before a night is spent on a pack that has no place
    arriving_packs.require_free(talk.settings, 2 * manifest.bytes)
    arrived, waste = arriving_packs.size_of(folder), talk.state.waste_bytes + wasted
    note(talk, "Đang nhận gói", received=arrived, total=manifest.bytes, waste_bytes=waste)
    if not fetch_parts(talk, pack, manifest.parts, folder):
        return False
    note(talk, "Đang nhận gói vào trạm", received=0, total=0)
    try:
        edition = take_in(talk.settings, talk.engine, folder, "line", talk.say)
    except NewerProgramPackError:
        if program is None or talk.program_problem is not None:
            raise
        return _fetch_program(talk, program)
    talk.editions.append(edition.number)
    shutil.rmtree(folder)
    note(talk, _TALKING)
    return True


def _fetch_program(talk: Contact, offer: dict[str, object]) -> bool:
    """Fetch a portion of a program, and hand a whole one over; return True if it arrived."""
    is_fetched = False
    try:
        program = arriving_programs.begin(talk.settings, talk.line.identity, offer)
        arrived, total = program.arrived_bytes, program.program.total_bytes
        note(talk, "Đang nhận bản chương trình", received=arrived, total=total)
        is_fetched = fetch_parts(talk, offer, program.next_parts, program.folder)
        if is_fetched and program.is_whole:
            note(talk, program.hand_over(), received=0, total=0)
    except PROGRAM_PROBLEMS as error:
        talk.program_problem = error
    note(talk, _TALKING, received=0, total=0)
    return is_fetched


def make_statement(settings: Settings, engine: Engine, state: LineState) -> dict[str, object]:
    """Return the edition that is served, what is owed, and how the machine is."""
    with reading(engine) as session:
        edition = served_edition(session)
        debt = owed(session, taken_number(settings))
    return {
        "held_number": edition.number if edition else 0,
        "held_edition": edition.digest if edition else None,
        "held_state_at": edition.state_at.isoformat() if edition else None,
        "owed_count": debt.count,
        "owed_bytes": debt.bytes,
        "owed_oldest": debt.oldest.isoformat() if debt.oldest else None,
        "free_bytes": shutil.disk_usage(settings.home).free,
        "received_bytes": state.received_bytes,
        "waste_bytes": state.waste_bytes,
        "version": version("diachi"),
        "at": clock.now().isoformat(),
        **program_state(settings),
    }


def taken_number(settings: Settings) -> int:
    """Return the number of the last entry that the province said it has taken."""
    acknowledgement = acknowledgements.last(settings)
    return 0 if acknowledgement is None else acknowledgement.taken


def clock_ahead(province_time: str) -> int:
    """Return by how many seconds this machine's clock is ahead of the province's."""
    return int((clock.now() - datetime.fromisoformat(province_time)).total_seconds())


_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 5.0, 300.0
_MOST_BREAKS = 6
"""Breaks in a row, without a byte between them, after which the contact is given up."""

_STATE_SECONDS = 2.0


def fetch_parts(
    talk: Contact, offer: dict[str, object], parts: Iterable[Part], folder: Path
) -> bool:
    """Fetch the files of a pack or program; return False if there is another one meanwhile."""
    pace, doing = Pace(talk.state.line_kbit), talk.state.doing
    address = f"{API}/packs/{talk.line.identity.station}/{offer['digest']}"
    for part in parts:
        fetch = partial(talk.line.fetch, address, part, folder, pace, str(offer["pass"]))
        try:
            surviving(talk, partial(_fetch_file, talk, doing, fetch))
        except PackChangedError as error:
            wasted = part.bytes if isinstance(error, PartDamagedError) else 0
            note(talk, talk.state.doing, waste_bytes=talk.state.waste_bytes + wasted)
            return False
    return True


def surviving(talk: Contact, step: Callable[[], dict[str, object] | None]) -> dict[str, object]:
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
            note(talk, f"{error} Đang thử lại")
            require_hours(talk.state)
            talk.pause(min(_FIRST_PAUSE_SECONDS * 2 ** (breaks - 1), _LONGEST_PAUSE_SECONDS))


def note(talk: Contact, doing: str, **changes: object) -> None:
    """Write the state for the page of the station, and say what is done."""
    if doing != talk.state.doing:
        talk.say(doing)
    talk.state = replace(talk.state, doing=doing, **changes)
    talk.written_at = time.monotonic()
    write_line_state(talk.settings, talk.state)


def require_hours(state: LineState) -> None:
    """Raise OutsideLineHoursError if the line may not be used now."""
    now = clock.now()
    if not is_open(state, now):
        opening = line_opening(state, now).astimezone(HANOI)
        raise OutsideLineHoursError(f"{opening:%H:%M}")


def _fetch_file(talk: Contact, doing: str, fetch: Callable[[], Iterator[int]]) -> None:
    for count in fetch():
        talk.received += count
        talk.state = replace(
            talk.state,
            received=talk.state.received + count,
            received_bytes=talk.state.received_bytes + count,
        )
        if time.monotonic() - talk.written_at > _STATE_SECONDS:
            note(talk, doing)
            require_hours(talk.state)
            missing = talk.state.total - talk.state.received
            arriving_packs.require_free(talk.settings, max(missing, 0))
