"""One-time codes of digits that are read out over the phone; mistakes are found before use."""

import secrets

from kit.contact.problems import MistypedCodeError

DIGIT_COUNT = 16
"""Fourteen random digits and two that check them."""

_GROUP = 4
_CHECKED_TO = 97
_RANDOM_DIGITS = DIGIT_COUNT - 2


def new_code() -> str:
    """Return a random code; 47 bits, so that guessing over the line within two days is hopeless."""
    number = secrets.randbelow(10**_RANDOM_DIGITS)
    return f"{number:0{_RANDOM_DIGITS}}{_check(number):02}"


def in_groups(code: str) -> str:
    """Return a code in groups of four digits."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(text: str) -> str:
    """Return the digits of a typed code; raise MistypedCodeError if it cannot be one.

    The check digits of ISO 7064 (MOD 97-10) find every wrong digit and every exchange of two.
    """
    digits = "".join(letter for letter in text if letter in "0123456789")
    if len(digits) != DIGIT_COUNT or int(digits) % _CHECKED_TO != 1:
        raise MistypedCodeError(DIGIT_COUNT)
    return digits


def _check(number: int) -> int:
    return _CHECKED_TO + 1 - number * 100 % _CHECKED_TO
