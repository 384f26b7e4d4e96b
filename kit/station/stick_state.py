"""State of a station on a stick, for the province: it says what the next pack must build on."""

import json
from base64 import b64encode
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import canonical
from kit.station.identity import Identity, station_key
from kit.station.state import served_edition
from library.database import reading
from library.process.atomic_files import write_atomically
from library.settings import Settings

STATE = "tram.json"


def write_state(settings: Settings, engine: Engine, identity: Identity, folder: Path) -> None:
    """Write the signed state of the station to its folder on a stick."""
    with reading(engine) as session:
        edition = served_edition(session)
    state = {
        "station": identity.station,
        "held_number": edition.number if edition else 0,
        "held_edition": edition.digest if edition else None,
    }
    signature = b64encode(station_key(settings).sign(canonical(state))).decode()
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / STATE, json.dumps({**state, "signature": signature}))
