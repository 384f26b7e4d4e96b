"""Index documents made from the catalogue, limited to what readers may see."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.access.rights import Audience
from library.catalogue.authorities.authority_records import names_by_family
from library.catalogue.authorities.extract_names import key_of
from library.catalogue.authorities.models import Family
from library.catalogue.description.field_registry import SEARCHABLE
from library.catalogue.description.fields import SEVERAL
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.place_names.names_on_page import (
    description_text,
    item_day,
    names_on_page,
)
from library.catalogue.queries import ItemRecord, PageTranscript, page_transcripts, records
from library.places.in_texts.doubts import Page
from library.places.in_texts.page_places import place_reader
from library.places.in_texts.page_units import facet_values, marks_of, resolved_units, units_about
from library.places.in_texts.resolver import Resolved
from search_index.documents import PageDocument
from search_index.index.text_rights import TextRights

_OTHER_TEXTS = tuple(name for name in SEARCHABLE if name not in PageDocument.__dataclass_fields__)
"""Searchable description fields that have no attribute in a document."""


_NO_TEXT = PageTranscript(0, "", None)


OpenNames = dict[Page, tuple[Resolved, ...]]
"""Names that pages leave open."""


class PlaceNames:
    """Reads the names of units in pages for their documents, and keeps them for the doubts."""

    def __init__(self, session: Session) -> None:
        self.open_names: OpenNames = {}
        self._reader = place_reader(session)
        self._described: tuple[str, tuple[Resolved, ...]] = "", ()

    def of_page(self, item: ItemRecord, page: PageTranscript) -> dict[str, tuple[str, ...]]:
        """Return the fields `places` and `units` of a document."""
        if self._described[0] != item.id:
            self._described = item.id, self._names(item, 0, description_text(item))
        units_in, in_text = resolved_units(self._described[1]), ()
        if page.text:
            in_text = self._names(item, page.number, page.text)
        about = (*units_in, *units_about(in_text, is_first=page.number <= 1))
        marks = marks_of((*self._described[1], *in_text))
        units = (*units_in, *resolved_units(in_text), *marks)
        return {
            "places": facet_values(self._reader.history, about, item_day(item)),
            "units": tuple(dict.fromkeys(units)),
        }

    def _names(self, item: ItemRecord, number: int, text: str) -> tuple[Resolved, ...]:
        meanings = names_on_page(self._reader, item, number, text)
        names = tuple(meaning.answer for meaning in meanings)
        self.open_names[item.id, number] = tuple(name for name in names if name.candidates)
        return names


def documents_of(
    session: Session, item_id: str, rights: TextRights, names: PlaceNames | None = None
) -> tuple[PageDocument, ...]:
    """Return all documents of an item to be indexed; none if it is not published.

    An item without recognised text is indexed by its description. Without `names` the documents do
    not say which units they name.
    """
    item = records(session, (item_id,)).get(item_id)
    if item is None or not is_open(item):
        return ()
    return _documents(session, item, page_transcripts(session, item_id), rights, names)


def documents_of_page(
    session: Session,
    item_id: str,
    number: int,
    rights: TextRights,
    names: PlaceNames | None = None,
) -> tuple[PageDocument, ...]:
    """Return the documents of one page of an item; none if it must not be indexed."""
    item = records(session, (item_id,)).get(item_id)
    pages = page_transcripts(session, item_id, number)
    if item is None or not is_open(item) or not pages:
        return ()
    return _documents(session, item, pages, rights, names)


def _documents(
    session: Session,
    item: ItemRecord,
    pages: tuple[PageTranscript, ...],
    rights: TextRights,
    names: PlaceNames | None,
) -> tuple[PageDocument, ...]:
    """Return the documents of pages; if some people may not search them, also of the description.

    Everyone finds either the pages or the description.
    """
    further_texts = _further_texts(session, item)
    documents = [_document(item, page, names, further_texts) for page in pages]
    description = _document(item, _NO_TEXT, names, further_texts)
    hidden_from = rights.hidden_from(item) if documents else tuple(Audience)
    if not hidden_from:
        return tuple(documents)
    shown_to = tuple(audience for audience in Audience if audience not in hidden_from)
    return (
        *(replace(document, hidden_from=hidden_from) for document in documents),
        replace(description, hidden_from=shown_to),
    )


def is_open(item: ItemRecord) -> bool:
    """Return True if some readers may find an item."""
    return item.state is ItemState.PUBLISHED and item.access is not Access.STAFF


def _further_texts(session: Session, item: ItemRecord) -> dict[str, tuple[str, ...]]:
    """Return variant names and standard numbers of the item, by field of PageDocument."""
    described_keys = {
        key_of(part)
        for text in (item.creator, item.issuing_body)
        for part in (text or "").split(";")
    }
    names = names_by_family(session, item.id)
    subjects = (*names.get(Family.SUBJECT, ()), *names.get(Family.PLACE, ()))
    agents = (name for name in names.get(Family.AGENT, ()) if key_of(name) not in described_keys)
    numbers = _standard_numbers(session, item)
    return {"agents": tuple(agents), "subjects": subjects, "standard_numbers": numbers}


def _written_date(item: ItemRecord) -> str | None:
    """Return the date as written, with its year if that is certain: Minh Mạng thứ 10, 1829."""
    date_text = item.date_text or item.date
    is_certain = (item.earliest or item.year) == (item.latest or item.year)
    if not date_text or not item.year or not is_certain or str(item.year) in date_text:
        return date_text
    return f"{date_text}, {item.year}"


def _standard_numbers(session: Session, item: ItemRecord) -> tuple[str, ...]:
    """Return the ISBN and ISSN of an item, each after its name."""
    fields = session.scalar(select(Item.other_fields).where(Item.id == item.id)) or {}
    return tuple(
        f"{name.upper()} {number}"
        for name in ("isbn", "issn")
        for number in str(fields.get(name) or "").split(SEVERAL)
        if number
    )


def _document(
    item: ItemRecord,
    page: PageTranscript,
    names: PlaceNames | None,
    further_texts: dict[str, tuple[str, ...]],
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
        other_texts=tuple(filter(None, (getattr(item, name) for name in _OTHER_TEXTS))),
        creator=item.creator,
        date=_written_date(item),
        year=item.year,
        earliest=item.earliest,
        latest=item.latest,
        language=item.language,
        access=item.access.value,
        quality=page.quality,
        **further_texts,
        **(names.of_page(item, page) if names else {}),
    )
