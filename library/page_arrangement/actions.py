"""Actions of staff on the pages of an item; undo of changes undoes each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.accessions.requeue import requeue
from library.catalogue import index_queue
from library.catalogue.access import openings
from library.catalogue.models import Item, Page, PageKind
from library.catalogue.pages.numbering import Numerals, labels
from library.catalogue.pages.page_order import cover_of
from library.errors import WrongStateError
from library.staff.audit import note
from library.triage import instructions
from library.triage.instructions import delivery_of
from library.triage.models import WHOLE_DELIVERY, InstructionKind

_KINDS = "move number mark drop put-back turn part join replace insert"
ACTIONS = tuple(f"page.{kind}" for kind in _KINDS.split())
"""Codes of actions on pages in the audit trail."""

_THOUSANDTHS = 10

Order = tuple[InstructionKind, int, int]
"""Instruction for the pipeline: kind, page or picture number, and value."""

Columns = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Pages of an item in reading order, with the database session and user."""

    session: Session
    item: Item
    by: str
    pages: tuple[Page, ...]

    def chosen(self, ids: Iterable[int]) -> list[Page]:
        """Return the pages with these ids in reading order; raise WrongStateError if none match."""
        id_set = set(ids)
        pages = [page for page in self.pages if page.id in id_set]
        if not pages:
            raise WrongStateError("làm việc này", "chưa chọn trang nào")
        return pages


def load_arrangement(session: Session, item: Item, by: str) -> Arrangement:
    """Load the pages of an item in reading order."""
    rows = select(Page).where(Page.item_id == item.id).order_by(Page.place, Page.number)
    return Arrangement(session, item, by, tuple(session.scalars(rows)))


def apply_change(
    arrangement: Arrangement,
    action: str,
    summary: str,
    changes: Mapping[Page, Columns],
    orders: Sequence[Order] = (),
) -> None:
    """Set columns of pages and give instructions, and note them in one line if any is new."""
    session, item, by = arrangement.session, arrangement.item, arrangement.by
    differing = {
        page: columns
        for page, columns in changes.items()
        if any(getattr(page, name) != value for name, value in columns.items())
    }
    if not (differing or orders):
        return
    accession = session.get(Accession, item.accession_id) if item.accession_id else None
    for about, number, value in orders:
        instructions.give(session, accession, about, number, value, by)
    if any(columns.get("left_out") is False for columns in differing.values()):
        openings.send_again(session, item, by)
    for page, columns in differing.items():
        if _set_columns(page, columns):
            # a back of it has its words, so what is left out changes all pages
            index_queue.mark(session, item.id, None if "left_out" in columns else page.number)
            if accession:
                requeue(accession)
    if differing:
        item.cover = cover_of(arrangement.pages) or item.cover
        session.flush()
    note(session, by, action, item.id, summary)


def _set_columns(page: Page, columns: Columns) -> bool:
    """Set columns of a page; return True if readers get another image or text of it."""
    was_plate = page.kind is PageKind.PLATE
    for name, value in columns.items():
        setattr(page, name, value)
    return "left_out" in columns or was_plate != (page.kind is PageKind.PLATE)


def name_pages(pages: Sequence[Page]) -> str:
    """Return a one-line list of pages: the first five labels and the total."""
    labels = ", ".join(page.label or str(page.number) for page in pages[:5])
    return f"trang {labels}" + (f" … ({len(pages)} trang)" if len(pages) > 5 else "")


def move(arrangement: Arrangement, ids: Iterable[int], before_id: int | None) -> None:
    """Move pages before another page, or to the end; numbers and addresses stay."""
    moving = arrangement.chosen(ids)
    staying = [page for page in arrangement.pages if page not in moving]
    places = [place for place, page in enumerate(staying) if page.id == before_id]
    at = places[0] if places else len(staying)
    order = [*staying[:at], *moving, *staying[at:]]
    changes = {page: {"place": place} for place, page in enumerate(order, start=1)}
    apply_change(arrangement, "page.move", f"chuyển {name_pages(moving)}", changes)


