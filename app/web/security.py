"""Keeps strangers' pages, scripts and forms out."""

from datetime import timedelta

from flask import Flask, Response
from flask_wtf import CSRFProtect

from library.installation import secret_key
from library.settings import Settings

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_CSRF_EXEMPT_VIEWS = tuple(
    f"app.kiosk.events.{name}" for name in ("receive", "wipe", "enrol", "survey")
)
"""They ask for a token or a code, which no page of a stranger can send along."""

_PARTS = 10_000
_A_SHIFT = timedelta(hours=12)


def install(app: Flask, settings: Settings) -> None:
    """Set cookies, limits, tokens and headers."""
    app.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_NAME="phien",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=_A_SHIFT,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open as long as the session lives
        MAX_CONTENT_LENGTH=settings.upload_mb << 20,
        MAX_FORM_PARTS=_PARTS,  # a book of thousands of page images is one form
    )
    protection = CSRFProtect(app)
    for view in _CSRF_EXEMPT_VIEWS:
        protection.exempt(view)
    app.after_request(_add_headers)


def own_address(target: str | None, otherwise: str) -> str:
    """Return `target` when it is an address of this site, and nothing a browser could misread.

    Browsers drop tabs and newlines and take `\\` for `/`, so `/\\t/elsewhere` leads elsewhere.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or not target.isprintable():
        return otherwise
    return target


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
