"""The station's identity: its name, its point, and the province whose packs it trusts."""

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.signatures import private_key
from library.process.atomic_files import write_atomically
from library.settings import Settings

_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Identity:
    """Names and keys that a station got at its enrolment."""

    station: str
    """Id of the station, which stands in packs and letters."""
    point: str
    """Code of its access point."""
    province_url: str
    """Empty if it was enrolled by stick."""
    province_key: bytes
    """Ed25519 key with which the province signs packs and acknowledgements."""
    ca: str | None
    """Certificate authority of the province's site (PEM), if it is not a public one."""
    proof: str | None = None
    """Proof of its key by the code, if it was enrolled by stick; the province takes it once."""


def station_folder(settings: Settings) -> Path:
    """Return the folder of the station's own files, made if it is missing."""
    folder = settings.home / "station"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def read_identity(settings: Settings) -> Identity | None:
    """Return the identity; None before enrolment."""
    try:
        content = json.loads(_file(settings).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Identity(**{**content, "province_key": bytes.fromhex(content["province_key"])})


def write_identity(settings: Settings, identity: Identity) -> None:
    """Store the identity of a station that was enrolled."""
    content = {
        "station": identity.station,
        "point": identity.point,
        "province_url": identity.province_url,
        "province_key": identity.province_key.hex(),
        "ca": identity.ca,
        "proof": identity.proof,
    }
    station_folder(settings)
    write_atomically(_file(settings), json.dumps(content, ensure_ascii=False), _MODE)


def station_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key with which the station signs contacts and letters; made when first asked."""
    return private_key(station_folder(settings) / "station.key")


def _file(settings: Settings) -> Path:
    return settings.home / "station" / "identity.json"
