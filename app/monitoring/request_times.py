"""Response times and errors of the site, without addresses, paths or persons."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from flask import Flask, Response, g, request

from library.monitoring.figures import Requests
from library.settings import Settings

_MAX_TIMES = 50_000
"""Response times that are kept between two samples, 400 kB; of more requests, the last count."""

Observer = Callable[[str, int, float], None]
"""Receives the area of the site, the status, and the seconds until the answer began."""


class RequestTimes:
    """Response times since the last sample."""

    def __init__(self) -> None:
        self.observers: list[Observer] = []
        self._lock = Lock()
        self._times: deque[float] = deque(maxlen=_MAX_TIMES)
        self._requests = self._errors = 0

    def note(self, area: str, status: int, seconds: float, *, is_error: bool) -> None:
        """Note an answer."""
        with self._lock:
            self._times.append(seconds)
            self._requests += 1
            self._errors += is_error
        for observe in self.observers:
            observe(area, status, seconds)

    def take(self) -> Requests:
        """Return the figures since the last call."""
        with self._lock:
            times, self._times = sorted(self._times), deque(maxlen=_MAX_TIMES)
            requests, errors, self._requests, self._errors = self._requests, self._errors, 0, 0
        return Requests(requests, errors, _quantile(times, 0.5), _quantile(times, 0.95))


def install(app: Flask, _settings: Settings) -> None:
    """Time every request that Flask answers."""
    times = app.extensions["request_times"] = RequestTimes()

    def begin() -> None:
        g.began = time.monotonic()

    def end(response: Response) -> Response:
        seconds = time.monotonic() - g.get("began", time.monotonic())
        is_error = response.status_code >= 500 and "Retry-After" not in response.headers
        times.note(_area(), response.status_code, seconds, is_error=is_error)
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(end)


def _area() -> str:
    """Return the blueprint that answers, or `static`, or `none` for unknown addresses."""
    return request.blueprint or (request.endpoint or "none").partition(".")[0]


def _quantile(times: list[float], share: float) -> float | None:
    """Return a quantile in milliseconds."""
    return round(times[int(share * (len(times) - 1))] * 1000, 1) if times else None
