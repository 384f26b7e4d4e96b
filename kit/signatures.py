"""Ed25519 keys of the province and of stations: private keys in files of mode 600."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from library.process.atomic_files import sync_folder
from library.settings import Settings


def private_key(file: Path) -> Ed25519PrivateKey:
    """Return the key in a file; a new one is written when there is no file."""
    if not file.exists():
        _write_new(file)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text()))


def province_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key with which the province signs, and opens what stations seal for it."""
    return private_key(settings.province_key_file)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes of a public key."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def is_signed(public_key: bytes, signature: bytes, content: bytes) -> bool:
    """Return True if the holder of a key signed the content."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _write_new(file: Path) -> None:
    """Write a new key of mode 600, unless another process was faster."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent) as half:
        half.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        half.flush()
        os.fsync(half.fileno())
        with suppress(FileExistsError):
            os.link(half.name, file)
    sync_folder(file.parent)
