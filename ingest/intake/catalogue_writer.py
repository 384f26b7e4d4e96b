"""Puts what the workshop made on the shelves: the item, then page after page as each is done."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ingest.intake import page_mapping
from ingest.intake.page_mapping import Spot
from ingest.record import Batch, PageRecord
from library import clock
from library.accessions import ledger
from library.accessions.models import Accession, AccessionState
from library.catalogue import cataloguing, index_queue
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
from library.catalogue.pages.page_order import cover_of, places_of, put_in_order, thumbnail_of
from library.catalogue.profiles import Profile
from library.identifiers import item_id
from library.triage import instructions, survey

BY = "xưởng số hoá"
"""Who stands in the audit trail for what the workshop did."""


def lay_out(session: Session, accession: Accession, batch: Batch, profile: Profile) -> None:
    """Make the item and a place for each of its pages; what is there already stays as it is.

    A page that has another number now takes with it what was made of it and decided about it.
    """
    item = _item(session, accession, batch, profile)
    accession.publish = accession.publish and not profile.four_eyes  # nobody publishes alone
    accession.item_id, accession.state = item.id, AccessionState.WORKING
    _place(session, accession, item, page_mapping.spots(batch.pages))
    for page, place in zip(item.pages, batch.pages, strict=True):
        page.label = place.label if page.numbered is None else page.numbered
    item.page_count = len(batch.pages)
    session.flush()


def _place(session: Session, accession: Accession, item: Item, wanted: Sequence[Spot]) -> None:
    """Bring the rows of an item to where its pages are now; a page without one gets one."""
    rows = list(item.pages)
    kept = places_of(rows)
    found = page_mapping.rows_of(wanted, rows)
    moved = {page.number: number for number, page in found.items()}
    if moved != {page.number: page.number for page in rows}:
        _take_along(session, accession, moved, len(wanted))
    for page in rows:
        if page.number not in moved:
            index_queue.mark(session, item.id, page.number)
            item.pages.remove(page)
        elif moved[page.number] != page.number:
            page.number = -page.number  # it must be free before another page takes it
    session.flush()
    alike = {page_mapping.picture(page): page for page in found.values()}
    for spot in wanted:
        page = found.get(spot.number) or _beside(alike.get(page_mapping.picture(spot)), item)
        page.number, page.taken_from = spot.number, spot.taken_from
        page.in_place_of = spot.in_place_of
    session.flush()
    session.expire(item, ["pages"])
    put_in_order(item.pages, kept)


def _take_along(
    session: Session, accession: Accession, moved: Mapping[int, int], count: int
) -> None:
    """Let what is known of pages by their numbers follow them."""
    instructions.renumber(session, accession.id, moved)
    survey.forget_after(session, accession.id, count)
    arrived = [number for before, number in moved.items() if number != before]
    ledger.forget_delivered(session, accession.id, arrived)
    for number in moved.keys() | moved.values():
        index_queue.mark(session, accession.item_id, number)


def _beside(other: Page | None, item: Item) -> Page:
    """Return the row of a new page; the other half of its picture tells what staff decided."""
    page = Page(state=PageState.WAITING)
    item.pages.append(page)
    if other is not None:
        page.left_out, page.languages = other.left_out, other.languages
    return page


def states(session: Session, accession: Accession) -> dict[int, PageState]:
    """Return how far each page of a delivery is, but for pages staff left out."""
    return {page.number: page.state for page in session.scalars(_pages(accession))}


def deliver(session: Session, accession: Accession, page: PageRecord, text: str) -> Page:
    """Put a finished page in its place, and the item before its readers at the first one.

    What people corrected on it is to be laid over it again: see `library.corrections.page_edits`.
    """
    row = _page(session, accession, page.number)
    row.state, row.message = PageState.DONE, page.remark
    row.passed = row.passed if (row.as_read or row.words) == page.words else None
    row.as_read = page.words if row.as_read else None
    row.width, row.height, row.quality, row.words = (
        page.width,
        page.height,
        page.quality,
        page.words,
    )
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
    session.merge(PageText(page_id=row.id, text=text))
    session.flush()
    proposals.renew(session, row.item_id, row.number, page.proposals)
    _show(session, accession, row)
    return row


def fail(session: Session, accession: Accession, number: int, message: str) -> None:
    """Note on a page why it could not be made."""
    row = _page(session, accession, number)
    row.state, row.message = PageState.FAILED, message


def note_given_up(session: Session, accession: Accession, number: int | None, message: str) -> None:
    """Write down that a page, or the opening of a delivery, was broken off from outside."""
    key = ledger.key_after(accession.digest, ledger.GIVEN_UP, 1, str(number))
    told = {"output": None, "message": message}
    ledger.enter(session, accession.id, number, ledger.GIVEN_UP, 1, key, **told)


def settle(session: Session, accession: Accession) -> None:
    """Close the work on a delivery: done, partly done, or refused when nothing came of it."""
    pages = list(session.scalars(_pages(accession).order_by(Page.number)))
    failed = [page for page in pages if page.state is PageState.FAILED]
    if len(failed) == len(pages):
        refuse(session, accession, failed[0].message if failed else None)
        return
    accession.state = AccessionState.PARTIAL if failed else AccessionState.DONE
    accession.message = _summary(accession, failed) if failed else None
    accession.settled = clock.now()
    _choose_cover(session, accession)


def refuse(session: Session, accession: Accession, message: str | None) -> None:
    """Close the work on a delivery of which nothing can be made; its masters stay.

    Pages that were made of it before stay too, with the item they belong to.
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


