"""Makes and checks the codes of a phone (TOTP, RFC 6238), and seals their secrets.

The key that seals is drawn from the file `secret_key`: a copy of the database alone tells no code.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from markupsafe import Markup

from library.identifiers import ALPHABET, secret_code
from library.staff.problems import SecondFactorLostError, SetUpTooOldError

HALF_A_MINUTE = 30
HOW_MANY_CODES = 10
_SET_UP_LASTS = 15 * 60
_EARLIER, _LATER = 1, 1
"""So many half minutes a phone's clock may be off."""

_LENGTH = 12
"""Of a recovery code: 60 bits."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """A secret that is to be carried to a phone."""

    secret: str
    sealed: str
    picture: Markup

    @property
    def in_groups(self) -> str:
        """The secret to be typed by hand."""
        return " ".join(self.secret[i : i + 4] for i in range(0, len(self.secret), 4))


def begin(key: str, member_id: int, name: str, library: str) -> SetUp:
    """Return a new secret, as a picture to be scanned and sealed to come back with the form."""
    secret = pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"Địa Chí ({library})")
    drawn = segno.make(address, error="m", micro=False)
    picture = drawn.svg_inline(border=4, light="#fff", dark="#000", omitsize=True)
    return SetUp(secret, _seal(key, [member_id, secret]), Markup(picture))  # noqa: S704


def from_form(key: str, member_id: int, sealed: str) -> str:
    """Return the secret that came back with a form, for this person and in time."""
    try:
        owner, secret = _open(key, sealed, _SET_UP_LASTS)
    except (InvalidToken, ValueError, TypeError) as error:
        raise SetUpTooOldError from error
    if owner != member_id:
        raise SetUpTooOldError
    return secret


def sealed(key: str, member_id: int, secret: str) -> str:
    """Return a secret as it is kept."""
    return _seal(key, [member_id, secret])


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return of which half minute this is the code, as far as a clock may be off."""
    typed = "".join(code.split())
    now = int(at.timestamp()) // HALF_A_MINUTE
    maker = pyotp.TOTP(secret)
    for step in range(now - _EARLIER, now + _LATER + 1):
        if hmac.compare_digest(maker.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def unsealed(key: str, member_id: int, kept: str) -> str:
    """Return a secret that is kept; raise SecondFactorLostError when the key is another."""
    try:
        owner, secret = _open(key, kept)
    except (InvalidToken, ValueError, TypeError) as error:
        raise SecondFactorLostError from error
    if owner != member_id:  # somebody put another's secret there
        raise SecondFactorLostError
    return secret


def recovery_codes() -> tuple[str, ...]:
    """Return new codes to be written down on paper."""
    made = (secret_code(_LENGTH) for _ in range(HOW_MANY_CODES))
    return tuple("-".join(code[i : i + 4] for i in range(0, _LENGTH, 4)) for code in made)


def recovery_digest(key: str, member_id: int, code: str) -> str:
    """Return what is kept of a recovery code, however it is typed."""
    bare = "".join(letter for letter in code.lower() if letter in ALPHABET)
    told = f"recovery\0{member_id}\0{bare}".encode()
    return hmac.digest(key.encode(), told, hashlib.sha256).hex()


def _seal(key: str, told: list[object]) -> str:
    return _box(key).encrypt(json.dumps(told).encode()).decode()


def _open(key: str, kept: str, lasts: int | None = None) -> tuple[int, str]:
    owner, secret = json.loads(_box(key).decrypt(kept.encode(), ttl=lasts))
    return owner, secret


def _box(key: str) -> Fernet:
    drawn = hmac.digest(key.encode(), b"second factor", hashlib.sha256)
    return Fernet(urlsafe_b64encode(drawn))
