"""Knows a reader who signed in, where accounts are offered at all."""

from flask import Response, g, request

from app.accounts.who_asks import device_id
from app.services import services
from library.database import reading
from library.readers.reader_accounts import STAYS, SignedIn, signed_in

_COOKIE = "ban-doc"


def offered() -> bool:
    """Say whether an account is offered here: never on a public computer, unless allowed."""
    mode = services().settings.reader_accounts
    return mode == "all" or (mode == "own" and device_id() is None)


def account() -> SignedIn | None:
    """Return the reader who signed in in this browser."""
    if "reader_account" not in g:
        token = request.cookies.get(_COOKIE)
        g.reader_account = _look_up(token) if token and offered() else None
    return g.reader_account


def token() -> str:
    """Return by what this browser says who it is."""
    return request.cookies.get(_COOKIE, "")


def keep(response: Response, token: str, *, stays: bool) -> Response:
    """Let this browser say who it is: for a month, or until it is closed."""
    response.set_cookie(
        _COOKIE,
        token,
        max_age=int(STAYS.total_seconds()) if stays else None,
        httponly=True,
        samesite="Lax",
        secure=services().settings.https,
    )
    return response


def forget(response: Response) -> Response:
    """Let this browser say nothing any more."""
    response.delete_cookie(_COOKIE, samesite="Lax")
    return response


def _look_up(token: str) -> SignedIn | None:
    with reading(services().database) as session:
        return signed_in(session, token)
