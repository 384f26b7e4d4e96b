"""Signed releases of the agent: made by a command, published in the data folder."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.points.kiosk.agent.agent_files import read_json, write_atomically
from app.points.kiosk.agent.program_version import version_key
from app.points.kiosk.agent.release_signature import EXPONENT
from app.points.kiosk.agent_packing import pack
from app.points.kiosk.release_problems import (
    BadSigningKeyError,
    BadVersionNumberError,
    KeyFileExistsError,
    KeyKnownError,
    KeyNotWrittenError,
    NotNewerError,
    OtherSigningKeyError,
)

_KEY_BITS = 3072
_MODE = 0o640
_VERSION_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}")


@dataclass(frozen=True, slots=True)
class Release:
    """A published version of the agent."""

    version: str
    manifest: str
    """The signed text, in JSON: version, size and SHA-256 of the program."""
    signature: str
    program: Path


def create_key(home: Path, file: Path, passphrase: str) -> str:
    """Write a new private key to a file, publish its public key, and return its fingerprint."""
    if file.exists():
        raise KeyFileExistsError(file)
    if public_key(home) is not None:
        raise KeyKnownError(_public_key_file(home))
    key = rsa.generate_private_key(EXPONENT, _KEY_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption(),
    )
    try:
        write_atomically(file, pem)
    except OSError as error:
        raise KeyNotWrittenError(file, error.strerror) from error
    _publish_key(home, key)
    return fingerprint(f"{_modulus(key):x}")


def publish(home: Path, key_file: Path, passphrase: str, version: str) -> Release:
    """Sign the agent of this software and offer it to all computers, under a version number."""
    key = _read_key(key_file, passphrase)
    if public_key(home) is None:  # a server that was restored from a backup
        _publish_key(home, key)
    if f"{_modulus(key):x}" != public_key(home):
        raise OtherSigningKeyError
    if not _VERSION_NUMBER.fullmatch(version):
        raise BadVersionNumberError(version)
    newest = read_release(home)
    if newest is not None and version_key(version) <= version_key(newest.version):
        raise NotNewerError(version, newest.version)
    content = pack(version)
    values = {"version": version, "size": len(content), "sha256": _sha256(content)}
    manifest = json.dumps(values)
    signature = key.sign(manifest.encode(), padding.PKCS1v15(), hashes.SHA256()).hex()
    write_atomically(_program_file(home, version), content, _MODE)
    release = json.dumps({"manifest": manifest, "signature": signature}).encode()
    write_atomically(_release_file(home), release, _MODE)
    return Release(version, manifest, signature, _program_file(home, version))


def read_release(home: Path) -> Release | None:
    """Return the published release, or None if there is none."""
    content = read_json(_release_file(home))
    if not isinstance(content, dict):
        return None
    version = json.loads(content["manifest"])["version"]
    return Release(version, content["manifest"], content["signature"], _program_file(home, version))


def public_key(home: Path) -> str | None:
    """Return the modulus of the public key in hexadecimal digits, or None if there is none."""
    try:
        return _public_key_file(home).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def fingerprint(key: str) -> str:
    """Return a short name of a public key that people can compare."""
    digest = _sha256(key.encode())[:16]
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def _publish_key(home: Path, key: rsa.RSAPrivateKey) -> None:
    _folder(home).mkdir(mode=0o750, parents=True, exist_ok=True)
    write_atomically(_public_key_file(home), f"{_modulus(key):x}\n".encode(), _MODE)


def _read_key(file: Path, passphrase: str) -> rsa.RSAPrivateKey:
    try:
        password = passphrase.encode() or None
        key = serialization.load_pem_private_key(file.read_bytes(), password)
    except (OSError, ValueError, TypeError) as error:
        raise BadSigningKeyError(file) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadSigningKeyError(file)
    return key


def _modulus(key: rsa.RSAPrivateKey) -> int:
    return key.public_key().public_numbers().n


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _folder(home: Path) -> Path:
    return home / "agent"


def _public_key_file(home: Path) -> Path:
    return _folder(home) / "public_key"


def _release_file(home: Path) -> Path:
    return _folder(home) / "release.json"


def _program_file(home: Path, version: str) -> Path:
    return _folder(home) / f"tro-ly-{version}.pyz"
