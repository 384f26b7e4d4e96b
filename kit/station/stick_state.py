"""State of a station on a stick, for the province: it says what the next pack must build on."""

import json
from base64 import b64encode
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import canonical
from kit.outbox.stick_statements import STATEMENT
from kit.program.running_program import program_state
from kit.signatures import public_bytes
from kit.station.state import served_edition
from kit.station.station_identity import Identity, station_key
from library.database import reading
from library.process.atomic_files import write_atomically
from library.settings import Settings


def write_state(settings: Settings, engine: Engine, identity: Identity, letters: Path) -> None:
    """Write the signed state of the station beside its letters on a stick."""
    with reading(engine) as session:
        edition = served_edition(session)
    state = {
        "station": identity.station,
        "held_number": edition.number if edition else 0,
        "held_edition": edition.digest if edition else None,
        "held_state_at": edition.state_at.isoformat() if edition else None,
        **program_state(settings),
    }
    if identity.proof is not None:
        state |= {"key": public_bytes(station_key(settings)).hex(), "proof": identity.proof}
    signature = b64encode(station_key(settings).sign(canonical(state))).decode()
    letters.mkdir(parents=True, exist_ok=True)
    write_atomically(letters / STATEMENT, json.dumps({**state, "signature": signature}))
