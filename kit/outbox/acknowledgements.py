"""Signed acknowledgements: the number of the last entry that the province has taken in."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from kit.canonical import canonical
from kit.models import Station
from kit.outbox.problems import BadAcknowledgementError
from kit.signatures import is_signed
from kit.station.station_identity import Identity, read_identity
from library import clock
from library.process.atomic_files import write_atomically
from library.settings import Settings
from points.usage.events.timeline import milliseconds, moment


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The number that the province said last."""

    taken: int
    at: datetime
    """Time of the province."""


def acknowledge(session: Session, station_id: str, key: Ed25519PrivateKey) -> str:
    """Return a signed text with the number of the station's last entry that is taken in."""
    taken = session.get_one(Station, station_id).taken
    content = {"station": station_id, "taken": taken, "at": milliseconds(clock.now())}
    return json.dumps({**content, "signature": b64encode(key.sign(canonical(content))).decode()})


def keep(settings: Settings, text: str, *, is_fresh: bool = False) -> Acknowledgement:
    """Store an acknowledgement at the station, unless a later one is stored.

    The later one holds even if its number is smaller: then the province was restored from a copy.
    A fresh one, given a moment ago, holds always: the clock of the province may have gone back.
    Raises BadAcknowledgementError if the province did not sign it for this station.
    """
    identity = read_identity(settings)
    if identity is None:
        raise BadAcknowledgementError
    new, stored = _read(identity, text), last(settings)
    if stored is not None and stored.at >= new.at and not is_fresh:
        return stored
    write_atomically(_file(settings), text)
    return new


def last(settings: Settings) -> Acknowledgement | None:
    """Return the latest acknowledgement that the station got; None before the first one."""
    identity, file = read_identity(settings), _file(settings)
    if identity is None or not file.exists():
        return None
    try:
        return _read(identity, file.read_text(encoding="utf-8"))
    except BadAcknowledgementError:
        return None  # of the station that this machine was before it was enrolled again


def _read(identity: Identity, text: str) -> Acknowledgement:
    try:
        content = json.loads(text)
        signature = b64decode(content.pop("signature"), validate=True)
        is_ours = content["station"] == identity.station
        if not is_ours or not is_signed(identity.province_key, signature, canonical(content)):
            raise BadAcknowledgementError
        return Acknowledgement(int(content["taken"]), moment(int(content["at"])))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadAcknowledgementError from error


def _file(settings: Settings) -> Path:
    return settings.home / "station" / "ack.json"
