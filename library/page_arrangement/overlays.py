"""Lays rescans over pages that were delivered, and joins scans; what was delivered stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from string import ascii_lowercase

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.catalogue.models import DerivativeKind, Item, Page, PageState
from library.errors import WrongStateError
from library.page_arrangement.actions import are_halves, join
from library.page_arrangement.models import PageActKind
from library.page_arrangement.numbering import UNNUMBERED
from library.page_arrangement.problems import (
    PageGoneError,
    RescanDoesNotFitError,
    RescannedItemGoneError,
)
from library.page_arrangement.undo_log import Deed, Order, Table, delivery_of, keep, named, table
from library.staff.audit import note
from library.triage import instructions
from library.triage.models import WHOLE, About, Mending, MendingKind

_PAIR = 2


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a rescan: where in it, and all the workshop knows of it."""

    spot: str
    place: Mapping[str, object]


def ask_to_replace(on: Table, ids: Iterable[int], rescan: Accession) -> None:
    """Note that a delivery takes the place of pages, once the workshop has opened it."""
    pages = on.chosen(ids)
    if not on.item.accession_id or not all(page.taken_from for page in pages):
        raise WrongStateError("thay", "trang này không có ảnh quét")
    told = f"thay {named(pages)} bằng “{rescan.source}”"
    _ask(on, MendingKind.REPLACE, [page.id for page in pages], told, rescan)


def ask_to_insert(on: Table, after: int | None, rescan: Accession) -> None:
    """Note that the pages of a delivery follow a page, or come first."""
    if not on.item.accession_id:
        raise WrongStateError("chèn", "tài liệu nhập từ văn bản, không có ảnh trang")
    pages = on.chosen([after]) if after else []
    where = f"sau {named(pages)}" if pages else "vào đầu tài liệu"
    told = f"chèn “{rescan.source}” {where}"
    _ask(on, MendingKind.INSERT, [page.id for page in pages], told, rescan)


def of_delivery(session: Session, accession_id: int) -> Mending | None:
    """Return what a delivery mends; None of one that becomes an item."""
    return session.scalar(select(Mending).where(Mending.accession_id == accession_id))


def check(mending: Mending | None, leaves: int) -> None:
    """Raise RescanDoesNotFitError unless a rescan has as many pages as it takes the place of.

    What it mends goes with the item: then RescannedItemGoneError is raised.
    """
    if mending is None:
        raise RescannedItemGoneError
    if mending.kind is MendingKind.REPLACE and leaves != len(mending.page_ids):
        raise RescanDoesNotFitError(leaves, len(mending.page_ids))


def apply(session: Session, rescan: Accession, leaves: Sequence[Leaf], turn: int) -> None:
    """Lay a rescan over its item, unless that is done, and close its delivery.

    The pages stay as they are for their readers until the workshop has made the new ones.
    """
    mending = of_delivery(session, rescan.id)
    if mending is None or mending.applied is None:
        check(mending, len(leaves))
        on = table(session, session.get_one(Item, mending.item_id), mending.by)
        mending.applied, mending.places = clock.now(), [dict(leaf.place) for leaf in leaves]
        lay = _replace if mending.kind is MendingKind.REPLACE else _insert
        lay(on, mending, leaves, turn)
    rescan.item_id, rescan.message = mending.item_id, None
    rescan.state, rescan.settled = AccessionState.DONE, clock.now()


