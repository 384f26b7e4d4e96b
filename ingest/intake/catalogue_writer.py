"""Catalogue writer: stores the item of a delivery, then each page as it is finished."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ingest.intake import page_mapping
from ingest.intake.page_mapping import PagePosition
from ingest.record import RECORDINGS, Batch, FileKind, PageRecord
from library import clock
from library.accessions import ledger
from library.accessions.models import Accession, AccessionState
from library.catalogue import cataloguing, index_queue
from library.catalogue.access import openings
from library.catalogue.description import proposals
from library.catalogue.models import (
    Access,
    Derivative,
    DerivativeKind,
    Item,
    ItemState,
    Page,
    PageState,
    PageText,
)
from library.catalogue.pages.page_order import cover_of, custom_places, put_in_order, thumbnail_of
from library.catalogue.pictures import describing
from library.catalogue.profiles import Profile
from library.exchange.records import item_descriptions
from library.identifiers import item_id
from library.planning import ruled_intake as intake
from library.recordings.extents import KIND_NAMES
from library.recordings.models import RecordingKind, Stretch
from library.recordings.stretches import divide
from library.recordings.transcribing import page_text
from library.triage import instructions, survey

BY = "xưởng số hóa"
"""Actor in the audit log for changes made by the pipeline."""


def write_item(session: Session, accession: Accession, batch: Batch, profile: Profile) -> None:
    """Create the item and a row for each of its pages; existing rows are kept.

    A page with a new number keeps its derivatives and the decisions about it.
    """
    item = _item(session, accession, batch, profile)
    # its kind replaces the one of its collection, which nobody chose
    kinds = {place.kind for place in batch.pages}
    if kinds <= set(RECORDINGS) and item.kind in (None, "", profile.kind):
        medium = "film" if FileKind.FILM in kinds else "sound"
        cataloguing.describe(session, item, {"kind": KIND_NAMES[medium]}, BY)
    if profile.four_eyes:  # publishing needs a second person
        accession.publish = False
    accession.item_id, accession.state = item.id, AccessionState.WORKING
    _arrange_rows(session, accession, item, page_mapping.positions(batch.pages))
    for page, place in zip(item.pages, batch.pages, strict=True):
        page.label = place.label if page.numbered is None else page.numbered
    item.page_count = len(batch.pages)
    session.flush()


def _arrange_rows(
    session: Session, accession: Accession, item: Item, positions: Sequence[PagePosition]
) -> None:
    """Renumber the page rows of an item to match its pages; create missing rows, delete others."""
    rows = list(item.pages)
    places = custom_places(rows)
    matches = page_mapping.match_rows(positions, rows)
    new_numbers = {page.number: number for number, page in matches.items()}
    if new_numbers != {page.number: page.number for page in rows}:
        _renumber_page_data(session, accession, new_numbers, len(positions))
    for page in rows:
        if page.number not in new_numbers:
            index_queue.mark(session, item.id, page.number)
            item.pages.remove(page)
        elif new_numbers[page.number] != page.number:
            page.number = -page.number  # it must be free before another page takes it
    session.flush()
    row_by_picture = {page_mapping.picture_key(page): page for page in matches.values()}
    for position in positions:
        page = matches.get(position.number) or _new_row(
            row_by_picture.get(page_mapping.picture_key(position)), item
        )
        page.number, page.taken_from = position.number, position.taken_from
        page.in_place_of = position.in_place_of
    session.flush()
    session.expire(item, ["pages"])
    put_in_order(item.pages, places)


def _renumber_page_data(
    session: Session, accession: Accession, new_numbers: Mapping[int, int], count: int
) -> None:
    """Renumber the instructions, surveys and index entries stored by page number."""
    instructions.renumber(session, accession.id, new_numbers)
    survey.delete_after(session, accession.id, count)
    changed_numbers = [number for old_number, number in new_numbers.items() if number != old_number]
    ledger.delete_delivery_steps(session, accession.id, changed_numbers)
    for number in new_numbers.keys() | new_numbers.values():
        index_queue.mark(session, accession.item_id, number)


def _new_row(other: Page | None, item: Item) -> Page:
    """Return a new page row with the staff decisions for the other half of its image, if any."""
    page = Page(state=PageState.WAITING)
    item.pages.append(page)
    if other is not None:
        page.left_out, page.languages = other.left_out, other.languages
    return page


def page_states(session: Session, accession: Accession) -> dict[int, PageState]:
    """Return the states of a delivery's pages by number, without pages left out by staff."""
    return {page.number: page.state for page in session.scalars(_pages(accession))}


