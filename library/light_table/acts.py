"""Does what staff do to pages on the light table; every act can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.catalogue import due
from library.catalogue.models import Item, Page, PageKind
from library.catalogue.page_order import cover_of
from library.errors import WrongStateError
from library.light_table.models import PageAct, PageActKind
from library.light_table.numbering import Numerals, labels
from library.people.audit import note
from library.triage import instructions
from library.triage.models import WHOLE, About

Order = tuple[About, int, int | None]
"""Something to tell the workshop: about what, of which page or picture, and what; None: nothing."""

_THOUSANDTHS = 10


@dataclass(frozen=True, slots=True)
class Table:
    """The pages of an item in reading order, and who works on them."""

    session: Session
    item: Item
    by: str
    pages: tuple[Page, ...]

    def chosen(self, ids: Iterable[int]) -> list[Page]:
        """Return the pages with these ids, in reading order; raise when none was chosen."""
        wanted = set(ids)
        found = [page for page in self.pages if page.id in wanted]
        if not found:
            raise WrongStateError("làm việc này", "chưa chọn trang nào")
        return found


def table(session: Session, item: Item, by: str) -> Table:
    """Lay the pages of an item on the table."""
    rows = select(Page).where(Page.item_id == item.id).order_by(Page.place, Page.number)
    return Table(session, item, by, tuple(session.scalars(rows)))


def move(on: Table, ids: Iterable[int], before: int | None) -> None:
    """Put pages before another one, or at the end; numbers and addresses stay."""
    moving = on.chosen(ids)
    staying = [page for page in on.pages if page not in moving]
    places = [place for place, page in enumerate(staying) if page.id == before]
    at = places[0] if places else len(staying)
    order = [*staying[:at], *moving, *staying[at:]]
    changes = {page: {"place": place} for place, page in enumerate(order, start=1)}
    _keep(on, PageActKind.MOVE, f"chuyển {_named(moving)}", changes)


def number(on: Table, ids: Iterable[int], numerals: Numerals, start: int) -> None:
    """Say what is printed on pages, one after the other."""
    pages = on.chosen(ids)
    told = dict(zip(pages, labels(numerals, start), strict=False))
    changes = {page: {"numbered": label, "label": label} for page, label in told.items()}
    _keep(on, PageActKind.NUMBER, f"đánh số {_named(pages)}", changes)


def mark(on: Table, ids: Iterable[int], kind: PageKind | None) -> None:
    """Say what pages are for: cover, contents, plate, or none of these."""
    pages = on.chosen(ids)
    _keep(
        on, PageActKind.MARK, f"ghi loại {_named(pages)}", {page: {"kind": kind} for page in pages}
    )


def drop(on: Table, ids: Iterable[int]) -> None:
    """Take pages out of the item; nothing of them is lost."""
    pages = on.chosen(ids)
    if all(page.left_out or page in pages for page in on.pages):
        raise WrongStateError("bỏ", "tài liệu phải còn ít nhất một trang")
    _keep(on, PageActKind.DROP, f"bỏ {_named(pages)}", {page: {"left_out": True} for page in pages})


def put_back(on: Table, ids: Iterable[int]) -> None:
    """Show pages again."""
    pages = on.chosen(ids)
    changes = {page: {"left_out": False} for page in pages}
    _keep(on, PageActKind.PUT_BACK, f"đưa lại {_named(pages)}", changes)


def turn(on: Table, ids: Iterable[int], quarters: int) -> None:
    """Have pages turned clockwise by so many quarters more than they are, and read again."""
    pages = on.chosen(ids)
    accession = _accession(on, "xoay")
    told = instructions.of(on.session, accession.id).turns
    orders = [
        (About.TURN, page.number, (told.get(page.number, told.get(WHOLE, 0)) + quarters) % 4)
        for page in pages
    ]
    _keep(on, PageActKind.TURN, f"xoay {_named(pages)}", {}, orders)


def part(on: Table, ids: Iterable[int], hundredths: int) -> None:
    """Have pictures parted into two pages, after so many hundredths of their width."""
    pages = on.chosen(ids)
    orders = [(About.SPREAD, number, hundredths * _THOUSANDTHS) for number in _pictures(on, pages)]
    _keep(on, PageActKind.PART, f"tách {_named(pages)}", {}, orders)


def join(on: Table, ids: Iterable[int]) -> None:
    """Have the halves of pictures become one page again."""
    pages = on.chosen(ids)
    if any((page.taken_from or " 0.0-1.0").endswith(" 0.0-1.0") for page in pages):
        raise WrongStateError("ghép", "chỉ ghép được hai nửa của cùng một ảnh quét")
    orders = [(About.SPREAD, number, 0) for number in _pictures(on, pages)]
    _keep(on, PageActKind.JOIN, f"ghép {_named(pages)}", {}, orders)


def undo(on: Table) -> str | None:
    """Take the last act back that is not undone yet; return what it was."""
    row = on.session.scalar(
        select(PageAct)
        .where(PageAct.item_id == on.item.id, PageAct.undone.is_(None))
        .order_by(PageAct.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    known = {str(page.id): page for page in on.pages}
    before = {known[key]: told for key, told in row.pages.items() if key in known}
    _set(on, {page: {**told, **_kind(told)} for page, told in before.items()})
    _tell(on, [(About(about), number, value) for about, number, value in row.orders])
    row.undone, row.undone_by = clock.now(), on.by
    note(on.session, on.by, f"page.{row.kind.value}.undo", on.item.id, row.told)
    return row.told


def _keep(
    on: Table,
    kind: PageActKind,
    told: str,
    changes: Mapping[Page, Mapping[str, object]],
    orders: Sequence[Order] = (),
) -> None:
    """Do an act, and write down how everything was before it."""
    differing = {
        page: wanted
        for page, wanted in changes.items()
        if any(getattr(page, name) != value for name, value in wanted.items())
    }
    if not differing and not orders:
        return
    before = _tell(on, orders)
    on.session.add(
        PageAct(
            item_id=on.item.id,
            kind=kind,
            told=told,
            by=on.by,
            at=clock.now(),
            pages={
                str(page.id): {name: getattr(page, name) for name in wanted}
                for page, wanted in differing.items()
            },
            orders=[list(order) for order in before],
        )
    )
    _set(on, differing)
    note(on.session, on.by, f"page.{kind.value}", on.item.id, told)


def _set(on: Table, changes: Mapping[Page, Mapping[str, object]]) -> None:
    for page, wanted in changes.items():
        for name, value in wanted.items():
            setattr(page, name, value)
        if "left_out" in wanted:
            due.mark(on.session, on.item.id, page.number)
            if on.item.accession_id:
                instructions.work_again(on.session.get_one(Accession, on.item.accession_id))
    if changes:
        on.item.cover = cover_of(on.pages) or on.item.cover
        on.session.flush()


def _tell(on: Table, orders: Sequence[Order]) -> list[Order]:
    """Tell the workshop, and return what it was told before."""
    if not orders:
        return []
    accession = _accession(on, "làm lại trang")
    known = {
        (row.about, row.page_number): row.value
        for row in instructions.told(on.session, accession.id)
    }
    for about, number, value in orders:
        if value is None:
            instructions.take_back(on.session, accession, about, number, on.by)
        else:
            instructions.give(on.session, accession, about, number, value, on.by)
    return [(about, number, known.get((about, number))) for about, number, _ in orders]


def _accession(on: Table, act: str) -> Accession:
    found = on.item.accession_id and on.session.get(Accession, on.item.accession_id)
    if not found:
        raise WrongStateError(act, "tài liệu nhập từ văn bản, không có ảnh trang")
    if found.state is AccessionState.WORKING:
        raise WrongStateError(act, "tài liệu đang được xử lý; hãy đợi xong rồi làm lại")
    return found


def _pictures(on: Table, pages: Iterable[Page]) -> list[int]:
    """Return the numbers of the pictures pages are taken from, as they were delivered."""
    numbered = sorted(on.pages, key=lambda page: page.number)
    known = dict.fromkeys(_picture(page) for page in numbered if page.taken_from)
    numbers = {picture: number for number, picture in enumerate(known, start=1)}
    wanted = dict.fromkeys(_picture(page) for page in pages if page.taken_from)
    if not wanted:
        raise WrongStateError("tách", "trang này không có ảnh quét")
    return [numbers[picture] for picture in wanted]


def _picture(page: Page) -> str:
    return page.taken_from.partition(" ")[0]


def _kind(told: Mapping[str, object]) -> dict[str, object]:
    """Return the kind of a page that was kept as a word."""
    kept = told.get("kind")
    return {"kind": PageKind(kept)} if kept else {}


def _named(pages: Sequence[Page]) -> str:
    shown = ", ".join(page.label or str(page.number) for page in pages[:5])
    return f"trang {shown}" + (f" … ({len(pages)} trang)" if len(pages) > 5 else "")
