"""Content that only the province can read, not the station that wrote it nor who finds a stick.

An X25519 exchange with a key of one use, HKDF and ChaCha20-Poly1305. The province's key is the one
with which it signs, moved to the other form of the same curve (RFC 7748, section 4.1).
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PRIME = 2**255 - 19
_KEY_BYTES = 32
_NONCE = bytes(12)
"""Each key encrypts one message."""


def seal(province_key: bytes, content: bytes) -> bytes:
    """Return content that only the holder of the province's private key can open."""
    recipient = _exchange_key(province_key)
    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    return sender + _cipher(shared, sender, recipient).encrypt(_NONCE, content, None)


def unseal(key: Ed25519PrivateKey, sealed: bytes) -> bytes | None:
    """Return the content; None if it was sealed for another province, or damaged."""
    private = X25519PrivateKey.from_private_bytes(
        hashlib.sha512(key.private_bytes_raw()).digest()[:_KEY_BYTES]
    )
    sender, encrypted = sealed[:_KEY_BYTES], sealed[_KEY_BYTES:]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
        cipher = _cipher(shared, sender, private.public_key().public_bytes_raw())
        return cipher.decrypt(_NONCE, encrypted, None)
    except (InvalidTag, ValueError):
        return None


def _cipher(shared: bytes, sender: bytes, recipient: bytes) -> ChaCha20Poly1305:
    derivation = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"diachi letter" + sender + recipient)
    return ChaCha20Poly1305(derivation.derive(shared))


def _exchange_key(signing_key: bytes) -> bytes:
    """Return the X25519 form of an Ed25519 public key: u = (1 + y) / (1 - y)."""
    y = int.from_bytes(signing_key, "little") % 2**255
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return u.to_bytes(_KEY_BYTES, "little")
