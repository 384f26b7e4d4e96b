"""The token of a visitor's forms, kept in a cookie of its own while nobody is signed in.

An answer that only brings a form then never writes the session: one that arrives late, on a slow
line, would undo the sign-in of a newer one.
"""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "bieu-mau"

_FIELD = "csrf_token"
"""Name of the field, under which Flask-WTF keeps the token in the session too."""


class VisitorSession(SecureCookieSession):
    """A session that knows what its cookie held."""

    is_stored = False
    """True if the cookie of the session had more than the token of forms."""


class VisitorSessions(SecureCookieSessionInterface):
    """Sessions of which the token alone goes into its own cookie."""

    session_class = VisitorSession

    def open_session(self, app: Flask, request: Request) -> VisitorSession | None:
        """Return the session of the browser, with the token of its forms."""
        session = super().open_session(app, request)
        if session is not None:
            session.is_stored = bool(session.keys() - {_FIELD})
            token = _read(app, request.cookies.get(COOKIE, ""))
            if token and _FIELD not in session:
                dict.__setitem__(session, _FIELD, token)  # unlike the session's, changes nothing
        return session

    def save_session(self, app: Flask, session: VisitorSession, response: Response) -> None:
        """Write the session, or the cookie of the token if there is nothing else in it."""
        if session.keys() != {_FIELD}:
            super().save_session(app, session, response)
            return
        response.vary.add("Cookie")
        if session.modified:
            response.set_cookie(
                COOKIE,
                _signer(app).dumps(session[_FIELD]),
                httponly=True,
                samesite="Lax",
                secure=self.get_cookie_secure(app),
            )
        if session.is_stored:
            response.delete_cookie(self.get_cookie_name(app), samesite="Lax", httponly=True)


def _signer(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(app.secret_key, COOKIE)


def _read(app: Flask, cookie: str) -> str:
    try:
        return str(_signer(app).loads(cookie))
    except BadSignature:
        return ""