def turn_away(session: Session, accession: Accession, held: Accession) -> None:
    """Close a delivery of what is held already, naming the item."""
    item = session.get(Item, held.item_id) if held.item_id else None
    named = f"“{item.title}” ({item.id})" if item else f"“{held.source}”"
    accession.state, accession.item_id = AccessionState.DUPLICATE, held.item_id
    accession.message = f"Đã có tài liệu này: {named}, lần nhập {held.number}."
    accession.settled = clock.now()


def failed_pages(session: Session, item: str | None) -> int:
    """Count the pages of an item that could not be made."""
    query = select(func.count()).where(Page.item_id == item, Page.state == PageState.FAILED)
    return session.scalar(query.where(Page.left_out.is_(False))) or 0


def pages_wait(session: Session, accession: Accession) -> bool:
    """Say whether pages of a delivery are still to be made."""
    waiting = _pages(accession).where(Page.state == PageState.WAITING)
    return session.scalar(waiting.limit(1)) is not None


def _pages(accession: Accession) -> Select[tuple[Page]]:
    """Select the pages of a delivery, but for those staff left out."""
    return select(Page).where(Page.item_id == accession.item_id, Page.left_out.is_(False))


def _item(session: Session, accession: Accession, batch: Batch, profile: Profile) -> Item:
    identifier = item_id(accession.digest)
    item = session.get(Item, identifier)
    if item is None:
        item = cataloguing.make_item(session, identifier, profile.slug, batch.title, BY)
        accession.given = given = _given(accession, batch)
        told = {"kind": profile.kind, "licence": profile.licence, "access": profile.access}
        cataloguing.describe(session, item, told | _as_kept(given["told"]), BY)
        cataloguing.describe_beside(session, item, given["other"])
    item.accession_id = accession.id
    return item


def _given(accession: Accession, batch: Batch) -> dict[str, dict[str, str]]:
    """Return what is told of a delivery; the list beside it knows better than its METS."""
    listed = accession.given or {"told": {}, "other": {}}
    return {"told": batch.told | listed["told"], "other": batch.other | listed["other"]}


def _as_kept(told: dict[str, str]) -> dict[str, object]:
    """Return fields of a list as the catalogue keeps them."""
    return {name: Access(text) if name == "access" else text for name, text in told.items()}


def _page(session: Session, accession: Accession, number: int) -> Page:
    query = select(Page).where(Page.item_id == accession.item_id, Page.number == number)
    return session.scalars(query).one()


def _show(session: Session, accession: Accession, row: Page) -> None:
    item = cataloguing.find_item(session, row.item_id)
    if item.cover is None:
        item.cover = thumbnail_of(row)
    index_queue.mark(session, item.id, row.number)
    if accession.publish and item.state is ItemState.DRAFT:
        cataloguing.publish(session, item, BY)


def _choose_cover(session: Session, accession: Accession) -> None:
    item = cataloguing.find_item(session, accession.item_id)
    item.cover = cover_of(item.pages)


def _summary(accession: Accession, failed: list[Page]) -> str:
    numbers = _listed([page.number for page in failed])
    return (
        f"{len(failed)} trang không xử lý được (trang {numbers}): {failed[0].message} "
        "Khi đã sửa, hãy xử lý lại ở trang của lần nhập, hoặc chạy: "
        f"diachi ingest retry {accession.number}"
    )


def _listed(numbers: Iterable[int], most: int = 10) -> str:
    listed = [str(number) for number in numbers]
    return ", ".join(listed[:most]) + (" …" if len(listed) > most else "")
