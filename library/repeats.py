"""Repeats work that PostgreSQL ended for no fault of its own: a deadlock, a lost connection.

A transaction that failed left nothing behind. Work is therefore repeated from its beginning, but
only while nothing of it was committed, unless doing it twice is known to be the same as once.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

_log = logging.getLogger(__name__)

_PAUSES_SECONDS = (0.05, 0.3, 1.0)
"""Longest pauses before the attempts after the first while a person waits; a random part is taken,
so that two that met do not meet again."""

_PATIENT_PAUSES_SECONDS = (0.05, 0.3, 1.0, 3.0, 10.0, 20.0)
"""The same for work that nobody waits for: a server takes seconds to restart."""

_LOST_TURN = ("40001", "40P01")
"""SQLSTATEs of a serialisation failure and a deadlock: the transaction was rolled back."""

_LOST_SERVER = ("08", "57P")
"""Beginnings of the SQLSTATEs of a lost connection and of a server that stops or starts."""

_thread = threading.local()
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def note_commit() -> None:
    """Note that this thread is about to commit, so that its work may have lasting effects."""
    _thread.commits = _commits() + 1


def repeated(attempt: Callable[[], _Result]) -> _Result:
    """Return the result of an attempt, repeated after transient failures before its commit."""
    for pause in _PAUSES_SECONDS:
        commits = _commits()
        try:
            return attempt()
        except DBAPIError as error:
            if _commits() != commits or not is_transient(error):
                raise
            _wait(error, pause)
    return attempt()


def repeatable(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Return a function that is repeated after transient failures; twice must be as once."""

    @wraps(function)
    def patient(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        for pause in _PATIENT_PAUSES_SECONDS:
            try:
                return function(*args, **kwargs)
            except DBAPIError as error:
                if not is_transient(error):
                    raise
                _wait(error, pause)
        return function(*args, **kwargs)

    return patient


def is_transient(error: DBAPIError) -> bool:
    """Return True if the same work can succeed a moment later."""
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return state in _LOST_TURN or state.startswith(_LOST_SERVER)
    # a client that finds its connection closed has no SQLSTATE to report
    is_postgresql = type(error.orig).__module__.startswith("psycopg")
    return error.connection_invalidated or (is_postgresql and isinstance(error, OperationalError))


def _commits() -> int:
    return getattr(_thread, "commits", 0)


def _wait(error: DBAPIError, pause: float) -> None:
    _log.warning("the database ended a transaction, which is repeated: %s", error.orig)
    time.sleep(random.uniform(pause / 2, pause))  # noqa: S311  (no secret)
