"""Records of items, their pages and images: a few thousand pages in memory at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kit.packs import tiers
from kit.packs.contents import KINDS, Shipped
from kit.packs.record_rows import (
    IS_SHOWN,
    RecordContent,
    Row,
    Rows,
    Selection,
    content_with_files,
    grouped,
    record_content,
    row_of,
    rows_of,
)
from library.catalogue.description.fields import public_fields
from library.catalogue.models import Derivative, DerivativeKind, Page
from library.catalogue.profile_cache import profiles_of
from library.catalogue.profiles import Profile
from library.exchange.item_description import Original
from library.exchange.marc21.marc_record import as_stored, of_stored
from library.exchange.marc21.public_fields import public_part
from library.exchange.records.item_batches import id_batches

_PAGES_AT_ONCE = 2_000
_ITEMS_AT_ONCE = 500


def item_records(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the descriptions of items, all or those named, as the public may see them."""
    ids = sorted(selection.items if keys is None else keys)
    profiles = profiles_of(session)
    for batch in id_batches(ids):
        by_table = {s.name: rows_of(session, s, batch) for s in KINDS[kind]}
        for item_id in batch:
            rows = {s.name: by_table[s.name].get(item_id, []) for s in KINDS[kind]}
            for item in rows["item"]:
                _make_public(item, rows["original_record"], profiles.get(item["collection"]))
                item["part_of"] = item["part_of"] if item["part_of"] in selection.items else None
                yield record_content(kind, item_id, rows)


def page_records(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the pages of items, all or those named as `item/number`."""
    page, *child_tables = KINDS[kind]
    ids = selection.with_pages if keys is None else {key.rpartition("/")[0] for key in keys}
    for batch in _page_batches(selection, ids):
        is_theirs = Page.item_id.in_(batch)
        children = {s.name: _page_children(session, s, is_theirs) for s in child_tables}
        for row in _page_rows(session, page, is_theirs):
            key = f"{row['item_id']}/{row['number']}"
            if keys is not None and key not in keys:
                continue
            rows = {page.name: [row]}
            rows.update({name: by_page.get(row["id"], []) for name, by_page in children.items()})
            if row["words"] in selection.lost:
                row["words"] = None
            yield content_with_files(kind, key, rows, selection.lost, row["words"])


def image_records(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the images of items of one step, all or those named."""
    (shipped,) = KINDS[kind]
    ids = selection.images.get(kind, ()) if keys is None else keys
    for batch in _page_batches(selection, ids):
        by_item: Rows = defaultdict(list)
        columns = [shipped.table.__table__.columns[name] for name in shipped.columns]
        query = (
            select(Page.item_id, *columns)
            .join(Page, Page.id == Derivative.page_id)
            .where(Page.item_id.in_(batch), IS_SHOWN, tiers.CONDITIONS[kind])
            .order_by(Page.item_id, Page.number, Derivative.width, Derivative.id)
        )
        for item_id, *values in session.execute(query):
            by_item[item_id].append(row_of(shipped, values))
        for item_id in batch:
            if by_item[item_id]:
                yield content_with_files(
                    kind, item_id, {shipped.name: by_item[item_id]}, selection.lost
                )


def _make_public(item: Row, originals: list[Row], profile: Profile | None) -> None:
    """Leave out the fields of an item and of its MARC record that are for staff."""
    item["other_fields"] = public_fields(profile, item["other_fields"])
    for row in originals:
        original = public_part(Original(of_stored(row["content"]), row["described"]))
        row["content"] = as_stored(original.record)
        row["described"] = public_fields(profile, row["described"])


def _page_rows(session: Session, shipped: Shipped, is_theirs: ColumnElement[bool]) -> Iterator[Row]:
    columns = [shipped.table.__table__.columns[name] for name in shipped.columns]
    query = select(*columns).where(is_theirs, IS_SHOWN).order_by(Page.item_id, Page.number)
    return (row_of(shipped, values) for values in session.execute(query))


def _page_children(session: Session, shipped: Shipped, is_theirs: ColumnElement[bool]) -> Rows:
    table = shipped.table.__table__
    columns = [table.columns[name] for name in shipped.columns]
    query = select(*columns).join(Page, Page.id == table.c.page_id).where(is_theirs, IS_SHOWN)
    if shipped.table is Derivative:
        query = query.where(Derivative.kind == DerivativeKind.ARTICLES)
    return grouped(shipped, session.execute(query.order_by(*table.primary_key)))


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
