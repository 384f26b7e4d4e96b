"""Protection against foreign pages, scripts and forms."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from urllib.parse import SplitResult

from flask import Flask, Response, request
from flask_wtf import CSRFProtect

from app.web.form_token_cookie import VisitorSessions
from library.installation import make_secret_key, secret_key
from library.settings import Settings
from library.untrusted.web_addresses import split_address

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
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
_PART_HEADERS = {"X-Content-Type-Options": "nosniff"}
"""Policies of documents mean nothing on a style, script, font or image; a page has twenty."""

_PARTS_OF_PAGES = {"text/css", "text/javascript", "font/woff2"}
_IMAGES = {"image/avif", "image/webp", "image/png", "image/jpeg"}
_HTTPS_ONLY_SECONDS = 365 * 24 * 3600
"""Time for which a browser that came over HTTPS does not use plain HTTP."""

_MAX_FORM_PARTS = 10_000
_SESSION_LIFETIME = timedelta(hours=12)


def install(app: Flask, settings: Settings) -> None:
    """Set up session cookies, form limits, CSRF tokens and security headers."""
    make_secret_key(settings, app.extensions["services"].database)
    app.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_NAME="phien",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=_SESSION_LIFETIME,
        SESSION_REFRESH_EACH_REQUEST=False,  # a late answer would undo what a newer one stored
        WTF_CSRF_TIME_LIMIT=None,  # a form is valid as long as the session
        MAX_FORM_PARTS=_MAX_FORM_PARTS,  # a book of thousands of page images is one form
    )
    app.session_interface = VisitorSessions()
    CSRFProtect(app)
    app.after_request(_add_headers)
    if settings.https:
        app.after_request(_require_https)


def allow_connections(response: Response, origin: str) -> Response:
    """Let the scripts of one page connect to another origin as well."""
    policy = _POLICY.replace("connect-src 'self'", f"connect-src 'self' {origin}")
    response.headers["Content-Security-Policy"] = policy
    return response


def exempt_from_csrf(app: Flask, views: Iterable[Callable[..., object]]) -> None:
    """Accept POST requests to these views without a CSRF token."""
    for view in views:
        app.extensions["csrf"].exempt(view)


def same_site_address(target: str | None, otherwise: str) -> str:
    """Return `target` if it is safe as an address of this site, else `otherwise`.

    Browsers drop tabs and newlines and read `\\` as `/`, so `/\\t/elsewhere` leads elsewhere.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or not target.isprintable():
        return otherwise
    return target


def is_from_this_site() -> bool:
    """Return True if a page of this site sent the request, as far as the browser reports it."""
    sender = request.headers.get("Origin") or request.referrer or ""
    return split_address(sender).netloc == request.host


def referring_page() -> SplitResult:
    """Return the address of the page of this site with the link or form; empty parts if none."""
    page = split_address(request.referrer or "")
    return page if page.netloc == request.host else split_address("")


def _require_https(response: Response) -> Response:
    """Require HTTPS in this browser for a year; browsers ignore the header over plain HTTP."""
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_HTTPS_ONLY_SECONDS}"
    return response


def _add_headers(response: Response) -> Response:
    parts = _IMAGES | _PARTS_OF_PAGES if request.endpoint == "static" else _IMAGES
    for name, value in (_PART_HEADERS if response.mimetype in parts else _HEADERS).items():
        response.headers.setdefault(name, value)
    return response
