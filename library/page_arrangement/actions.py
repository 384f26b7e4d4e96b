"""Does what staff do to pages on the light table; every act can be undone."""

from collections.abc import Iterable

from library.catalogue.models import Page, PageKind
from library.errors import WrongStateError
from library.page_arrangement.models import PageActKind
from library.page_arrangement.numbering import Numerals, labels
from library.page_arrangement.undo_log import Deed, Order, Table, delivery_of, keep, named
from library.triage import instructions
from library.triage.models import WHOLE, About

_THOUSANDTHS = 10


def move(on: Table, ids: Iterable[int], before: int | None) -> None:
    """Put pages before another one, or at the end; numbers and addresses stay."""
    moving = on.chosen(ids)
    staying = [page for page in on.pages if page not in moving]
    places = [place for place, page in enumerate(staying) if page.id == before]
    at = places[0] if places else len(staying)
    order = [*staying[:at], *moving, *staying[at:]]
    changes = {page: {"place": place} for place, page in enumerate(order, start=1)}
    keep(on, Deed(PageActKind.MOVE, f"chuyển {named(moving)}", changes))


def number(on: Table, ids: Iterable[int], numerals: Numerals, start: int) -> None:
    """Say what is printed on pages, one after the other."""
    pages = on.chosen(ids)
    told = dict(zip(pages, labels(numerals, start), strict=False))
    changes = {page: {"numbered": label, "label": label} for page, label in told.items()}
    keep(on, Deed(PageActKind.NUMBER, f"đánh số {named(pages)}", changes))


def mark(on: Table, ids: Iterable[int], kind: PageKind | None) -> None:
    """Say what pages are for: cover, contents, plate, or none of these."""
    pages = on.chosen(ids)
    changes = {page: {"kind": kind} for page in pages}
    keep(on, Deed(PageActKind.MARK, f"ghi loại {named(pages)}", changes))


def drop(on: Table, ids: Iterable[int]) -> None:
    """Take pages out of the item; nothing of them is lost."""
    pages = on.chosen(ids)
    if all(page.left_out or page in pages for page in on.pages):
        raise WrongStateError("bỏ", "tài liệu phải còn ít nhất một trang")
    changes = {page: {"left_out": True} for page in pages}
    keep(on, Deed(PageActKind.DROP, f"bỏ {named(pages)}", changes))


def put_back(on: Table, ids: Iterable[int]) -> None:
    """Show pages again."""
    pages = on.chosen(ids)
    changes = {page: {"left_out": False} for page in pages}
    keep(on, Deed(PageActKind.PUT_BACK, f"đưa lại {named(pages)}", changes))


def turn(on: Table, ids: Iterable[int], quarters: int) -> None:
    """Have pages turned clockwise by so many quarters more than they are, and read again."""
    pages = on.chosen(ids)
    told = instructions.of(on.session, delivery_of(on, "xoay").id).turns
    orders: list[Order] = [
        (About.TURN, page.number, (told.get(page.number, told.get(WHOLE, 0)) + quarters) % 4)
        for page in pages
    ]
    keep(on, Deed(PageActKind.TURN, f"xoay {named(pages)}", {}, orders))


def part(on: Table, ids: Iterable[int], hundredths: int) -> None:
    """Have pictures parted into two pages, after so many hundredths of their width."""
    pages = on.chosen(ids)
    delivery_of(on, "tách")
    orders: list[Order] = [
        (About.SPREAD, picture, hundredths * _THOUSANDTHS)
        for picture in _pictures(on, pages, "tách")
    ]
    keep(on, Deed(PageActKind.PART, f"tách {named(pages)}", {}, orders))


def join(on: Table, ids: Iterable[int]) -> None:
    """Have the halves of pictures become one page again."""
    pages = on.chosen(ids)
    delivery_of(on, "ghép")
    orders: list[Order] = [(About.SPREAD, picture, 0) for picture in _pictures(on, pages, "ghép")]
    keep(on, Deed(PageActKind.JOIN, f"ghép {named(pages)}", {}, orders))


def are_halves(pages: Iterable[Page]) -> bool:
    """Say whether each of these pages is a part of a picture."""
    return not any((page.taken_from or " 0.0-1.0").endswith(" 0.0-1.0") for page in pages)


def _pictures(on: Table, pages: list[Page], act: str) -> list[int]:
    """Return the numbers of the pictures pages are taken from, as they were delivered."""
    numbered = sorted(on.pages, key=lambda page: page.number)
    known = dict.fromkeys(_picture(page) for page in numbered if page.taken_from)
    numbers = {picture: number for number, picture in enumerate(known, start=1)}
    wanted = dict.fromkeys(_picture(page) for page in pages if page.taken_from)
    if not wanted:
        raise WrongStateError(act, "trang này không có ảnh quét")
    if any(page.in_place_of is not None and _picture(page) in wanted for page in on.pages):
        raise WrongStateError(act, "ảnh này đã quét lại hay đã ghép; hãy hoàn tác việc ấy trước")
    return [numbers[picture] for picture in wanted]


def _picture(page: Page) -> str:
    return page.origin.partition(" ")[0]
