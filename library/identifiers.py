"""Makes the short names by which things are addressed for good."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o or u, so an address can be read aloud and copied by hand."""

ITEM_ID_LENGTH = 12


def item_id(*seed: str) -> str:
    """Return the address of an item: 60 bits drawn from what it was made of.

    The same delivery gets the same address in every installation and after every accident, so a
    citation outlives the database it was made from.
    """
    return _base32(hashlib.sha256("\0".join(seed).encode()).digest(), ITEM_ID_LENGTH)


def secret_code(length: int = 8) -> str:
    """Return a code to be typed once by a person; 5 bits a letter."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _base32(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - length * 5)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(length * 5 - 5, -1, -5))
