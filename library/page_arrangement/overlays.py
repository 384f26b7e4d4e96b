"""Page overlays: rescans that replace or extend delivered pages, and joined scans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from string import ascii_lowercase

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.catalogue.models import DerivativeKind, Item, Page, PageState
from library.catalogue.pages.numbering import UNNUMBERED
from library.changes import held_changes, undoing
from library.errors import WrongStateError, name_problems, problem
from library.page_arrangement.actions import (
    Arrangement,
    apply_change,
    are_halves,
    load_arrangement,
    name_pages,
    split,
)
from library.staff.audit import note
from library.staff.audit_watch import AuditedAction, audited
from library.staff.permissions import Permission
from library.triage import instructions
from library.triage.instructions import delivery_of
from library.triage.models import WHOLE_DELIVERY, InstructionKind, OverlayKind, OverlayRow

RescanDoesNotFitError = problem(
    "Bản quét lại có {0} trang, nhưng cần thay {1} trang. "
    "Hãy nộp tệp có đúng những trang ấy, hoặc chọn lại các trang cần thay.",
    status=422,
)
PageGoneError = problem(
    "Trang cần thay không còn trong tài liệu. Hãy mở bàn xếp trang và chọn lại.", status=422
)
RescannedItemGoneError = problem(
    "Tài liệu cần thay trang không còn trong kho, nên bản quét lại này không dùng được. "
    "Nếu cần giữ, hãy nộp lại như một tài liệu mới.",
    status=422,
)

name_problems(globals())


_PAIR = 2


@dataclass(frozen=True, slots=True)
class RescanPage:
    """One page of a rescan: its position and its pipeline record."""

    spot: str
    place: Mapping[str, object]


def request_replacement(arrangement: Arrangement, ids: Iterable[int], rescan: Accession) -> None:
    """Request that a delivery replaces pages once the pipeline has unpacked it."""
    pages = arrangement.chosen(ids)
    if not arrangement.item.accession_id or not all(page.taken_from for page in pages):
        raise WrongStateError("thay", "trang này không có ảnh quét")
    summary = f"thay {name_pages(pages)} bằng “{rescan.source}”"
    _request(arrangement, OverlayKind.REPLACE, [page.id for page in pages], summary, rescan)


def request_insertion(arrangement: Arrangement, after: int | None, rescan: Accession) -> None:
    """Request that the pages of a delivery are inserted after a page, or first."""
    if not arrangement.item.accession_id:
        raise WrongStateError("chèn", "tài liệu nhập từ văn bản, không có ảnh trang")
    pages = arrangement.chosen([after]) if after else []
    where = f"sau {name_pages(pages)}" if pages else "vào đầu tài liệu"
    summary = f"chèn “{rescan.source}” {where}"
    _request(arrangement, OverlayKind.INSERT, [page.id for page in pages], summary, rescan)


def overlay_of_delivery(session: Session, accession_id: int) -> OverlayRow | None:
    """Return the overlay that a delivery provides; None if it becomes an item of its own."""
    return session.scalar(select(OverlayRow).where(OverlayRow.accession_id == accession_id))


def check_rescan(overlay: OverlayRow | None, page_count: int) -> None:
    """Raise RescanDoesNotFitError unless a rescan has as many pages as it replaces.

    Raises RescannedItemGoneError if the overlay was deleted with its item.
    """
    if overlay is None:
        raise RescannedItemGoneError
    if overlay.kind is OverlayKind.REPLACE and page_count != len(overlay.page_ids):
        raise RescanDoesNotFitError(page_count, len(overlay.page_ids))


def apply(
    session: Session, rescan: Accession, rescan_pages: Sequence[RescanPage], turn: int
) -> None:
    """Apply a rescan to its item, unless already applied, and settle its delivery.

    Readers see the old pages until the pipeline has processed the new ones.
    """
    overlay = overlay_of_delivery(session, rescan.id)
    if overlay is None or overlay.applied is None:
        check_rescan(overlay, len(rescan_pages))
        arrangement = load_arrangement(session, session.get_one(Item, overlay.item_id), overlay.by)
        lay = _replace if overlay.kind is OverlayKind.REPLACE else _insert
        with audited(
            AuditedAction(overlay.by, "page.rescan", overlay.item_id, Permission.CATALOGUE)
        ):
            overlay.applied = clock.now()
            overlay.places = [dict(page.place) for page in rescan_pages]
            lay(arrangement, overlay, rescan_pages, turn)
            undoing.keep_rows(session)
    rescan.item_id, rescan.message = overlay.item_id, None
    rescan.state, rescan.settled = AccessionState.DONE, clock.now()


def join_scans(arrangement: Arrangement, ids: Iterable[int], *, below: bool) -> None:
    """Order two scans to become one page, side by side or stacked; halves are rejoined."""
    pages = arrangement.chosen(ids)
    if are_halves(pages):
        split(arrangement, ids, 0)
        return
    accession = delivery_of(arrangement.session, arrangement.item, "ghép")
    full_scans = [
        page for page in pages if page.taken_from and page.taken_from.endswith(" 0.0-1.0")
    ]
    if len(pages) != _PAIR or len(full_scans) != _PAIR or any(page.left_out for page in pages):
        raise WrongStateError("ghép", "hãy chọn đúng hai trang, mỗi trang là một ảnh quét")
    turns = instructions.current(arrangement.session, accession.id).turns
    overlay = OverlayRow(
        item_id=arrangement.item.id,
        kind=OverlayKind.JOIN,
        page_ids=[page.id for page in pages],
        below=below,
        told=f"ghép {name_pages(pages)} thành một trang",
        by=arrangement.by,
        at=clock.now(),
        applied=clock.now(),
        spots=[page.origin for page in pages],
        turns=[turns.get(page.number, turns.get(WHOLE_DELIVERY)) for page in pages],
        before=[_page_snapshot(page) for page in pages],
    )
    arrangement.session.add(overlay)
    arrangement.session.flush()
    first, second = pages
    orders = [(InstructionKind.TURN, first.number, 0)]
    changes = {second: {"left_out": True}}
    apply_change(arrangement, "page.join", overlay.told, changes, orders)


def _request(
    arrangement: Arrangement, kind: OverlayKind, ids: list[int], summary: str, rescan: Accession
) -> None:
    rescan.amends = arrangement.item.id
    overlay = OverlayRow(
        item_id=arrangement.item.id,
        accession_id=rescan.id,
        kind=kind,
        page_ids=ids,
        told=summary,
        by=arrangement.by,
        at=clock.now(),
    )
    arrangement.session.add(overlay)
    held_changes.pause_until_approved(arrangement.session, arrangement.item, rescan)
    note(
        arrangement.session,
        arrangement.by,
        "page.rescan",
        arrangement.item.id,
        f"{summary}, lần nhập {rescan.number}",
    )


def _replace(
    arrangement: Arrangement, overlay: OverlayRow, rescan_pages: Sequence[RescanPage], turn: int
) -> None:
    pages = [page for page in arrangement.pages if page.id in overlay.page_ids]
    if len(pages) != len(rescan_pages):
        raise PageGoneError
    overlay.spots = [page.origin for page in pages]
    overlay.before = [_page_snapshot(page) for page in pages]
    orders = [(InstructionKind.TURN, page.number, turn) for page in pages]
    apply_change(arrangement, "page.replace", overlay.told, {}, orders)


def _insert(
    arrangement: Arrangement, overlay: OverlayRow, rescan_pages: Sequence[RescanPage], turn: int
) -> None:
    """Insert pages with the next free numbers, so that no other page changes its address."""
    places = [
        place for place, page in enumerate(arrangement.pages, 1) if page.id in overlay.page_ids
    ]
    if overlay.page_ids and not places:
        raise PageGoneError
    at = places[0] if places else 0
    number = max((page.number for page in arrangement.pages), default=0)
    new_pages = [
        Page(
            item_id=arrangement.item.id,
            number=number + place,
            place=at + place,
            state=PageState.WAITING,
            taken_from=rescan_page.spot,
            in_place_of="",
            label=label,
            numbered=label,
        )
        for place, (rescan_page, label) in enumerate(
            zip(rescan_pages, _labels(arrangement, at), strict=False), start=1
        )
    ]
    arrangement.session.add_all(new_pages)
    arrangement.item.page_count += len(new_pages)
    arrangement.session.flush()
    order = [*arrangement.pages[:at], *new_pages, *arrangement.pages[at:]]
    changes = {page: {"place": place} for place, page in enumerate(order, start=1)}
    orders = [(InstructionKind.TURN, page.number, turn) for page in new_pages]
    apply_change(arrangement, "page.insert", overlay.told, changes, orders)


def _labels(arrangement: Arrangement, at: int) -> Iterable[str]:
    """Yield labels for pages inserted after the page at a position: 4a, 4b."""
    previous = arrangement.pages[at - 1] if at else None
    label = previous and (previous.label or str(previous.number))
    for place in count():
        letter = ascii_lowercase[place] if place < len(ascii_lowercase) else f".{place + 1}"
        yield UNNUMBERED if label in (None, UNNUMBERED) else f"{label}{letter}"


def _page_snapshot(page: Page) -> dict[str, object]:
    """Return a snapshot of a page's number, file and images, for the version history."""
    kinds = (DerivativeKind.THUMBNAIL, DerivativeKind.READING)
    images = {image.kind: image for image in page.derivatives if image.kind in kinds}
    file, _, position = (page.taken_from or "").partition(":")
    return {
        "number": page.number,
        "label": page.label,
        "file": file,
        "index": int(position.partition(" ")[0] or 0),
        **{
            kind.value: [image.digest, image.width, image.height, image.media_type]
            for kind, image in images.items()
        },
    }