def write_page(session: Session, accession: Accession, page: PageRecord, text: str) -> Page:
    """Store a finished page; the first one makes the item visible to its readers.

    Corrections by people must be applied again afterwards: see `library.corrections.page_edits`.
    """
    row = _page(session, accession, page.number)
    row.state, row.message = PageState.DONE, page.remark
    if not page.place.is_recording:
        row.passed = row.passed if (row.as_read or row.words) == page.words else None
        row.as_read = page.words if row.as_read else None
    row.width, row.height = page.width, page.height
    row.quality, row.words = page.quality, page.words or None
    row.derivatives.clear()
    session.flush()  # the old images must be gone before new ones of their sizes come
    row.derivatives.extend(
        Derivative(
            kind=DerivativeKind(image.kind),
            digest=image.digest,
            media_type=image.media_type,
            width=image.width,
            height=image.height,
            bytes=image.bytes,
        )
        for image in page.images
    )
    if page.place.is_recording:
        _store_stretch(session, row, page)
    else:
        session.merge(PageText(page_id=row.id, text=text))
    session.flush()
    proposals.replace_open(session, row.item_id, row.number, page.proposals)
    describing.propose(session, row, page.embedded)
    _make_visible(session, accession, row)
    return row


def _store_stretch(session: Session, row: Page, page: PageRecord) -> None:
    """Store what a page knows of its recording; its text is what transcripts say."""
    place = page.place
    begins, ends = tuple(divide(place.length))[place.index]
    session.merge(
        Stretch(
            page_id=row.id,
            kind=RecordingKind(place.kind.value),
            file=place.file,
            begins=begins,
            ends=ends,
            length=place.length,
            technical=page.technical,
        )
    )
    text = page_text(session, row.item_id, place.file, begins, ends)
    session.merge(PageText(page_id=row.id, text=text))


def fail_page(session: Session, accession: Accession, number: int, message: str) -> None:
    """Mark a page as failed, with the reason; a page made earlier stays readable as it is."""
    row = _page(session, accession, number)
    if row.state is not PageState.DONE:
        row.state, row.message = PageState.FAILED, message


def log_given_up(session: Session, accession: Accession, number: int | None, message: str) -> None:
    """Record in the ledger that a page, or the opening of a delivery, was interrupted."""
    key = ledger.next_key(accession.digest, ledger.GIVEN_UP, 1, str(number))
    result = {"output": None, "message": message}
    ledger.record_step(session, accession.id, number, ledger.GIVEN_UP, 1, key, **result)


def settle(session: Session, accession: Accession) -> None:
    """Settle a delivery as done, partly done, or refused if all its pages failed."""
    pages = list(session.scalars(_pages(accession).order_by(Page.number)))
    failed_pages = [page for page in pages if page.state is PageState.FAILED]
    if len(failed_pages) == len(pages):
        refuse(session, accession, failed_pages[0].message if failed_pages else None)
        return
    accession.state = AccessionState.PARTIAL if failed_pages else AccessionState.DONE
    accession.message = _summary(accession, failed_pages) if failed_pages else None
    accession.settled = clock.now()
    item = cataloguing.find_item(session, accession.item_id)
    item.cover = cover_of(item.pages)


def refuse(session: Session, accession: Accession, message: str | None) -> None:
    """Settle a delivery that cannot be processed as refused; its masters stay.

    If pages were made earlier, they stay with their item, and the delivery is partly done.
    """
    item = session.get(Item, accession.item_id) if accession.item_id else None
    accession.message, accession.settled = message, clock.now()
    if item is not None and any(page.state is PageState.DONE for page in item.pages):
        accession.state = AccessionState.PARTIAL
        return
    if item is not None:
        session.delete(item)
        index_queue.mark(session, item.id)
    accession.state, accession.item_id = AccessionState.REFUSED, None


