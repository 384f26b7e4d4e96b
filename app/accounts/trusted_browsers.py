"""Trusted browsers: a signed cookie with the accounts that were signed in to in a browser.

Failed attempts from such a browser are counted separately, so that a stranger who guesses
passwords elsewhere cannot lock out the owner. The cookie grants no access.
"""

import hashlib
import secrets

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.who_asks import device_id
from app.services import services
from library.installation import secret_key
from library.staff.staff_accounts import name_key
from library.staff.throttle import SignInAttempt

_COOKIE = "quen"
_COOKIE_MAX_AGE_SECONDS = 180 * 24 * 3600
_MAX_ACCOUNTS = 8
"""Accounts remembered per browser, for people who share a computer."""


def sign_in_attempt(name: str) -> SignInAttempt:
    """Return the sign-in attempt of this request: name, address and browser mark."""
    return SignInAttempt(
        name, request.remote_addr or "", _trusted_accounts().get(_account_key(name))
    )


def remember(response: Response, name: str) -> Response:
    """Remember the account in this browser's cookie, except on a public computer."""
    if device_id() is not None:
        return response
    accounts = _trusted_accounts()
    mark = accounts.pop(_account_key(name), None) or secrets.token_urlsafe(12)
    latest = dict([*accounts.items(), (_account_key(name), mark)][-_MAX_ACCOUNTS:])
    response.set_cookie(
        _COOKIE,
        _signer().dumps(latest),
        max_age=_COOKIE_MAX_AGE_SECONDS,
        path="/can-bo",
        httponly=True,
        samesite="Strict",
        secure=services().settings.https,
    )
    return response


def _trusted_accounts() -> dict[str, str]:
    try:
        return dict(_signer().loads(request.cookies.get(_COOKIE, "")))
    except (BadSignature, TypeError, ValueError):
        return {}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret_key(services().settings), salt=_COOKIE)


def _account_key(name: str) -> str:
    return hashlib.sha256(name_key(name).encode()).hexdigest()[:16]
