"""Edition that a station says on a stick it holds, as the province reads it."""

import json
import re
from base64 import b64decode
from pathlib import Path

from kit.canonical import canonical
from kit.models import Station
from kit.signatures import is_signed

_FILE = "tram.json"
_MAX_BYTES = 64 << 10
_DIGEST = re.compile(r"[0-9a-f]{64}")


def note_held(station: Station, folder: Path) -> None:
    """Note the edition that a station says it holds in its folder of a stick, if it signed that.

    A stick that was on its way for long tells of an earlier edition; that changes nothing.
    """
    try:
        with (folder / _FILE).open("rb") as file:
            state = json.loads(file.read(_MAX_BYTES))
        signature = b64decode(state.pop("signature"), validate=True)
        number, edition = state["held_number"], state["held_edition"]
        is_ours = state["station"] == station.id and station.public_key is not None
    except (OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return
    is_edition = isinstance(edition, str) and _DIGEST.fullmatch(edition) is not None
    if not is_ours or not is_edition or type(number) is not int:
        return
    is_later = station.held_number < number < 1 << 31
    if is_later and is_signed(station.public_key, signature, canonical(state)):
        station.held_number, station.held_edition = number, edition
