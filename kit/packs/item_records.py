"""Records of pages and their images: a few thousand pages in memory at a time."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy.orm import Session

from kit.packs import tiers
from kit.packs.contents import KINDS, PAGE
from kit.packs.record_rows import (
    IS_SHOWN,
    RecordContent,
    Selection,
    content_with_files,
    rows_of,
)
from library.catalogue.models import Derivative, DerivativeKind, Page

_PAGES_AT_ONCE = 2_000
_ITEMS_AT_ONCE = 500


def page_records(
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
            conditions = is_article if s.table is Derivative else ()
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


def image_records(
    session: Session, selection: Selection, kind: str, keys: Collection[str] | None
) -> Iterator[RecordContent]:
    """Yield the images of items of one step, all or those named."""
    (shipped,) = KINDS[kind]
    order = Page.number, Derivative.width, Derivative.id
    for batch in _page_batches(selection, selection.images.get(kind, ()) if keys is None else keys):
        conditions = Page.item_id.in_(batch), IS_SHOWN, tiers.CONDITIONS[kind]
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