def number(arrangement: Arrangement, ids: Iterable[int], numerals: Numerals, start: int) -> None:
    """Set the printed numbers of consecutive pages."""
    pages = arrangement.chosen(ids)
    labels_by_page = dict(zip(pages, labels(numerals, start), strict=False))
    changes = {page: {"numbered": label, "label": label} for page, label in labels_by_page.items()}
    apply_change(arrangement, "page.number", f"đánh số {name_pages(pages)}", changes)


def mark(arrangement: Arrangement, ids: Iterable[int], kind: PageKind | None) -> None:
    """Set the kind of pages: cover, contents, plate or none."""
    pages = arrangement.chosen(ids)
    changes = {page: {"kind": kind} for page in pages}
    apply_change(arrangement, "page.mark", f"ghi loại {name_pages(pages)}", changes)


def drop(arrangement: Arrangement, ids: Iterable[int]) -> None:
    """Exclude pages from the item without losing data."""
    pages = arrangement.chosen(ids)
    if all(page.left_out or page in pages for page in arrangement.pages):
        raise WrongStateError("ẩn", "tài liệu phải còn ít nhất một trang")
    changes = {page: {"left_out": True} for page in pages}
    apply_change(arrangement, "page.drop", f"ẩn {name_pages(pages)}", changes)


def restore(arrangement: Arrangement, ids: Iterable[int]) -> None:
    """Show excluded pages again."""
    pages = arrangement.chosen(ids)
    changes = {page: {"left_out": False} for page in pages}
    apply_change(arrangement, "page.put-back", f"hiện lại {name_pages(pages)}", changes)


def turn(arrangement: Arrangement, ids: Iterable[int], quarters: int) -> None:
    """Order pages to be turned clockwise by further quarter turns, and recognised again."""
    pages = arrangement.chosen(ids)
    delivery = delivery_of(arrangement.session, arrangement.item, "xoay")
    turns = instructions.current(arrangement.session, delivery.id).turns
    orders = [
        (
            InstructionKind.TURN,
            page.number,
            (turns.get(page.number, turns.get(WHOLE_DELIVERY, 0)) + quarters) % 4,
        )
        for page in pages
    ]
    apply_change(arrangement, "page.turn", f"xoay {name_pages(pages)}", {}, orders)


def split(arrangement: Arrangement, ids: Iterable[int], hundredths: int) -> None:
    """Order pictures to be split at `hundredths` of their width, or with 0 to stay one page."""
    pages = arrangement.chosen(ids)
    action, words = ("page.part", "tách") if hundredths else ("page.join", "ghép")
    delivery_of(arrangement.session, arrangement.item, words)
    orders = [
        (InstructionKind.SPREAD, picture, hundredths * _THOUSANDTHS)
        for picture in _picture_numbers(arrangement, pages, words)
    ]
    apply_change(arrangement, action, f"{words} {name_pages(pages)}", {}, orders)


def are_halves(pages: Iterable[Page]) -> bool:
    """Return True if each page is only a part of a picture."""
    return not any((page.taken_from or " 0.0-1.0").endswith(" 0.0-1.0") for page in pages)


def _picture_numbers(arrangement: Arrangement, pages: list[Page], action: str) -> list[int]:
    """Return the numbers, in order of delivery, of the pictures that pages are taken from."""
    delivery_order = sorted(arrangement.pages, key=lambda page: page.number)
    pictures = dict.fromkeys(_picture(page) for page in delivery_order if page.taken_from)
    numbers = {picture: number for number, picture in enumerate(pictures, start=1)}
    chosen_pictures = dict.fromkeys(_picture(page) for page in pages if page.taken_from)
    if not chosen_pictures:
        raise WrongStateError(action, "trang này không có ảnh quét")
    if any(
        page.in_place_of is not None and _picture(page) in chosen_pictures
        for page in arrangement.pages
    ):
        raise WrongStateError(action, "ảnh này đã quét lại hay đã ghép; hãy hoàn tác việc ấy trước")
    return [numbers[picture] for picture in chosen_pictures]


def _picture(page: Page) -> str:
    return page.origin.partition(" ")[0]
