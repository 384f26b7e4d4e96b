"""One-time codes (TOTP, RFC 6238), recovery codes, and encryption of their secrets.

The encryption key derives from the file `secret_key`: a copy of the database alone reveals no code.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from markupsafe import Markup

from app.web.qr_code import qr_picture
from library.identifiers import ALPHABET, in_groups, secret_code
from library.staff.problems import SecondFactorLostError, SetUpTooOldError

STEP_SECONDS = 30
RECOVERY_CODE_COUNT = 10
_SETUP_LIFETIME_SECONDS = 15 * 60
_STEPS_BACK, _STEPS_AHEAD = 1, 1
"""Tolerated clock drift of a phone, in steps of 30 seconds."""

_RECOVERY_CODE_LENGTH = 12
"""Letters of a recovery code, which give 60 bits."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """New TOTP secret for a phone: plain, encrypted and as a QR code."""

    secret: str
    sealed: str
    picture: Markup

    @property
    def in_groups(self) -> str:
        """Secret in groups of four letters, to be typed by hand."""
        return " ".join(self.secret[i : i + 4] for i in range(0, len(self.secret), 4))


def new_setup(key: str, member_id: int, name: str, library: str) -> SetUp:
    """Return a new secret with its QR code; the encrypted copy comes back with the form."""
    secret = pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"Địa Chí ({library})")
    return SetUp(secret, _encrypt(key, [member_id, secret]), qr_picture(address))


def secret_from_form(key: str, member_id: int, sealed_secret: str) -> str:
    """Return the secret of a submitted form; raise SetUpTooOldError if late or another member's."""
    try:
        owner, secret = _decrypt(key, sealed_secret, _SETUP_LIFETIME_SECONDS)
    except (InvalidToken, ValueError, TypeError) as error:
        raise SetUpTooOldError from error
    if owner != member_id:
        raise SetUpTooOldError
    return secret


def encrypt_secret(key: str, member_id: int, secret: str) -> str:
    """Return the encrypted secret, as stored in the database."""
    return _encrypt(key, [member_id, secret])


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step (Unix time // 30 s) whose code matches, or None."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for step in range(now - _STEPS_BACK, now + _STEPS_AHEAD + 1):
        if hmac.compare_digest(generator.generate_otp(step).encode(), digits.encode()):
            return step
    return None


def decrypt_secret(key: str, member_id: int, encrypted_secret: str) -> str:
    """Return a stored secret in plain text; raise SecondFactorLostError if the key changed."""
    try:
        owner, secret = _decrypt(key, encrypted_secret)
    except (InvalidToken, ValueError, TypeError) as error:
        raise SecondFactorLostError from error
    if owner != member_id:  # the secret belongs to another account
        raise SecondFactorLostError
    return secret


def new_recovery_codes() -> tuple[str, ...]:
    """Return new recovery codes, to be written down on paper."""
    codes = (secret_code(_RECOVERY_CODE_LENGTH) for _ in range(RECOVERY_CODE_COUNT))
    return tuple(map(in_groups, codes))


def recovery_digest(key: str, member_id: int, code: str) -> str:
    """Return the HMAC of a recovery code as stored; case and separators are ignored."""
    letters = "".join(letter for letter in code.lower() if letter in ALPHABET)
    message = f"recovery\0{member_id}\0{letters}".encode()
    return hmac.digest(key.encode(), message, hashlib.sha256).hex()


def _encrypt(key: str, values: list[object]) -> str:
    return _fernet(key).encrypt(json.dumps(values).encode()).decode()


def _decrypt(key: str, encrypted_secret: str, max_age: int | None = None) -> tuple[int, str]:
    owner, secret = json.loads(_fernet(key).decrypt(encrypted_secret.encode(), ttl=max_age))
    return owner, secret


def _fernet(key: str) -> Fernet:
    derived_key = hmac.digest(key.encode(), b"second factor", hashlib.sha256)
    return Fernet(urlsafe_b64encode(derived_key))
