"""Records of everything a point may hold, read from the database in one order and in parts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kit.packs import tiers
from kit.packs.record_rows import (
    AUTHORITY,
    COLLECTION,
    COMPUTERS,
    IS_SHOWN,
    ITEM,
    KINDS,
    PAGE,
    POINT,
    QUESTION,
    STORY,
    RecordContent,
    Row,
    Selection,
    content_with_files,
    is_of,
    record_content,
    rows_of,
)
from library.catalogue.authorities.models import Authority, ItemAuthority
from library.catalogue.description.fields import public_fields
from library.catalogue.models import Derivative, DerivativeKind, Page
from library.catalogue.profile_cache import profiles_of
from library.catalogue.profile_versions import ProfileVersion
from library.catalogue.profiles import Profile
from library.exchange.item_description import Original
from library.exchange.marc21.marc_record import as_stored, of_stored
from library.exchange.marc21.public_fields import public_part
from library.exchange.records.item_batches import id_batches
from library.readers.models import Question
from library.recordings.models import TranscriptKind
from library.recordings.playing import shown_words
from library.stories.models import Story, StoryState
from points.access_points.device_life import last_kind
from points.access_points.models import (
    AccessPoint,
    Device,
    DeviceChangeKind,
    DevicePlacement,
)

Keys = Mapping[str, Collection[str]]
"""Keys of records by kind."""

_OUT_OF_USE = (DeviceChangeKind.RETIRED, DeviceChangeKind.REPLACED)
_PAGES_AT_ONCE = 2_000
_ITEMS_AT_ONCE = 500

_ORDER = (
    *(COLLECTION, AUTHORITY, POINT, COMPUTERS, ITEM, STORY, QUESTION, PAGE),
    *tiers.STEPS,
)
"""Kinds in the order in which a station takes the records in."""

_IS_OPEN: Mapping[str, ColumnElement[bool]] = {
    COLLECTION: ProfileVersion.id.in_(
        select(func.max(ProfileVersion.id)).group_by(ProfileVersion.collection)
    ),
    POINT: AccessPoint.id.is_not(None),
    STORY: Story.state == StoryState.PUBLISHED,
    QUESTION: Question.published.is_not(None),
}
"""Condition on the rows that go, of kinds whose records do not depend on the point.

