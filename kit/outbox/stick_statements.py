"""Statements of stations on sticks about what they hold, as the province reads them."""

import json
import re
from base64 import b64decode

from sqlalchemy.orm import Session

from kit.canonical import canonical
from kit.contact import stick_enrolment
from kit.contact.statements import record_from_stick
from kit.models import Station
from kit.outbox.problems import ForgedLetterError, LetterUnreadableError, UnknownSenderError
from kit.signatures import is_signed

STATEMENT = "tram.json"
"""Name of the file, which stands beside the letters."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_statement(content: bytes) -> bool:
    """Return True if a file that came with the letters is a statement."""
    return content.startswith(b"{")


def take_statement(session: Session, content: bytes) -> Station:
    """Note the edition that a station says it holds, and its key at first; return the station.

    A stick that was on its way for long tells of an earlier edition; that changes nothing. Raises
    LetterUnreadableError, UnknownSenderError or ForgedLetterError.
    """
    state, signature = _read(content)
    station = session.get(Station, state["station"])
    if station is None:
        raise UnknownSenderError(state["station"])
    if station.public_key is None:
        stick_enrolment.enrol(station, str(state.get("key")), str(state.get("proof")))
    if station.public_key is None or not is_signed(station.public_key, signature, canonical(state)):
        raise ForgedLetterError(station.id)
    number, edition = state.get("held_number"), state.get("held_edition")
    if type(number) is int and number >= station.held_number:
        record_from_stick(station, state)
    is_edition = isinstance(edition, str) and _DIGEST.fullmatch(edition) is not None
    if is_edition and type(number) is int and station.held_number < number < 1 << 31:
        station.held_number, station.held_edition = number, edition
    return station


def _read(content: bytes) -> tuple[dict[str, object], bytes]:
    """Return the content of a statement, which names its station, and its unproven signature."""
    try:
        state = json.loads(content)
        signature = b64decode(state.pop("signature"), validate=True)
        if not isinstance(state["station"], str):
            raise LetterUnreadableError
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise LetterUnreadableError from error
    return state, signature
