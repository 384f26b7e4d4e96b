"""Statement of a station about itself, for the province."""

import shutil
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import Engine

from kit.contact.line_state import LineState
from kit.outbox import acknowledgements
from kit.outbox.outbox_entries import owed
from kit.program.running_program import program_state
from kit.station.state import served_edition
from library import clock
from library.database import reading
from library.settings import Settings


def make(settings: Settings, engine: Engine, state: LineState) -> dict[str, object]:
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