def join_scans(on: Table, ids: Iterable[int], *, below: bool) -> None:
    """Have two scans become one page, side by side or one below the other; halves become whole."""
    pages = on.chosen(ids)
    if are_halves(pages):
        join(on, ids)
        return
    accession = delivery_of(on, "ghép")
    whole = [page for page in pages if page.taken_from and page.taken_from.endswith(" 0.0-1.0")]
    if len(pages) != _PAIR or len(whole) != _PAIR or any(page.left_out for page in pages):
        raise WrongStateError("ghép", "hãy chọn đúng hai trang, mỗi trang là một ảnh quét")
    told = instructions.of(on.session, accession.id).turns
    mending = Mending(
        item_id=on.item.id,
        kind=MendingKind.JOIN,
        page_ids=[page.id for page in pages],
        below=below,
        told=f"ghép {named(pages)} thành một trang",
        by=on.by,
        at=clock.now(),
        applied=clock.now(),
        spots=[page.origin for page in pages],
        turns=[told.get(page.number, told.get(WHOLE)) for page in pages],
        before=[_looks(page) for page in pages],
    )
    on.session.add(mending)
    on.session.flush()
    first, second = pages
    orders: list[Order] = [(About.TURN, first.number, 0)]
    gone = {second: {"left_out": True}}
    keep(on, Deed(PageActKind.JOIN, mending.told, gone, orders, mending))


def _ask(on: Table, kind: MendingKind, ids: list[int], told: str, rescan: Accession) -> None:
    rescan.amends = on.item.id
    mending = Mending(
        item_id=on.item.id,
        accession_id=rescan.id,
        kind=kind,
        page_ids=ids,
        told=told,
        by=on.by,
        at=clock.now(),
    )
    on.session.add(mending)
    note(on.session, on.by, "page.rescan", on.item.id, f"{told}, lần nhập {rescan.number}")


def _replace(on: Table, mending: Mending, leaves: Sequence[Leaf], turn: int) -> None:
    pages = [page for page in on.pages if page.id in mending.page_ids]
    if len(pages) != len(leaves):
        raise PageGoneError
    mending.spots = [page.origin for page in pages]
    mending.before = [_looks(page) for page in pages]
    orders: list[Order] = [(About.TURN, page.number, turn) for page in pages]
    keep(on, Deed(PageActKind.REPLACE, mending.told, {}, orders, mending))


def _insert(on: Table, mending: Mending, leaves: Sequence[Leaf], turn: int) -> None:
    """Give new pages the next numbers, so that no other page gets another address."""
    places = [place for place, page in enumerate(on.pages, 1) if page.id in mending.page_ids]
    if mending.page_ids and not places:
        raise PageGoneError
    at = places[0] if places else 0
    number = max((page.number for page in on.pages), default=0)
    new = [
        Page(
            item_id=on.item.id,
            number=number + place,
            place=at + place,
            state=PageState.WAITING,
            taken_from=leaf.spot,
            in_place_of="",
            label=label,
            numbered=label,
        )
        for place, (leaf, label) in enumerate(zip(leaves, _labels(on, at), strict=False), start=1)
    ]
    on.session.add_all(new)
    on.item.page_count += len(new)
    on.session.flush()
    order = [*on.pages[:at], *new, *on.pages[at:]]
    changes = {page: {"place": place} for place, page in enumerate(order, start=1)}
    orders: list[Order] = [(About.TURN, page.number, turn) for page in new]
    keep(on, Deed(PageActKind.INSERT, mending.told, changes, orders, mending, new))


def _labels(on: Table, at: int) -> Iterable[str]:
    """Give what stands for the number of pages put in after the one at a place: 4a, 4b."""
    before = on.pages[at - 1] if at else None
    label = before and (before.label or str(before.number))
    for place in count():
        letter = ascii_lowercase[place] if place < len(ascii_lowercase) else f".{place + 1}"
        yield UNNUMBERED if label in (None, UNNUMBERED) else f"{label}{letter}"


def _looks(page: Page) -> dict[str, object]:
    """Return how a page looks, for the day somebody asks what was there."""
    kinds = (DerivativeKind.THUMBNAIL, DerivativeKind.READING)
    shown = {image.kind: image for image in page.derivatives if image.kind in kinds}
    file, _, rest = (page.taken_from or "").partition(":")
    return {
        "number": page.number,
        "label": page.label,
        "file": file,
        "index": int(rest.partition(" ")[0] or 0),
        **{
            kind.value: [image.digest, image.width, image.height, image.media_type]
            for kind, image in shown.items()
        },
    }
