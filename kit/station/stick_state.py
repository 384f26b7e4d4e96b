"""State of a station on a stick, for the province: it says what the next pack must build on."""

import json
import shutil
from base64 import b64encode
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import canonical
from kit.outbox.clock_marks import milliseconds
from kit.outbox.machine_time import machine_time
from kit.outbox.stick_statements import STATEMENT
from kit.signatures import public_bytes
from kit.station.state import served_edition
from kit.station.station_identity import Identity, station_key
from library import clock
from library.database import reading
from library.process.atomic_files import write_atomically
from library.settings import Settings

_MEGABYTE = 1 << 20


def write_state(settings: Settings, engine: Engine, identity: Identity, letters: Path) -> None:
    """Write the signed state of the station beside its letters on a stick."""
    with reading(engine) as session:
        edition = served_edition(session)
    here = machine_time()
    state = {
        "station": identity.station,
        "point": identity.point,
        "held_number": edition.number if edition else 0,
        "held_edition": edition.digest if edition else None,
        "at": milliseconds(clock.now()),
        "run": here.run,
        "uptime_ms": here.uptime_ms,
        "free_mb": shutil.disk_usage(settings.home).free // _MEGABYTE,
        "program": version("diachi"),
    }
    if identity.proof is not None:
        state |= {"key": public_bytes(station_key(settings)).hex(), "proof": identity.proof}
    signature = b64encode(station_key(settings).sign(canonical(state))).decode()
    letters.mkdir(parents=True, exist_ok=True)
    write_atomically(letters / STATEMENT, json.dumps({**state, "signature": signature}))
