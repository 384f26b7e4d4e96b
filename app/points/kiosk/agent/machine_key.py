"""Key of this machine, which never leaves it: ECDSA on the curve P-256 with SHA-256."""

from __future__ import annotations

import base64
import hashlib
import os

_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_GENERATOR = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_PUBLIC_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
"""SubjectPublicKeyInfo of an uncompressed point (RFC 5480)."""


def new_key() -> str:
    """Return a new private key in hexadecimal digits."""
    return f"{_random_number():064x}"


def public_key(key: str) -> str:
    """Return the public key in Base64."""
    x, y = _multiple(int(key, 16))
    return base64.b64encode(_PUBLIC_PREFIX + _bytes(x) + _bytes(y)).decode()


def sign(key: str, message: bytes) -> str:
    """Return the signature of a message in Base64: two numbers of 32 bytes."""
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        nonce = _random_number()
        first = _multiple(nonce)[0] % _ORDER
        second = pow(nonce, -1, _ORDER) * (digest + first * int(key, 16)) % _ORDER
        if first and second:
            return base64.b64encode(_bytes(first) + _bytes(second)).decode()


def _random_number() -> int:
    """Return a number from 1 up to the order; the extra bits leave no bias."""
    return int.from_bytes(os.urandom(40), "big") % (_ORDER - 1) + 1


def _multiple(number: int) -> tuple:
    """Return the generator added to itself so many times."""
    total, addend = None, _GENERATOR
    while number:
        if number & 1:
            total = addend if total is None else _sum(total, addend)
        addend, number = _sum(addend, addend), number >> 1
    return total


def _sum(first: tuple, second: tuple) -> tuple:
    """Return the sum of two points, which are never opposite to each other here."""
    if first == second:
        slope = (3 * first[0] ** 2 - 3) * pow(2 * first[1], -1, _PRIME)
    else:
        slope = (second[1] - first[1]) * pow(second[0] - first[0], -1, _PRIME)
    x = (slope * slope - first[0] - second[0]) % _PRIME
    return x, (slope * (first[0] - x) - first[1]) % _PRIME


def _bytes(number: int) -> bytes:
    return number.to_bytes(32, "big")
