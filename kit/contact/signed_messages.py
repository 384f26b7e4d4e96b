"""The form in which a station and the province sign what they say to each other over the line.

A signature covers the address, the challenge that makes it fresh, and the body. The challenge of
the province is no row: it is sealed with the province's secret, ends after minutes, and holds for
one contact, because it names the contact before it.
"""

import binascii
import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.canonical import digest
from kit.contact.problems import MalformedMessageError
from kit.models import Station
from kit.signatures import is_signed

STATION_HEADER, CHALLENGE_HEADER, SIGNATURE_HEADER = "X-Station", "X-Challenge", "X-Signature"
_CHALLENGE_LIFETIME = timedelta(minutes=10)
_PACK_LIFETIME = timedelta(days=2)
"""Time for which the answer to a contact opens the parts of a pack."""


def sign(key: Ed25519PrivateKey, path: str, challenge: str, body: bytes) -> str:
    """Return the signature of a message in Base64."""
    return b64encode(key.sign(_signed_text(path, challenge, body))).decode()


def is_signed_by(public_key: bytes, signature: str, path: str, challenge: str, body: bytes) -> bool:
    """Return True if the holder of a key signed the message."""
    try:
        signature_bytes = b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return is_signed(public_key, signature_bytes, _signed_text(path, challenge, body))


def read_object(body: bytes) -> dict[str, object]:
    """Return the JSON object of a message; raise MalformedMessageError."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedMessageError from error
    if not isinstance(content, dict):
        raise MalformedMessageError
    return content


def fingerprint(public_key: bytes) -> str:
    """Return a short name of a key, which people compare over the phone."""
    name = digest(public_key)[:16]
    return " ".join(name[start : start + 4] for start in range(0, 16, 4))


def new_challenge(secret: str, station_id: str, station: Station | None, now: datetime) -> str:
    """Return a text for the next contact of a station; strangers get one that looks alike."""
    return _sealed(secret, _contact_named(station_id, station), now + _CHALLENGE_LIFETIME)


def is_fresh(secret: str, station: Station, challenge: str, now: datetime) -> bool:
    """Return True if the challenge was given to the station since its last contact."""
    return _holds(secret, _contact_named(station.id, station), challenge, now)


def pack_pass(secret: str, station_id: str, pack_digest: str, now: datetime) -> str:
    """Return the pass that opens the parts of one pack to its station for two days."""
    return _sealed(secret, f"pack\0{station_id}\0{pack_digest}", now + _PACK_LIFETIME)


def opens_pack(secret: str, station_id: str, pack_digest: str, text: str, now: datetime) -> bool:
    """Return True if the pass was given to the station for this pack."""
    return _holds(secret, f"pack\0{station_id}\0{pack_digest}", text, now)


def _contact_named(station_id: str, station: Station | None) -> str:
    last = station.last_contact.isoformat() if station and station.last_contact else ""
    return f"contact\0{station_id}\0{last}"


def _sealed(secret: str, name: str, ends: datetime) -> str:
    seconds = int(ends.timestamp())
    return f"{seconds}.{_seal(secret, name, seconds)}"


def _holds(secret: str, name: str, text: str, now: datetime) -> bool:
    seconds, _, seal = text.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        return False
    is_ours = hmac.compare_digest(seal.encode(), _seal(secret, name, int(seconds)).encode())
    return is_ours and int(seconds) > now.timestamp()


def _seal(secret: str, name: str, seconds: int) -> str:
    message = f"kit\0{name}\0{seconds}".encode()
    return hmac.digest(secret.encode(), message, hashlib.sha256).hex()


def _signed_text(path: str, challenge: str, body: bytes) -> bytes:
    return b"\n".join((path.encode(), challenge.encode(), body))
