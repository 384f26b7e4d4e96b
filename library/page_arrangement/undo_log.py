"""Writes down every act on the light table with how things were before it, and takes it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.catalogue import index_queue
from library.catalogue.models import Item, Page, PageKind
from library.catalogue.pages.page_order import cover_of
from library.errors import WrongStateError
from library.page_arrangement.models import PageAct, PageActKind
from library.staff.audit import note
from library.triage import instructions
from library.triage.models import About, Mending

Order = tuple[About, int, int | None]
"""Something to tell the workshop: about what, of which page or picture, and what; None: nothing."""

Columns = Mapping[str, object]


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


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to pages, in a line for people, and what it changes."""

    kind: PageActKind
    told: str
    changes: Mapping[Page, Columns]
    orders: Sequence[Order] = ()
    mending: Mending | None = None
    made: Sequence[Page] = ()
    """Pages that were not there before."""


def table(session: Session, item: Item, by: str) -> Table:
    """Lay the pages of an item on the table."""
    rows = select(Page).where(Page.item_id == item.id).order_by(Page.place, Page.number)
    return Table(session, item, by, tuple(session.scalars(rows)))


def delivery_of(on: Table, act: str) -> Accession:
    """Return the delivery the pages came in; raise when there is none, or while it is worked on."""
    found = on.item.accession_id and on.session.get(Accession, on.item.accession_id)
    if not found:
        raise WrongStateError(act, "tài liệu nhập từ văn bản, không có ảnh trang")
    if found.state is AccessionState.WORKING:
        raise WrongStateError(act, "tài liệu đang được xử lý; hãy đợi xong rồi làm lại")
    return found


def keep(on: Table, deed: Deed) -> None:
    """Do something to pages, and write down how everything was before it."""
    differing = {
        page: wanted
        for page, wanted in deed.changes.items()
        if any(getattr(page, name) != value for name, value in wanted.items())
    }
    if not (differing or deed.orders or deed.mending):
        return
    was = {
        str(page.id): {name: getattr(page, name) for name in wanted}
        for page, wanted in differing.items()
    }
    on.session.add(
        PageAct(
            item_id=on.item.id,
            kind=deed.kind,
            told=deed.told,
            by=on.by,
            at=clock.now(),
            pages=was | {str(page.id): {"left_out": True} for page in deed.made},
            orders=[list(order) for order in _tell(on, deed.orders)],
            mending_id=deed.mending.id if deed.mending else None,
        )
    )
    _set(on, differing)
    _let_work(on, deed.mending)
    note(on.session, on.by, f"page.{deed.kind.value}", on.item.id, deed.told)


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
    orders: list[Order] = [(About(about), number, value) for about, number, value in row.orders]
    if orders or row.mending_id:
        delivery_of(on, "hoàn tác")
    known = {str(page.id): page for page in on.pages}
    before = {known[key]: told for key, told in row.pages.items() if key in known}
    _set(on, {page: {**told, **_kind(told)} for page, told in before.items()})
    _tell(on, orders)
    mending = row.mending_id and on.session.get_one(Mending, row.mending_id)
    if mending:
        mending.undone = clock.now()
        _let_work(on, mending)
    row.undone, row.undone_by = clock.now(), on.by
    note(on.session, on.by, f"page.{row.kind.value}.undo", on.item.id, row.told)
    return row.told


def named(pages: Sequence[Page]) -> str:
    """Name pages in a line: the first few, and how many there are."""
    shown = ", ".join(page.label or str(page.number) for page in pages[:5])
    return f"trang {shown}" + (f" … ({len(pages)} trang)" if len(pages) > 5 else "")


def _set(on: Table, changes: Mapping[Page, Columns]) -> None:
    for page, wanted in changes.items():
        for name, value in wanted.items():
            setattr(page, name, value)
        if "left_out" in wanted:
            index_queue.mark(on.session, on.item.id, page.number)
            if on.item.accession_id:
                instructions.work_again(on.session.get_one(Accession, on.item.accession_id))
    if changes:
        on.item.cover = cover_of(on.pages) or on.item.cover
        on.session.flush()


def _tell(on: Table, orders: Sequence[Order]) -> list[Order]:
    """Tell the workshop, and return what it was told before."""
    if not orders:
        return []
    accession = on.session.get_one(Accession, on.item.accession_id)
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


def _let_work(on: Table, mending: Mending | None) -> None:
    if mending is not None:
        on.session.flush()
        instructions.work_again(on.session.get_one(Accession, on.item.accession_id))


def _kind(told: Columns) -> dict[str, object]:
    """Return the kind of a page that was kept as a word."""
    kept = told.get("kind")
    return {"kind": PageKind(kept)} if kept else {}
