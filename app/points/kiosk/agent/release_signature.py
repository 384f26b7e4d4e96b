"""Verification of signed releases: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2)."""

from __future__ import annotations

import hashlib

EXPONENT = 65537
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DER prefix of a SHA-256 digest (RFC 8017, 9.2, note 1)."""

_MIN_MODULUS_BITS = 3072


def is_signed(message: bytes, signature: bytes, modulus: int) -> bool:
    """Return True if the holder of the private key signed exactly these bytes."""
    length = (modulus.bit_length() + 7) // 8
    if modulus.bit_length() < _MIN_MODULUS_BITS or len(signature) != length:
        return False
    number = int.from_bytes(signature, "big")
    if number >= modulus:
        return False
    digest = _DIGEST_INFO + hashlib.sha256(message).digest()
    padded_digest = b"\x00\x01" + b"\xff" * (length - len(digest) - 3) + b"\x00" + digest
    return pow(number, EXPONENT, modulus) == int.from_bytes(padded_digest, "big")
