"""Makes the documents of the index from the catalogue: only what readers may know of."""

from sqlalchemy.orm import Session

from library.catalogue.models import Access, ItemState
from library.catalogue.shelves import ItemRecord, ReadPage, read_pages, records
from library.places.titles import places_named
from search_index.documents import PageDocument


def documents_of(session: Session, item_id: str) -> tuple[PageDocument, ...]:
    """Return every page of an item that belongs in the index; none when it is not published.

    An item on which nothing could be read is still known by its description.
    """
    item = records(session, (item_id,)).get(item_id)
    if item is None or not _is_open(item):
        return ()
    places = _places(item)
    pages = read_pages(session, item_id) or (ReadPage(0, "", None),)
    return tuple(_document(item, page, places) for page in pages)


def document_of(session: Session, item_id: str, number: int) -> PageDocument | None:
    """Return one page of an item, or None when it does not belong in the index."""
    item = records(session, (item_id,)).get(item_id)
    pages = read_pages(session, item_id, number)
    return _document(item, pages[0], _places(item)) if item and _is_open(item) and pages else None


def _is_open(item: ItemRecord) -> bool:
    return item.state is ItemState.PUBLISHED and item.access is not Access.STAFF


def _places(item: ItemRecord) -> tuple[str, ...]:
    return places_named(f"{item.title}. {item.issuing_body or ''}")


def _document(item: ItemRecord, page: ReadPage, places: tuple[str, ...]) -> PageDocument:
    return PageDocument(
        item_id=item.id,
        page=page.number or None,
        collection=item.collection,
        title=item.title,
        text=page.text,
        source_id=item.source_id,
        kind=item.kind,
        number=item.number,
        issuing_body=item.issuing_body,
        creator=item.creator,
        date=item.date,
        year=item.year,
        language=item.language,
        access=item.access.value,
        places=places,
        quality=page.quality,
    )
