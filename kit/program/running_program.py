"""At a station: which program runs, which one waits to be installed, and which one failed."""

from kit.program import incoming
from kit.program.environment import this_python
from kit.program.program_files import Program, parse_program, read_signed
from kit.program.station_machine import INCOMING, read_outcome
from library.errors import LibraryError
from library.settings import Settings


def program_state(settings: Settings) -> dict[str, str]:
    """Return the versions for the province; none if this program was not installed from a pack."""
    try:
        running = parse_program(read_signed(incoming.ROOT)[0])
    except LibraryError:
        return {}
    state = {"program": running.version, "program_date": running.date, "python": this_python()}
    outcome = read_outcome()
    waiting = ""
    if (newer := _waiting(settings)) is not None:
        waiting = newer.version
        state["program_date"] = max(running.date, newer.date)  # nothing earlier is taken any more
    if outcome is not None and not outcome.is_installed and outcome.version != running.version:
        state |= {"program_failed": outcome.version, "program_problem": outcome.sentence}
        waiting = "" if waiting == outcome.version else waiting
    if waiting not in ("", running.version):
        state["program_waiting"] = waiting
    return state


def _waiting(settings: Settings) -> Program | None:
    try:
        folder = settings.home / "station" / "program" / INCOMING
        return parse_program(read_signed(folder)[0])
    except LibraryError:
        return None
