"""Queues the pages that name units whose records changed; their images and texts stay."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager

from sqlalchemy import Engine as Database
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.queries import records
from library.database import reading, work
from library.places.edition import current_history
from library.places.kin import predecessors
from library.places.models import ChangeState, PlaceChange, RecordKind
from library.places.place_history import PlaceHistory
from search_index.analysis import normalise, tokens
from search_index.clauses import Clause, Layer, OneOf, Some
from search_index.engine import Reader
from search_index.query.operators import phrase

_WITHOUT_EFFECT = frozenset(
    {"note", "sources", "act", "issuer", "since_act", "until_act", "since_certainty", "certainty"}
)
"""Fields of a record that change the meaning of no name."""

_NAMES_AT_ONCE = 100
_ROWS_AT_ONCE = 2_000
_MAX_PAGES = 10_000
"""Pages that an engine returns at once; where more match, their whole items are queued."""

_NAME_FIELDS = {RecordKind.ERA: "name", RecordKind.VARIANT: "text"}
_Entry = tuple[str, int | None]


def spread_changes(
    database: Database, open_reader: Callable[[], AbstractContextManager[Reader]]
) -> int:
    """Queue the pages that name the units of accepted changes; return their number.

    A kill leaves the changes to the next call.
    """
    with reading(database) as session:
        changes = tuple(session.scalars(_accepted(PlaceChange).order_by(PlaceChange.id)))
        effective = [change for change in changes if _has_effect(change)]
        history = current_history(session) if effective else None
    if not changes:
        return 0
    rows = _rows_concerned(database, open_reader, history, effective) if history else []
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        with work(database) as session:
            for item_id, page in rows[start : start + _ROWS_AT_ONCE]:
                index_queue.requeue(session, item_id, page)
    with work(database) as session:
        set_spread(session, [change.id for change in changes])
    return len(rows)


def _rows_concerned(
    database: Database,
    open_reader: Callable[[], AbstractContextManager[Reader]],
    history: PlaceHistory,
    changes: Iterable[PlaceChange],
) -> list[_Entry]:
    with work(database) as session:  # first: who indexes a page now has read the units as they were
        index_queue.requeue_waiting(session)
    with open_reader() as reader:
        entries = dict.fromkeys(_pages_concerned(reader, history, changes))
    return _with_whole_items(database, entries)


def set_spread(session: Session, change_ids: Iterable[int]) -> None:
    """Note that the index has the units as these changes left them, or will have."""
    rows = PlaceChange.id.in_(list(change_ids))
    session.execute(update(PlaceChange).where(rows).values(spread=clock.now()))


def accepted_changes(session: Session) -> list[int]:
    """Return the accepted changes that are not spread yet."""
    return list(session.scalars(_accepted(PlaceChange.id)))


def _accepted(column: object) -> Select:
    return select(column).where(
        PlaceChange.state == ChangeState.ACCEPTED, PlaceChange.spread.is_(None)
    )


def _has_effect(change: PlaceChange) -> bool:
    old, new = change.before or {}, change.after or {}
    changed_fields = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    return not changed_fields <= _WITHOUT_EFFECT


def _with_whole_items(database: Database, entries: Collection[_Entry]) -> list[_Entry]:
    """Return the entries, whole items for those of which most pages are among them.

    A page alone costs twice as much as one of a whole item, whose description is read once.
    """
    pages = Counter(item_id for item_id, _ in entries)
    whole_items = {item_id for item_id, page in entries if page is None}
    ids = list(pages)
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        with reading(database) as session:
            items = records(session, ids[start : start + _ROWS_AT_ONCE])
        whole_items |= {id_ for id_, item in items.items() if pages[id_] * 2 >= item.page_count}
    single = (entry for entry in entries if entry[0] not in whole_items)
    return [*((item_id, None) for item_id in sorted(whole_items)), *single]


def _pages_concerned(
    reader: Reader, history: PlaceHistory, changes: Iterable[PlaceChange]
) -> Iterator[_Entry]:
    changes = tuple(changes)
    units = dict.fromkeys(unit for change in changes for unit in _units_of(change))
    present = dict.fromkeys(unit for unit in units if unit in history.units)
    further_units = dict.fromkeys(
        (*present, *(earlier for unit in present for earlier in predecessors(history, unit)))
    )
    names = dict.fromkeys((*_names_of(history, present), *_names_in(changes)))
    unit_ids = (OneOf(Layer.UNIT, (unit, f"?{unit}")) for unit in {**units, **further_units})
    clauses = [*filter(None, map(_named, names)), *unit_ids]
    for start in range(0, len(clauses), _NAMES_AT_ONCE):
        yield from _pages_with(reader, Some(tuple(clauses[start : start + _NAMES_AT_ONCE])))


def _units_of(change: PlaceChange) -> Iterator[str]:
    for fields in filter(None, (change.before, change.after)):
        if change.kind is RecordKind.EVENT:
            yield from (*fields["before"].split(), *fields["after"].split())
        else:
            yield fields["unit"]


def _names_in(changes: Iterable[PlaceChange]) -> Iterator[str]:
    """Yield the names of units in old and new rows: a deleted one is in the history no more."""
    for change in changes:
        field = _NAME_FIELDS.get(change.kind)
        rows = filter(None, (change.before, change.after))
        yield from (row[field] for row in rows if field)


def _names_of(history: PlaceHistory, units: Iterable[str]) -> Iterator[str]:
    for unit in (history.units[name] for name in units):
        yield from (era.name for era in unit.eras)
        yield from (variant.text for variant in unit.variants)


def _named(name: str) -> Clause | None:
    """Return the clause for pages with a name; None for one without letters, on no page."""
    words = tokens(normalise(name))
    return phrase(words, marked=False) if words else None


def _pages_with(reader: Reader, clause: Clause) -> Iterator[_Entry]:
    """Yield the pages that match; of too many, their whole items."""
    matching = reader.find(clause, first=0, size=_MAX_PAGES, by_page=True)
    if matching.total <= _MAX_PAGES:
        yield from ((page.item_id, page.page or None) for page in matching.items)
    else:
        yield from ((item_id, None) for item_id in reader.items(clause))