Of each profile the valid version goes; that of a removed collection has no text.
"""


def records(
    session: Session, selection: Selection, keys: Keys | None = None
) -> Iterator[RecordContent]:
    """Yield every record of a selection, or those with these keys, in one order."""
    for kind in _ORDER:
        if keys is None or keys.get(kind):
            own_keys = None if keys is None else frozenset(keys[kind])
            yield from _of_kind(session, selection, kind, own_keys)


def _of_kind(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    if kind == PAGE:
        return _pages(session, selection, keys)
    if kind in tiers.STEPS:
        return _images(session, selection, kind, keys)
    if kind == COMPUTERS:
        return _computers(session, selection)
    if kind in _IS_OPEN:
        record = KINDS[kind][0].table.c[KINDS[kind][0].record_column]
        every_id = session.scalars(select(record).where(_IS_OPEN[kind]).order_by(record)).all()
        ids = [name for name in every_id if keys is None or str(name) in keys]
    elif kind == AUTHORITY:
        ids = sorted(_named(session, selection.items) if keys is None else map(int, keys))
    else:
        ids = sorted(selection.items if keys is None else keys)
    return _by_ids(session, selection, kind, ids)


def _by_ids(
    session: Session, selection: Selection, kind: str, ids: Sequence[object]
) -> Iterator[RecordContent]:
    """Yield records as the public may see them; an item that does not go is not named in them."""
    profiles = profiles_of(session)
    first, *further_tables = KINDS[kind]
    conditions = (_IS_OPEN[kind],) if kind in _IS_OPEN else ()
    for batch in id_batches(ids):
        by_table = {first.name: rows_of(session, first, is_of(first, batch), *conditions)}
        by_table.update({s.name: rows_of(session, s, is_of(s, batch)) for s in further_tables})
        for record_id in batch:
            rows = {name: by_record.get(record_id, []) for name, by_record in by_table.items()}
            for row in chain(*rows.values()):
                for link in ("item_id", "part_of"):
                    if link in row and row[link] not in selection.items:
                        row[link] = None
            for item in rows.get("item", ()):
                _make_public(item, rows["original_record"], profiles.get(item["collection"]))
            if kind == ITEM:
                rows["transcript"] = list(_shown_transcripts(session, selection, record_id, rows))
            yield record_content(kind, record_id, rows)


def _shown_transcripts(
    session: Session, selection: Selection, item_id: str, rows: Mapping[str, list[Row]]
) -> Iterator[Row]:
    """Yield the transcripts of an item whose pages go, without stretches that staff left out."""
    for row in rows["transcript"] if item_id in selection.with_pages else ():
        file, kind = str(row["file"]), TranscriptKind(row["kind"])
        yield row | {"cues": shown_words(session, item_id, file, str(row["cues"]), kind)}


def _make_public(item: Row, originals: list[Row], profile: Profile | None) -> None:
    """Leave out the fields of an item and of its MARC record that are for staff."""
    item["other_fields"] = public_fields(profile, item["other_fields"])
    for row in originals:
        original = public_part(Original(of_stored(row["content"]), row["described"]))
        row["content"] = as_stored(original.record)
        row["described"] = public_fields(profile, row["described"])


def _computers(session: Session, selection: Selection) -> Iterator[RecordContent]:
    """Yield the one record of the computers that are at a point now, and its links."""
    links, devices, placements = KINDS[COMPUTERS]
    here, ids = [selection.point_id], _computers_at(session, selection.point_id)
    is_theirs = DevicePlacement.device_id.in_(ids)
    by_table = {
        links.name: rows_of(session, links, is_of(links, here)),
        devices.name: rows_of(session, devices, is_of(devices, ids)),
        placements.name: rows_of(session, placements, is_of(placements, here), is_theirs),
    }
    rows = {name: list(chain(*by_record.values())) for name, by_record in by_table.items()}
    yield record_content(COMPUTERS, selection.point_id, rows)


def _pages(
    session: Session, selection: Selection, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the pages of items, all or those named as `item/number`."""
    page, *child_tables = KINDS[PAGE]
    ids = selection.with_pages if keys is None else {key.rpartition("/")[0] for key in keys}
    for batch in _page_batches(selection, ids):
        is_theirs = Page.item_id.in_(batch), IS_SHOWN
        pages = rows_of(session, page, *is_theirs, record=Page.item_id, order=(Page.number,))
        children = {}
        for s in child_tables:
            is_article = (Derivative.kind == DerivativeKind.ARTICLES,)
            conditions = is_article if s.table is Derivative.__table__ else ()
            children[s.name] = rows_of(session, s, *is_theirs, *conditions)
        for row in (row for item_id in batch for row in pages[item_id]):
            key = f"{row['item_id']}/{row['number']}"
            if keys is not None and key not in keys:
                continue
            rows = {name: by_page.get(row["id"], []) for name, by_page in children.items()}
            if row["words"] in selection.lost:
                row["words"] = None
            rows[page.name] = [row]
            yield content_with_files(PAGE, key, rows, selection.lost, row["words"])


def _images(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the images of items of one step, all or those named."""
    (shipped,) = KINDS[kind]
    order = Page.number, Derivative.width, Derivative.id
    for batch in _page_batches(selection, selection.images.get(kind, ()) if keys is None else keys):
        conditions = Page.item_id.in_(batch), IS_SHOWN, tiers.CONDITIONS[kind], tiers.IS_SENT
        rows = rows_of(session, shipped, *conditions, record=Page.item_id, order=order)
        for item_id in batch:
            if rows[item_id]:
                images = {shipped.name: rows[item_id]}
                yield content_with_files(kind, item_id, images, selection.lost)


def _page_batches(selection: Selection, ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield items in order of their ids, together with not many more than some thousand pages."""
    batch: list[str] = []
    pages = 0
    for item_id in sorted(ids):
        batch.append(item_id)
        pages += selection.items.get(item_id, 0)
        if pages >= _PAGES_AT_ONCE or len(batch) >= _ITEMS_AT_ONCE:
            yield batch
            batch, pages = [], 0
    if batch:
        yield batch


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
    """Return the computers whose last placement is at a point, but those that are out of use.

    One that is not enrolled yet goes as well: the code for it comes from the station.
    """
    placements = select(DevicePlacement.device_id, DevicePlacement.point_id)
    last = dict(
        map(tuple, session.execute(placements.order_by(DevicePlacement.since, DevicePlacement.id)))
    )
    kinds = session.execute(select(Device.id, last_kind()).order_by(Device.id))
    return [
        device_id
        for device_id, kind in kinds
        if last.get(device_id) == point_id and kind not in _OUT_OF_USE
    ]
