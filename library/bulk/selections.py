"""Selections of items for bulk changes, stored for a month."""

from collections.abc import Iterable
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

MAX_ITEMS = 50_000
_SELECTION_LIFETIME = timedelta(days=30)


def save(
    session: Session, item_ids: Iterable[str], by: str, *, extends: int | None = None
) -> BulkSelection:
    """Store a selection of items; `extends` is the id of a selection whose items come first."""
    previous = ids(session, extends) if extends is not None else ()
    choice = tuple(dict.fromkeys((*previous, *item_ids)))
    if not choice:
        raise NothingChosenError
    if len(choice) > MAX_ITEMS:
        raise TooManyChosenError(MAX_ITEMS)
    moment = clock.now()
    session.execute(delete(BulkSelection).where(BulkSelection.made < moment - _SELECTION_LIFETIME))
    selection = BulkSelection(made=moment, made_by=by, count=len(choice), items="\n".join(choice))
    session.add(selection)
    session.flush()
    return selection


def ids(session: Session, selection_id: int) -> tuple[str, ...]:
    """Return the selected item ids; raise SelectionNotFoundError."""
    selection = session.get(BulkSelection, selection_id)
    if selection is None:
        raise SelectionNotFoundError
    return tuple(selection.items.split("\n"))