def mark_duplicate(session: Session, accession: Accession, original: Accession) -> None:
    """Settle a delivery as a duplicate of an earlier one, naming the item."""
    item = session.get(Item, original.item_id) if original.item_id else None
    description = f"“{item.title}” ({item.id})" if item else f"“{original.source}”"
    accession.state, accession.item_id = AccessionState.DUPLICATE, original.item_id
    accession.message = f"Đã có tài liệu này: {description}, lần nhập {original.number}."
    accession.settled = clock.now()


def failed_pages(session: Session, item: str | None) -> int:
    """Return the number of failed pages of an item."""
    query = select(func.count()).where(Page.item_id == item, Page.state == PageState.FAILED)
    return session.scalar(query.where(Page.left_out.is_(False))) or 0


def has_waiting_pages(session: Session, accession: Accession) -> bool:
    """Return True if pages of a delivery are still to be made."""
    waiting = _pages(accession).where(Page.state == PageState.WAITING)
    return session.scalar(waiting.limit(1)) is not None


def _pages(accession: Accession) -> Select[tuple[Page]]:
    """Return a query for the pages of a delivery, without those left out by staff."""
    return select(Page).where(Page.item_id == accession.item_id, Page.left_out.is_(False))


def _item(session: Session, accession: Accession, batch: Batch, profile: Profile) -> Item:
    identifier = accession.item_id or item_id(accession.digest)  # described before, or new
    item = session.get(Item, identifier)
    if item is None:
        item = cataloguing.make_item(session, identifier, profile.slug, batch.title, BY)
        marc = (accession.given or {}).get("marc")
        accession.given = description = _described(accession, batch)
        defaults = {"kind": profile.kind, "licence": profile.licence, "access": profile.access}
        ruled = intake.ruled_values(session, accession)
        rights = {name: ruled[name] for name in ("access", "licence") if name in ruled}
        fields = defaults | _catalogue_values(rights | description["told"])
        cataloguing.describe(session, item, fields, BY)
        other_fields = intake.with_subjects(description["other"], ruled)
        cataloguing.set_other_fields(session, item, other_fields)
        if marc is not None:
            item_descriptions.store_record(session, item, marc)
        intake.hand_over(session, item, ruled, BY)
    item.accession_id = accession.id
    return item


def _described(accession: Accession, batch: Batch) -> dict[str, dict[str, str]]:
    """Return the description of a delivery; its description list takes precedence over METS."""
    description = accession.given or {"told": {}, "other": {}}
    return {"told": batch.told | description["told"], "other": batch.other | description["other"]}


def _catalogue_values(fields: dict[str, str]) -> dict[str, object]:
    """Return the fields of a description list with the catalogue's value types."""
    return {name: Access(text) if name == "access" else text for name, text in fields.items()}


def _page(session: Session, accession: Accession, number: int) -> Page:
    query = select(Page).where(Page.item_id == accession.item_id, Page.number == number)
    return session.scalars(query).one()


def _make_visible(session: Session, accession: Accession, row: Page) -> None:
    item = cataloguing.find_item(session, row.item_id)
    if item.cover is None:
        item.cover = thumbnail_of(row)
    index_queue.mark(session, item.id, row.number)
    is_new = item.state is ItemState.DRAFT and item.published is None
    if accession.publish and is_new and not openings.needs_second_person(session, item, BY):
        cataloguing.publish(session, item, BY)


def _summary(accession: Accession, failed_pages: list[Page]) -> str:
    numbers = _number_list([page.number for page in failed_pages])
    return (
        f"{len(failed_pages)} trang không xử lý được (trang {numbers}): {failed_pages[0].message} "
        "Khi đã sửa, hãy xử lý lại ở trang của lần nhập, hoặc chạy: "
        f"diachi ingest retry {accession.number}"
    )


def _number_list(numbers: Iterable[int], most: int = 10) -> str:
    texts = [str(number) for number in numbers]
    return ", ".join(texts[:most]) + (" …" if len(texts) > most else "")
