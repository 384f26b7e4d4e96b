"""Answers of a cluster some parts of which do not answer: refused unless somebody reports them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from library.errors import IndexNotAnsweringError


class PartialAnswers:
    """Record of whether an answer was partial."""

    any_seen = False


_record: ContextVar[PartialAnswers | None] = ContextVar("partial_answers", default=None)


@contextmanager
def accepting_partial_answers() -> Iterator[PartialAnswers]:
    """Accept partial answers in this block; the caller must report those it was given."""
    record = PartialAnswers()
    token = _record.set(record)
    try:
        yield record
    finally:
        _record.reset(token)


def note_partial_answer(cause: str) -> None:
    """Record a partial answer; raise IndexNotAnsweringError if nobody would report it."""
    record = _record.get()
    if record is None:
        raise IndexNotAnsweringError(cause)
    record.any_seen = True
