"""Signed releases of the agent: made by a command, published in the data folder."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.points.kiosk.agent.agent_files import read_json, write_atomically
from app.points.kiosk.agent.program_version import VERSION, version_key
from app.points.kiosk.agent.release_signature import EXPONENT
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
    try:
        password = passphrase.encode() or None
        key = serialization.load_pem_private_key(key_file.read_bytes(), password)
    except (OSError, ValueError, TypeError) as error:
        raise BadSigningKeyError(key_file) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadSigningKeyError(key_file)
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


LAUNCHER = Path(__file__).with_name("agent") / "launcher.py"
PACKAGE = "diachi_agent"
_MAIN = f"import sys\n\nfrom {PACKAGE}.commands import main\n\nsys.exit(main(sys.argv[1:]))\n"
_VERSION_MODULE = "program_version.py"


def pack(version: str = VERSION) -> bytes:
    """Return the program; another version number is for releases that go back to older code."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in sorted(_sources(version).items()):
            entry = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, source)
    return buffer.getvalue()


def _sources(version: str) -> dict[str, str]:
    """Return the modules by their name in the file."""
    sources = {
        f"{PACKAGE}/{module.name}": module.read_text(encoding="utf-8")
        for module in LAUNCHER.parent.glob("*.py")
        if module != LAUNCHER
    }
    number = f"{PACKAGE}/{_VERSION_MODULE}"
    sources[number] = sources[number].replace(f'"{VERSION}"', f'"{version}"', 1)
    return {**sources, "__main__.py": _MAIN}
