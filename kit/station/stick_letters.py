"""The way back on a stick: letters of the station, its state, and the province's receipts."""

import json
import os
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import canonical
from kit.outbox import acknowledgements
from kit.outbox.letters import write_letter
from kit.outbox.machine_time import machine_time
from kit.station.identity import Identity, station_key
from kit.station.state import served_edition
from library import clock
from library.database import reading
from library.process.atomic_files import sync_folder
from library.settings import Settings

ACKNOWLEDGEMENT, STATE = "ack.json", "tram.json"
LETTERS = "thu"
_LETTER_BYTES = 256 << 20
_MAX_ACKNOWLEDGEMENT_BYTES = 10_000


def read_acknowledgement(settings: Settings, folder: Path) -> None:
    """Keep the receipt that the province put on the stick, if there is one.

    Raises BadAcknowledgementError if it is not of the province.
    """
    try:
        with (folder / ACKNOWLEDGEMENT).open(encoding="utf-8", errors="replace") as file:
            text = file.read(_MAX_ACKNOWLEDGEMENT_BYTES)
    except FileNotFoundError:
        return
    acknowledgements.keep(settings, text)


def write_letters(settings: Settings, engine: Engine, identity: Identity, folder: Path) -> str:
    """Write the state of the station and what the province has not got; return a sentence."""
    last = acknowledgements.last(settings)
    key, after = station_key(settings), last.taken if last else 0
    with reading(engine) as session:
        state = _state(settings, identity, served_edition(session))
        letter = write_letter(session, identity, key, after, _LETTER_BYTES)
    signature = key.sign(canonical(state)).hex()
    _write(folder / STATE, json.dumps({**state, "signature": signature}).encode())
    if letter is None:
        return "Không có số liệu nào phải mang về tỉnh. Rút USB được rồi."
    _write(folder / LETTERS / f"thu-{after + 1}", letter)
    return "Đã ghi số liệu của trạm ra USB. Rút USB được rồi; xin mang USB về thư viện tỉnh."
