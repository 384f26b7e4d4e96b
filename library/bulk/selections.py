"""Keeps what was chosen to be worked on together, for a month."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import BulkSelection
from library.bulk.problems import (
    NothingChosenError,
    SelectionNotFoundError,
    TooManyChosenError,
)

MOST = 50_000
_KEPT = timedelta(days=30)


def keep(
    session: Session, item_ids: Iterable[str], by: str, *, more: int | None = None
) -> BulkSelection:
    """Keep a choice of items; with `more`, those chosen before come first."""
    before = ids(session, more) if more is not None else ()
    chosen = tuple(dict.fromkeys((*before, *item_ids)))
    if not chosen:
        raise NothingChosenError
    if len(chosen) > MOST:
        raise TooManyChosenError(MOST)
    moment = clock.now()
    session.execute(delete(BulkSelection).where(BulkSelection.made < moment - _KEPT))
    selection = BulkSelection(made=moment, made_by=by, count=len(chosen), items="\n".join(chosen))
    session.add(selection)
    session.flush()
    return selection


def ids(session: Session, selection_id: int) -> tuple[str, ...]:
    """Return the ids that were chosen; raise SelectionNotFoundError."""
    selection = session.get(BulkSelection, selection_id)
    if selection is None:
        raise SelectionNotFoundError
    return tuple(selection.items.split("\n"))


def in_parts(item_ids: tuple[str, ...], size: int = 500) -> Iterator[tuple[str, ...]]:
    """Give ids a few hundred at a time, as many as one question of the database takes."""
    for place in range(0, len(item_ids), size):
        yield item_ids[place : place + size]
