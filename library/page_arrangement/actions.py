"""Actions of staff on the pages of an item; every action can be undone."""

from collections.abc import Iterable

from library.catalogue.models import Page, PageKind
from library.catalogue.pages.numbering import Numerals, labels
from library.errors import WrongStateError
from library.page_arrangement.models import PageActionKind
from library.page_arrangement.undo_log import (
    Arrangement,
    InstructionChange,
    PageChange,
    apply_change,
    delivery_of,
    name_pages,
)
from library.triage import instructions
from library.triage.models import WHOLE_DELIVERY, InstructionKind

_THOUSANDTHS = 10


def move(arrangement: Arrangement, ids: Iterable[int], before_id: int | None) -> None:
    """Move pages before another page, or to the end; numbers and addresses stay."""
    moving = arrangement.chosen(ids)
    staying = [page for page in arrangement.pages if page not in moving]
    places = [place for place, page in enumerate(staying) if page.id == before_id]
    at = places[0] if places else len(staying)
    order = [*staying[:at], *moving, *staying[at:]]
    changes = {page: {"place": place} for place, page in enumerate(order, start=1)}
    apply_change(
        arrangement, PageChange(PageActionKind.MOVE, f"chuyển {name_pages(moving)}", changes)
    )


def number(arrangement: Arrangement, ids: Iterable[int], numerals: Numerals, start: int) -> None:
    """Set the printed numbers of consecutive pages."""
    pages = arrangement.chosen(ids)
    labels_by_page = dict(zip(pages, labels(numerals, start), strict=False))
    changes = {page: {"numbered": label, "label": label} for page, label in labels_by_page.items()}
    apply_change(
        arrangement, PageChange(PageActionKind.NUMBER, f"đánh số {name_pages(pages)}", changes)
    )


def mark(arrangement: Arrangement, ids: Iterable[int], kind: PageKind | None) -> None:
    """Set the kind of pages: cover, contents, plate or none."""
    pages = arrangement.chosen(ids)
    changes = {page: {"kind": kind} for page in pages}
    apply_change(
        arrangement, PageChange(PageActionKind.MARK, f"ghi loại {name_pages(pages)}", changes)
    )


def drop(arrangement: Arrangement, ids: Iterable[int]) -> None:
    """Exclude pages from the item without losing data."""
    pages = arrangement.chosen(ids)
    if all(page.left_out or page in pages for page in arrangement.pages):
        raise WrongStateError("ẩn", "tài liệu phải còn ít nhất một trang")
    changes = {page: {"left_out": True} for page in pages}
    apply_change(arrangement, PageChange(PageActionKind.DROP, f"ẩn {name_pages(pages)}", changes))


def restore(arrangement: Arrangement, ids: Iterable[int]) -> None:
    """Show excluded pages again."""
    pages = arrangement.chosen(ids)
    changes = {page: {"left_out": False} for page in pages}
    apply_change(
        arrangement, PageChange(PageActionKind.PUT_BACK, f"hiện lại {name_pages(pages)}", changes)
    )


def turn(arrangement: Arrangement, ids: Iterable[int], quarters: int) -> None:
    """Order pages to be turned clockwise by further quarter turns, and recognised again."""
    pages = arrangement.chosen(ids)
    turns = instructions.current(arrangement.session, delivery_of(arrangement, "xoay").id).turns
    orders: list[InstructionChange] = [
        (
            InstructionKind.TURN,
            page.number,
            (turns.get(page.number, turns.get(WHOLE_DELIVERY, 0)) + quarters) % 4,
        )
        for page in pages
    ]
    apply_change(
        arrangement, PageChange(PageActionKind.TURN, f"xoay {name_pages(pages)}", {}, orders)
    )


def split(arrangement: Arrangement, ids: Iterable[int], hundredths: int) -> None:
    """Order pictures to be split into two pages at `hundredths` of their width."""
    pages = arrangement.chosen(ids)
    delivery_of(arrangement, "tách")
    orders: list[InstructionChange] = [
        (InstructionKind.SPREAD, picture, hundredths * _THOUSANDTHS)
        for picture in _picture_numbers(arrangement, pages, "tách")
    ]
    apply_change(
        arrangement, PageChange(PageActionKind.PART, f"tách {name_pages(pages)}", {}, orders)
    )


def join(arrangement: Arrangement, ids: Iterable[int]) -> None:
    """Order the halves of pictures to become one page again."""
    pages = arrangement.chosen(ids)
    delivery_of(arrangement, "ghép")
    orders: list[InstructionChange] = [
        (InstructionKind.SPREAD, picture, 0)
        for picture in _picture_numbers(arrangement, pages, "ghép")
    ]
    apply_change(
        arrangement, PageChange(PageActionKind.JOIN, f"ghép {name_pages(pages)}", {}, orders)
    )


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
