"""Items as they are handed out: their description, the pages with text or a picture, contents."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue import queries
from library.catalogue.models import PageState
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.queries import ItemRecord, PageDetails
from library.catalogue.text.chapters import Chapter, PageOfText, contents_of, typed_contents

_IDS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class HandoutItem:
    """An item with everything that a file about it can show."""

    record: ItemRecord
    pages: tuple[PageDetails, ...]
    """Finished pages in reading order, with their text."""
    chapters: tuple[Chapter, ...]
    cover: Thumbnail | None

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


def read_item(session: Session, record: ItemRecord) -> HandoutItem:
    """Return an item with its pages, and forget its rows: a collection has many."""
    pages = tuple(
        page
        for page in queries.item_pages(session, record.id, with_text=True)
        if page.state is PageState.DONE
    )
    chapters = _chapters(session, record.id, pages)
    cover = thumbnails.covers(session, [record.id]).get(record.id)
    session.expunge_all()
    return HandoutItem(record, pages, chapters, cover)


def _chapters(
    session: Session, item_id: str, pages: tuple[PageDetails, ...]
) -> tuple[Chapter, ...]:
    texts = [PageOfText(page.number, page.label, page.kind, page.text) for page in pages]
    contents = typed_contents(session, item_id) or contents_of(texts)
    numbers = {page.number for page in pages}
    return tuple(chapter for chapter in contents.chapters if chapter.page in numbers)
