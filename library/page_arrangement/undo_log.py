"""Undo log of page actions: applies changes, records the previous state, and undoes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.accessions.requeue import requeue
from library.catalogue import index_queue
from library.catalogue.access import openings
from library.catalogue.models import Item, Page, PageKind
from library.catalogue.pages.page_order import cover_of
from library.errors import WrongStateError
from library.page_arrangement.models import PageAction, PageActionKind
from library.staff.audit import note
from library.triage import instructions
from library.triage.models import InstructionKind, OverlayRow

InstructionChange = tuple[InstructionKind, int, int | None]
"""Instruction kind, page or picture number, and value; None withdraws the instruction."""

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


@dataclass(frozen=True, slots=True)
class PageChange:
    """A change to pages: one-line summary, new column values and instructions."""

    kind: PageActionKind
    summary: str
    changes: Mapping[Page, Columns]
    instructions: Sequence[InstructionChange] = ()
    overlay: OverlayRow | None = None
    new_pages: Sequence[Page] = ()
    """Pages created by the change."""


def load_arrangement(session: Session, item: Item, by: str) -> Arrangement:
    """Load the pages of an item in reading order."""
    rows = select(Page).where(Page.item_id == item.id).order_by(Page.place, Page.number)
    return Arrangement(session, item, by, tuple(session.scalars(rows)))


def delivery_of(arrangement: Arrangement, action: str) -> Accession:
    """Return the delivery of the pages; raise WrongStateError if none or in processing."""
    accession = arrangement.item.accession_id and arrangement.session.get(
        Accession, arrangement.item.accession_id
    )
    if not accession:
        raise WrongStateError(action, "tài liệu nhập từ văn bản, không có ảnh trang")
    if accession.state is AccessionState.WORKING:
        raise WrongStateError(action, "tài liệu đang được xử lý; hãy đợi xong rồi làm lại")
    return accession


def apply_change(arrangement: Arrangement, change: PageChange) -> None:
    """Apply a change to pages and record the previous state."""
    differing = {
        page: columns
        for page, columns in change.changes.items()
        if any(getattr(page, name) != value for name, value in columns.items())
    }
    if not (differing or change.instructions or change.overlay):
        return
    _note_shown_pages(arrangement, differing)
    old_columns = {
        str(page.id): {name: getattr(page, name) for name in columns}
        for page, columns in differing.items()
    }
    arrangement.session.add(
        PageAction(
            item_id=arrangement.item.id,
            kind=change.kind,
            told=change.summary,
            by=arrangement.by,
            at=clock.now(),
            pages=old_columns | {str(page.id): {"left_out": True} for page in change.new_pages},
            orders=[list(order) for order in _apply_instructions(arrangement, change.instructions)],
            mending_id=change.overlay.id if change.overlay else None,
        )
    )
    _set_columns(arrangement, differing)
    _requeue(arrangement, change.overlay)
    note(
        arrangement.session,
        arrangement.by,
        f"page.{change.kind.value}",
        arrangement.item.id,
        change.summary,
    )


def undo(arrangement: Arrangement) -> str | None:
    """Undo the last action that is not undone yet; return its summary, or None."""
    row = arrangement.session.scalar(
        select(PageAction)
        .where(PageAction.item_id == arrangement.item.id, PageAction.undone.is_(None))
        .order_by(PageAction.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    orders: list[InstructionChange] = [
        (InstructionKind(about), number, value) for about, number, value in row.orders
    ]
    if orders or row.mending_id:
        delivery_of(arrangement, "hoàn tác")
    pages_by_id = {str(page.id): page for page in arrangement.pages}
    old_columns = {
        pages_by_id[key]: columns for key, columns in row.pages.items() if key in pages_by_id
    }
    _note_shown_pages(arrangement, old_columns)
    _set_columns(
        arrangement,
        {page: {**columns, **_kind_column(columns)} for page, columns in old_columns.items()},
    )
    _apply_instructions(arrangement, orders)
    overlay = row.mending_id and arrangement.session.get_one(OverlayRow, row.mending_id)
    if overlay:
        overlay.undone = clock.now()
        _requeue(arrangement, overlay)
    row.undone, row.undone_by = clock.now(), arrangement.by
    note(
        arrangement.session,
        arrangement.by,
        f"page.{row.kind.value}.undo",
        arrangement.item.id,
        row.told,
    )
    return row.told


def name_pages(pages: Sequence[Page]) -> str:
    """Return a one-line list of pages: the first five labels and the total."""
    labels = ", ".join(page.label or str(page.number) for page in pages[:5])
    return f"trang {labels}" + (f" … ({len(pages)} trang)" if len(pages) > 5 else "")


def _note_shown_pages(arrangement: Arrangement, changes: Mapping[Page, Columns]) -> None:
    """Let another person approve an item in review of which more pages are shown."""
    if any(page.left_out and columns.get("left_out") is False for page, columns in changes.items()):
        openings.send_again(arrangement.session, arrangement.item, arrangement.by)


def _set_columns(arrangement: Arrangement, changes: Mapping[Page, Columns]) -> None:
    for page, columns in changes.items():
        was_plate = page.kind is PageKind.PLATE
        for name, value in columns.items():
            setattr(page, name, value)
        if "left_out" in columns or was_plate != (page.kind is PageKind.PLATE):
            # a back of it has its words, so what is left out changes all pages
            number = None if "left_out" in columns else page.number
            index_queue.mark(arrangement.session, arrangement.item.id, number)
            if arrangement.item.accession_id:
                requeue(arrangement.session.get_one(Accession, arrangement.item.accession_id))
    if changes:
        arrangement.item.cover = cover_of(arrangement.pages) or arrangement.item.cover
        arrangement.session.flush()


def _apply_instructions(
    arrangement: Arrangement, orders: Sequence[InstructionChange]
) -> list[InstructionChange]:
    """Store instructions for the pipeline, and return the previous ones."""
    if not orders:
        return []
    accession = arrangement.session.get_one(Accession, arrangement.item.accession_id)
    previous = {
        (row.about, row.page_number): row.value
        for row in instructions.list_all(arrangement.session, accession.id)
    }
    for about, number, value in orders:
        if value is None:
            instructions.withdraw(arrangement.session, accession, about, number, arrangement.by)
        else:
            instructions.give(arrangement.session, accession, about, number, value, arrangement.by)
    return [(about, number, previous.get((about, number))) for about, number, _ in orders]


def _requeue(arrangement: Arrangement, overlay: OverlayRow | None) -> None:
    if overlay is not None:
        arrangement.session.flush()
        requeue(arrangement.session.get_one(Accession, arrangement.item.accession_id))


def _kind_column(columns: Columns) -> dict[str, object]:
    """Return the page kind of a stored row as an enum member."""
    kind = columns.get("kind")
    return {"kind": PageKind(kind)} if kind else {}
