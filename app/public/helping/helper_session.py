"""The helper of a browser session, for one day and without a name; the class of a link."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from flask import current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from app.server.client_shares import share_of_request
from library import clock
from library.corrections.problems import InvalidClassError, InvalidTermError

MAX_CLASS_DAYS = 60
"""Longest term of a link; answers are stored as long, so that a class sees all its work."""

_COOKIE_KEY = "giup"
_MAX_NAME_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Helper:
    """Random name of a browser session on one day, and the number of lines it sent."""

    name: str
    count: int

    @classmethod
    def of_request(cls) -> Self:
        """Return the helper of this session; a new one on a new day."""
        day, name, count = session.get(_COOKIE_KEY) or ("", "", 0)
        if day == clock.today().isoformat():
            return cls(name, count)
        return cls(secrets.token_hex(8), 0)

    def count_line(self) -> None:
        """Store one more line in the cookie of the session."""
        session[_COOKIE_KEY] = (clock.today().isoformat(), self.name, self.count + 1)


@dataclass(frozen=True, slots=True)
class ClassLink:
    """A class that types the lines of one item until a day."""

    item_id: str
    until: date
    code: str
    name: str

    @property
    def token(self) -> str:
        """Text of the link, signed."""
        values = [self.item_id, self.until.isoformat(), self.code, self.name]
        return _signer().dumps(values)


def new_class(item_id: str, days: int, name: str) -> ClassLink:
    """Return the link of a new class; raise InvalidTermError."""
    if not 1 <= days <= MAX_CLASS_DAYS:
        raise InvalidTermError(MAX_CLASS_DAYS)
    until = clock.today() + timedelta(days=days)
    name = " ".join(name.split())[:_MAX_NAME_LETTERS]
    return ClassLink(item_id, until, secrets.token_hex(4), name)


def read_class(token: str) -> ClassLink | None:
    """Return the class of a link, None without one; raise InvalidClassError."""
    if not token:
        return None
    try:
        item_id, until, code, name = _signer().loads(token)
    except BadSignature:
        raise InvalidClassError from None
    link = ClassLink(item_id, date.fromisoformat(until), code, name)
    if link.until < clock.today():
        raise InvalidClassError
    return link


def place_of_request(digest: str) -> str:
    """Return the checksum of network and line: the same network is not recognised elsewhere."""
    network = share_of_request().partition("#")[0] or request.remote_addr or ""
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"{digest}\0{network}".encode(), "sha256").hex()[:16]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="lop-cung-chep")
