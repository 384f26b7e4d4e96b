"""Short permanent identifiers."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o or u, so an address can be read aloud and copied by hand."""

ITEM_ID_LENGTH = 12


def item_id(*seed: str) -> str:
    """Return the identifier of an item: 60 bits of the SHA-256 of its seed.

    The same delivery gets the same identifier in every installation, even after data loss, so a
    citation outlives the database.
    """
    return _base32(hashlib.sha256("\0".join(seed).encode()).digest(), ITEM_ID_LENGTH)


def secret_code(length: int = 8) -> str:
    """Return a random code for one-time typing; 5 bits per character."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def in_groups(code: str) -> str:
    """Return a code in groups of four, easier to copy by hand."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _base32(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - length * 5)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(length * 5 - 5, -1, -5))
