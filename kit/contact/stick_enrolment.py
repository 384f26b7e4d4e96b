"""Enrolment by stick: an offer goes to the station, and proof of its key comes back.

The one-time code, which goes another way, proves both. Who finds the stick cannot guess it: each
guess costs the memory and time of scrypt.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from kit.canonical import canonical, digest
from kit.contact.problems import NoOfferError
from kit.models import Station
from kit.signatures import province_key, public_bytes
from kit.station.station_identity import Identity, station_key, write_identity
from library import clock
from library.settings import Settings
from points.access_points.inventory import points_on

OFFER = "dang-ky.json"
_PROOF = "proof"
_MAX_BYTES = 64 << 10
_SCRYPT_COST, _SCRYPT_BLOCKS = 1 << 14, 8
"""16 MB and some hundredths of a second."""


def welcome(settings: Settings, session: Session, station: Station) -> dict[str, str]:
    """Return the answer that a station gets at its enrolment."""
    point = next(p for p in points_on(session, clock.today()) if p.id == station.point_id)
    return {
        "station": station.id,
        "point": point.code,
        "point_name": point.facts.name,
        "library": settings.library_name,
        "key": public_bytes(province_key(settings)).hex(),
    }


def make_offer(settings: Settings, session: Session, station: Station) -> str | None:
    """Return the offer to a station; None if it is enrolled, or has no code."""
    if station.public_key is not None or station.code_hash is None:
        return None
    content = welcome(settings, session, station)
    proof = _proof(station.code_hash, station.id, canonical(content))
    return json.dumps({**content, _PROOF: proof}, ensure_ascii=False)


def accept_offer(
    settings: Settings, folder: Path, code: str, authority: str | None
) -> dict[str, object]:
    """Take the identity that a folder of a stick offers to the holder of a code; return the offer.

    Raises NoOfferError if there is none.
    """
    code_hash = digest(code.encode())
    for offer in _offers(folder):
        station_id, proof = str(offer["station"]), str(offer.pop(_PROOF))
        if not hmac.compare_digest(
            proof.encode(), _proof(code_hash, station_id, canonical(offer)).encode()
        ):
            continue
        own_key = public_bytes(station_key(settings))
        identity = Identity(
            station=station_id,
            point=str(offer["point"]),
            province_url="",
            province_key=bytes.fromhex(str(offer["key"])),
            ca=authority,
            proof=_proof(code_hash, station_id, own_key),
        )
        write_identity(settings, identity)
        return offer
    raise NoOfferError


def enrol(station: Station, key: str, proof: str) -> None:
    """Take the key of a station that accepted an offer, if the code proves it.

    A stick travels for longer than a code is valid over a line: only a new code ends this one.
    """
    if station.code_hash is None:
        return
    try:
        key_bytes = bytes.fromhex(key)
    except ValueError:
        return
    own_proof = _proof(station.code_hash, station.id, key_bytes)
    if hmac.compare_digest(proof.encode(), own_proof.encode()):
        station.public_key, station.enrolled = key_bytes, clock.now()


def _offers(folder: Path) -> Iterator[dict[str, object]]:
    for file in sorted(folder.glob(f"*/{OFFER}")):
        try:
            with file.open("rb") as content:
                offer = json.loads(content.read(_MAX_BYTES))
        except (ValueError, RecursionError):
            continue  # damaged; others may be whole
        if isinstance(offer, dict) and {"station", "point", "key", _PROOF} <= offer.keys():
            yield offer


def _proof(code_hash: str, station_id: str, content: bytes) -> str:
    secret = hashlib.scrypt(
        code_hash.encode(), salt=station_id.encode(), n=_SCRYPT_COST, r=_SCRYPT_BLOCKS, p=1
    )
    return hmac.digest(secret, content, hashlib.sha256).hex()
