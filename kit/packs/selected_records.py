"""Records of everything a point may hold, read from the database in one order and in parts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kit.packs import contents, tiers
from kit.packs.contents import KINDS
from kit.packs.item_records import image_records, item_records, page_records
from kit.packs.record_rows import RecordContent, Selection, record_content, rows_of
from library.catalogue.authorities.models import Authority, ItemAuthority
from library.catalogue.profile_versions import ProfileVersion
from library.exchange.records.item_batches import id_batches
from library.readers.models import Question
from library.stories.models import Story, StoryState
from points.access_points.models import AccessPoint, Device, DevicePlacement

Keys = Mapping[str, Collection[str]]
"""Keys of records by kind."""


def all_records(session: Session, selection: Selection) -> Iterator[RecordContent]:
    """Yield every record of a selection, a few thousand pages in memory at a time."""
    for kind, reader in _READERS.items():
        yield from reader(session, selection, kind, None)


def some_records(session: Session, selection: Selection, keys: Keys) -> Iterator[RecordContent]:
    """Yield the records with these keys, in the same order."""
    for kind, reader in _READERS.items():
        if keys.get(kind):
            yield from reader(session, selection, kind, frozenset(keys[kind]))


def _collections(
    session: Session, _selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the valid version of each profile; that of a removed collection has no text."""
    newest = select(func.max(ProfileVersion.id)).group_by(ProfileVersion.collection)
    yield from _plain(session, kind, keys, ProfileVersion.id.in_(newest))


def _authorities(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the records that items name, and those merged into them."""
    ids = _ids(keys) if keys is not None else sorted(_named(session, selection.items))
    yield from _by_ids(session, kind, ids)


def _stories(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    is_open = Story.state == StoryState.PUBLISHED
    yield from _plain(session, kind, keys, is_open, selection.items)


def _questions(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    is_open = Question.published.is_not(None)
    yield from _plain(session, kind, keys, is_open, selection.items)


def _points(
    session: Session, _selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    yield from _plain(session, kind, keys, AccessPoint.id.is_not(None))


def _computers(
    session: Session, selection: Selection, kind: str, _keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the one record of the computers that are at the point now, and its links."""
    links, devices, placements = KINDS[kind]
    ids = _computers_at(session, selection.point_id)
    here = [selection.point_id]
    is_theirs = DevicePlacement.device_id.in_(ids)
    rows = {
        links.name: rows_of(session, links, here).get(selection.point_id, []),
        devices.name: [row for rows in rows_of(session, devices, ids).values() for row in rows],
        placements.name: rows_of(session, placements, here, is_theirs).get(selection.point_id, []),
    }
    yield record_content(kind, selection.point_id, rows)


_Reader = Callable[
    [Session, Selection, str, Collection[str] | None],
    Iterator[RecordContent],
]
_READERS: Mapping[str, _Reader] = {
    contents.COLLECTION: _collections,
    contents.AUTHORITY: _authorities,
    contents.POINT: _points,
    contents.COMPUTERS: _computers,
    contents.ITEM: item_records,
    contents.STORY: _stories,
    contents.QUESTION: _questions,
    contents.PAGE: page_records,
    **dict.fromkeys(tiers.STEPS, image_records),
}
"""Readers of each kind, in the order in which a station takes the records in."""


def _plain(
    session: Session,
    kind: str,
    keys: Collection[str] | None,
    condition: ColumnElement[bool],
    items: Collection[str] | None = None,
) -> Iterator[RecordContent]:
    """Yield the records of a kind whose first table satisfies a condition.

    Where they name an item that does not go, they name none.
    """
    first, *_ = KINDS[kind]
    record = getattr(first.table, first.record)
    ids = session.scalars(select(record).where(condition).order_by(record)).all()
    wanted = ids if keys is None else [record_id for record_id in ids if str(record_id) in keys]
    yield from _by_ids(session, kind, wanted, items, condition)


def _by_ids(
    session: Session,
    kind: str,
    ids: Sequence[object],
    items: Collection[str] | None = None,
    condition: ColumnElement[bool] | None = None,
) -> Iterator[RecordContent]:
    first, *further_tables = KINDS[kind]
    conditions = () if condition is None else (condition,)
    for batch in id_batches(ids):
        by_table = {first.name: rows_of(session, first, batch, *conditions)}
        by_table.update({s.name: rows_of(session, s, batch) for s in further_tables})
        for record_id in batch:
            rows = {s.name: by_table[s.name].get(record_id, []) for s in KINDS[kind]}
            for row in (row for rows_of_table in rows.values() for row in rows_of_table):
                if items is not None and row.get("item_id") not in items and "item_id" in row:
                    row["item_id"] = None
            yield record_content(kind, record_id, rows)


def _named(session: Session, items: Collection[str]) -> set[int]:
    """Return the ids of the authority records that items name, with those merged into them."""
    columns = ItemAuthority.item_id, ItemAuthority.authority_id, ItemAuthority.origin_id
    ids: set[int] = set()
    for item_id, authority_id, origin_id in session.execute(select(*columns)):
        if item_id in items:
            ids.update((authority_id, origin_id))
    pairs = select(Authority.id, Authority.merged_into).where(Authority.merged_into.is_not(None))
    links = session.execute(pairs).all()
    while True:
        new = {
            authority_id for pair in links if ids.intersection(pair) for authority_id in pair
        } - ids
        if not new:
            return ids
        ids |= new


def _computers_at(session: Session, point_id: int) -> list[int]:
    """Return the enrolled computers whose last placement is at a point."""
    placements = select(DevicePlacement.device_id, DevicePlacement.point_id)
    last = dict(
        map(tuple, session.execute(placements.order_by(DevicePlacement.since, DevicePlacement.id)))
    )
    enrolled = session.scalars(select(Device).order_by(Device.id))
    return [
        device.id for device in enrolled if device.is_enrolled and last.get(device.id) == point_id
    ]


def _ids(keys: Iterable[str]) -> list[int]:
    return sorted(map(int, keys))
