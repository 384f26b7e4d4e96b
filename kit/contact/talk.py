"""A contact in progress: its state for the page of the station, breaks of the line, files."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from kit.contact import arriving_packs
from kit.contact.line import API, Line, Pace
from kit.contact.line_state import LineState, is_open, line_opening, write_line_state
from kit.contact.problems import (
    OutsideLineHoursError,
    PackChangedError,
    PartDamagedError,
    ProvinceUnreachableError,
)
from kit.packs.pack_files import Part
from library import clock
from library.clock import HANOI
from library.errors import LibraryError
from library.settings import Settings

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 5.0, 300.0
_MOST_BREAKS = 6
"""Breaks in a row, without a byte between them, after which the contact is given up."""

_STATE_SECONDS = 2.0

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
