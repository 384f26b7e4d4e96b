"""Makes the documents of the index from the catalogue: only what readers may know of."""

from sqlalchemy.orm import Session

from library.catalogue.authorities.authority_records import names_beside
from library.catalogue.authorities.extract_names import key_of
from library.catalogue.authorities.models import Family
from library.catalogue.models import Access, ItemState
from library.catalogue.queries import ItemRecord, ReadPage, read_pages, records
from library.places.places_in_text import places_of, speaks_of_the_province
from library.places.places_in_titles import places_named
from search_index.documents import PageDocument


def documents_of(session: Session, item_id: str) -> tuple[PageDocument, ...]:
    """Return every page of an item that belongs in the index; none when it is not published.

    An item on which nothing could be read is still known by its description.
    """
    item = records(session, (item_id,)).get(item_id)
    if item is None or not _is_open(item):
        return ()
    named = places_named(_described(item))
    beside = _names_beside(session, item)
    pages = read_pages(session, item_id) or (ReadPage(0, "", None),)
    return tuple(_document(item, page, named, beside) for page in pages)


def document_of(session: Session, item_id: str, number: int) -> PageDocument | None:
    """Return one page of an item, or None when it does not belong in the index."""
    item = records(session, (item_id,)).get(item_id)
    pages = read_pages(session, item_id, number)
    if item is None or not _is_open(item) or not pages:
        return None
    beside = _names_beside(session, item)
    return _document(item, pages[0], places_named(_described(item)), beside)


def _is_open(item: ItemRecord) -> bool:
    return item.state is ItemState.PUBLISHED and item.access is not Access.STAFF


def _described(item: ItemRecord) -> str:
    return f"{item.title}. {item.issuing_body or ''}"


def _places(described: str, page: ReadPage, named: tuple[str, ...]) -> tuple[str, ...]:
    """Return the places the description names and those the page is clearly about."""
    if not speaks_of_the_province(page.text) and not speaks_of_the_province(described):
        return named
    about = places_of(page.text, is_first=page.number <= 1)
    return tuple(dict.fromkeys((*named, *about)))


def _names_beside(session: Session, item: ItemRecord) -> dict[str, tuple[str, ...]]:
    """Return the names that the description does not say itself, by field of a document."""
    said = {
        key_of(part)
        for text in (item.creator, item.issuing_body)
        for part in (text or "").split(";")
    }
    names = names_beside(session, item.id)
    about = (*names.get(Family.SUBJECT, ()), *names.get(Family.PLACE, ()))
    agents = (name for name in names.get(Family.AGENT, ()) if key_of(name) not in said)
    return {"agents": tuple(agents), "subjects": about}


def _document(
    item: ItemRecord,
    page: ReadPage,
    named: tuple[str, ...],
    beside: dict[str, tuple[str, ...]],
) -> PageDocument:
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
        date=item.date_text or item.date,
        year=item.year,
        earliest=item.earliest,
        latest=item.latest,
        language=item.language,
        access=item.access.value,
        places=_places(_described(item), page, named),
        quality=page.quality,
        **beside,
    )
