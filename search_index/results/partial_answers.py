"""Answers of a cluster some parts of which do not answer: refused unless somebody reports them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from library.errors import IndexNotAnsweringError

SEARCH_SECONDS = 8.0
"""Longest time for which a reader waits for all that a search asks of a cluster."""


class PartialAnswers:
    """Record of whether an answer was partial, and the moment at which its reader waits no more."""

    any_seen = False

    def __init__(self, ends: float) -> None:
        self.ends = ends


_record: ContextVar[PartialAnswers | None] = ContextVar("partial_answers", default=None)


@contextmanager
def accepting_partial_answers() -> Iterator[PartialAnswers]:
    """Accept partial answers in this block; the caller must report those it was given."""
    outer = _record.get()
    record = PartialAnswers(outer.ends if outer else time.monotonic() + SEARCH_SECONDS)
    token = _record.set(record)
    try:
        yield record
    finally:
        _record.reset(token)


def seconds_left() -> float:
    """Return the time for which the reader of this block still waits."""
    record = _record.get()
    return SEARCH_SECONDS if record is None else max(record.ends - time.monotonic(), 0.0)


def note_partial_answer(cause: str) -> None:
    """Record a partial answer; raise IndexNotAnsweringError if nobody would report it."""
    record = _record.get()
    if record is None:
        raise IndexNotAnsweringError(cause)
    record.any_seen = True
