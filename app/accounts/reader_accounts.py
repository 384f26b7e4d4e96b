"""Reader accounts: the signed-in reader and the cookie of the session."""

from flask import Response, g, request

from app.accounts.who_asks import device_id
from app.services import services
from library.database import reading
from library.readers.reader_accounts import REMEMBERED_LIFETIME, Reader, reader_of_token

_COOKIE = "ban-doc"


def is_offered() -> bool:
    """Return True if reader accounts are enabled here; public computers need the mode `all`."""
    mode = services().settings.reader_accounts
    return mode == "all" or (mode == "own" and device_id() is None)


def account() -> Reader | None:
    """Return the reader signed in with this browser, or None; cached for the request."""
    if "reader_account" not in g:
        token = request.cookies.get(_COOKIE)
        g.reader_account = _look_up(token) if token and is_offered() else None
    return g.reader_account


def token() -> str:
    """Return the reader session token from the cookie, or an empty string."""
    return request.cookies.get(_COOKIE, "")


def set_cookie(response: Response, token: str, *, stays: bool) -> Response:
    """Set the session cookie for `REMEMBERED_LIFETIME` or for the browser session."""
    response.set_cookie(
        _COOKIE,
        token,
        max_age=int(REMEMBERED_LIFETIME.total_seconds()) if stays else None,
        httponly=True,
        samesite="Lax",
        secure=services().settings.https,
    )
    return response


def delete_cookie(response: Response) -> Response:
    """Delete the session cookie."""
    response.delete_cookie(_COOKIE, samesite="Lax")
    return response


def _look_up(token: str) -> Reader | None:
    with reading(services().database) as session:
        return reader_of_token(session, token)
