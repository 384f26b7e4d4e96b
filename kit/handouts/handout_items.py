"""Items as they are handed out: those that may be, their description, pages and contents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue import queries
from library.catalogue.access.rights import Reader, may_download
from library.catalogue.models import PageState
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.profile_cache import profiles_of
from library.catalogue.queries import ItemRecord, PageDetails
from library.catalogue.text.chapters import Chapter, PageOfText, contents_of, typed_contents
from library.recordings.stretches import times_at

_IDS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class HandoutItem:
    """An item with everything that a file about it can show."""

    record: ItemRecord
    pages: tuple[PageDetails, ...]
    """Finished pages in reading order, with their text."""
    chapters: tuple[Chapter, ...]
    cover: Thumbnail | None
    names: dict[int, str]
    """Names of the pages for people, by number."""

    @property
    def is_machine_read(self) -> bool:
        """True if words were recognised in images, so that some may be wrong."""
        return any(page.quality is not None for page in self.pages)


def ids_in_collection(session: Session, collection: str) -> Iterator[str]:
    """Yield the ids of a collection's published items by title."""
    first = 0
    while items := queries.in_collection(
        session, collection, first=first, count=_IDS_AT_ONCE
    ).items:
        yield from (item.id for item in items)
        first += _IDS_AT_ONCE


def lasting_records(session: Session, item_ids: Iterable[str], today: str) -> dict[str, ItemRecord]:
    """Return the records of those items that nobody can recall, in the order of the ids.

    Everybody, everywhere, may download them today, on no condition: an embargo and a moving wall
    only ever open an item. One without a profile of its collection stays, since its moving wall is
    unknown.
    """
    ids = list(dict.fromkeys(item_ids))
    records, profiles = queries.records(session, ids), profiles_of(session)

    def is_lasting(item: ItemRecord) -> bool:
        profile = profiles.get(item.collection)
        reader = Reader(today=today)
        is_free = profile is not None and item.conditions is None
        return is_free and may_download(item, reader, profile.moving_wall).allowed

    return {name: records[name] for name in ids if name in records and is_lasting(records[name])}


def read_item(session: Session, record: ItemRecord) -> HandoutItem:
    """Return an item with its pages, and forget its rows: a collection has many."""
    pages = tuple(
        page
        for page in queries.item_pages(session, record.id, with_text=True)
        if page.state is PageState.DONE
    )
    chapters = _chapters(session, record.id, pages)
    cover = thumbnails.covers(session, [record.id]).get(record.id)
    names = page_names(session, record.id, pages)
    session.expunge_all()
    return HandoutItem(record, pages, chapters, cover, names)


def page_names(session: Session, item_id: str, pages: Iterable[PageDetails]) -> dict[int, str]:
    """Return the names of pages: trang 12 by the printed number, 5:00–10:00 of a recording."""
    times = times_at(session, [(item_id, page.number) for page in pages])
    return {
        page.number: times.get((item_id, page.number)) or f"trang {page.label or page.number}"
        for page in pages
    }


def _chapters(
    session: Session, item_id: str, pages: tuple[PageDetails, ...]
) -> tuple[Chapter, ...]:
    texts = [PageOfText(page.number, page.label, page.kind, page.text) for page in pages]
    contents = typed_contents(session, item_id) or contents_of(texts)
    numbers = {page.number for page in pages}
    return tuple(chapter for chapter in contents.chapters if chapter.page in numbers)
