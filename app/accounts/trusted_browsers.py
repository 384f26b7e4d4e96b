"""Remembers, in a browser, whose account was opened in it: its guesses are counted by themselves.

So a stranger who guesses at an account from elsewhere never locks out the browser of its owner.
What is remembered opens nothing.
"""

import hashlib
import secrets

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.who_asks import device_id
from app.services import services
from library.installation import secret_key
from library.staff.staff_accounts import same_name
from library.staff.throttle import SignInAttempt

_COOKIE = "quen"
_HALF_A_YEAR = 180 * 24 * 3600
_MOST = 8
"""People who share a computer."""


def knock(name: str) -> SignInAttempt:
    """Return who says what name from where."""
    return SignInAttempt(name, request.remote_addr or "", _remembered().get(_short(name)))


def remember(response: Response, name: str) -> Response:
    """Let this browser be known to an account; a public computer is known to nobody."""
    if device_id() is not None:
        return response
    known = _remembered()
    mark = known.pop(_short(name), None) or secrets.token_urlsafe(12)
    latest = dict([*known.items(), (_short(name), mark)][-_MOST:])
    response.set_cookie(
        _COOKIE,
        _signer().dumps(latest),
        max_age=_HALF_A_YEAR,
        path="/can-bo",
        httponly=True,
        samesite="Strict",
        secure=services().settings.https,
    )
    return response


def _remembered() -> dict[str, str]:
    try:
        return dict(_signer().loads(request.cookies.get(_COOKIE, "")))
    except (BadSignature, TypeError, ValueError):
        return {}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret_key(services().settings), salt=_COOKIE)


def _short(name: str) -> str:
    return hashlib.sha256(same_name(name).encode()).hexdigest()[:16]
