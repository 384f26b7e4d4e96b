"""Trusted browsers: a signed cookie with the accounts that were signed in to in a browser.

Failed attempts from such a browser are counted separately, so that a stranger who guesses
passwords elsewhere cannot lock out the owner. The cookie grants no access.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.who_asks import device_id
from app.services import services
from library.installation import secret_key
from library.staff.staff_accounts import name_key
from library.staff.throttle import SignInAttempt

_COOKIE_MAX_AGE_SECONDS = 180 * 24 * 3600
_MAX_ACCOUNTS = 8
"""Accounts remembered per browser, for people who share a computer."""


@dataclass(frozen=True, slots=True)
class TrustedBrowsers:
    """The cookie of one kind of accounts, sent to the addresses where they are opened."""

    cookie: str
    path: str

    def mark(self, account_key: str) -> str | None:
        """Return the mark of this browser if the account was opened in it."""
        return self._accounts().get(account_key)

    def remember(self, response: Response, account_key: str) -> Response:
        """Remember the account in this browser's cookie, except on a public computer."""
        if device_id() is not None:
            return response
        accounts = self._accounts()
        mark = accounts.pop(account_key, None) or secrets.token_urlsafe(12)
        latest = dict([*accounts.items(), (account_key, mark)][-_MAX_ACCOUNTS:])
        response.set_cookie(
            self.cookie,
            self._signer().dumps(latest),
            max_age=_COOKIE_MAX_AGE_SECONDS,
            path=self.path,
            httponly=True,
            samesite="Strict",
            secure=services().settings.https,
        )
        return response

    def _accounts(self) -> dict[str, str]:
        try:
            return dict(self._signer().loads(request.cookies.get(self.cookie, "")))
        except (BadSignature, TypeError, ValueError):
            return {}

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(secret_key(services().settings), salt=self.cookie)


_STAFF = TrustedBrowsers("quen", "/can-bo")
_READERS = TrustedBrowsers("quen-ban-doc", "/tai-khoan")


def sign_in_attempt(name: str) -> SignInAttempt:
    """Return the sign-in attempt of this request: name, address and browser mark."""
    return SignInAttempt(name, request.remote_addr or "", _STAFF.mark(_account_key(name)))


def remember(response: Response, name: str) -> Response:
    """Remember an account of staff in this browser, except on a public computer."""
    return _STAFF.remember(response, _account_key(name))


def reader_mark(account: str) -> str | None:
    """Return the mark of this browser for a reader's account, named by its key."""
    return _READERS.mark(_digest(account))


def remember_reader(response: Response, account: str) -> Response:
    """Remember a reader's account, named by its key, except on a public computer."""
    return _READERS.remember(response, _digest(account))


def _account_key(name: str) -> str:
    return hashlib.sha256(name_key(name).encode()).hexdigest()[:16]


def _digest(account: str) -> str:
    """Return a digest from which nobody else can guess the account of a reader."""
    key = secret_key(services().settings).encode()
    return hmac.digest(key, f"quen-ban-doc\0{account}".encode(), "sha256").hex()[:16]
