"""Addresses for proxies and systemd: `/healthz` (alive) and `/readyz` (fully at work).

They are answered before Flask: without database, session, language or usage counting. A stranger
learns which part fails and nothing else.
"""

import json
import time
from collections.abc import Callable, Iterable
from threading import Lock

from flask import Flask

from library.doctor import all_conditions
from library.monitoring.conditions import TimedChecks
from library.settings import Settings

ALIVE_PATH, READY_PATH = "/healthz", "/readyz"

_CHECK_SECONDS = 1.5
"""Longest time of the checks: proxies and probes wait two seconds."""

_FRESH_SECONDS = 3.0
"""Age up to which a result is given again, so that many requests cost no more than one."""

_MAX_AGE_SECONDS = 30.0
"""Age up to which a result is given while another request checks; after that, requests wait."""

StartResponse = Callable[[str, list[tuple[str, str]]], object]
WsgiApp = Callable[[dict[str, object], StartResponse], Iterable[bytes]]


class Readiness:
    """Failing parts without which the site cannot serve everybody, checked at most so often."""

    def __init__(self, checks: TimedChecks) -> None:
        self._checks = checks
        self._lock = Lock()
        self._failed: tuple[str, ...] = ()
        self._checked = float("-inf")

    def failed(self) -> tuple[str, ...]:
        """Return the codes of the conditions that fail."""
        patience = _CHECK_SECONDS if self._age() > _MAX_AGE_SECONDS else 0
        if self._age() < _FRESH_SECONDS or not self._lock.acquire(timeout=patience):
            return self._failed
        try:
            if self._age() >= _FRESH_SECONDS:
                checks = self._checks.results(_CHECK_SECONDS)
                self._failed = tuple(check.code for check in checks if not check.ok)
                self._checked = time.monotonic()
        finally:
            self._lock.release()
        return self._failed

    def _age(self) -> float:
        return time.monotonic() - self._checked


def install(app: Flask, settings: Settings) -> None:
    """Answer the health addresses before the app."""
    conditions = tuple(condition for condition in all_conditions() if condition.is_for_readiness)
    app.wsgi_app = answering(app.wsgi_app, Readiness(TimedChecks(settings, conditions)))


def answering(app: WsgiApp, readiness: Readiness) -> WsgiApp:
    """Return a WSGI app that answers the health addresses, and passes on all others."""

    def answer(environ: dict[str, object], start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path not in (ALIVE_PATH, READY_PATH) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return app(environ, start_response)
        faults = readiness.failed() if path == READY_PATH else ()
        facts = {"alive": True} if path == ALIVE_PATH else {"ready": not faults, "failed": faults}
        body = json.dumps(facts).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("503 Service Unavailable" if faults else "200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer
