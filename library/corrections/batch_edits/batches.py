"""Staff actions on batch edits: start, choose places, correct, undo and cancel."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, selectinload

from library import clock
from library.catalogue.models import Item, Page
from library.catalogue.text.words import Word
from library.corrections.batch_edits.models import (
    RUNNING_STATES,
    BatchEdit,
    BatchEditPlace,
    BatchEditState,
)
from library.corrections.batch_edits.same_word_in_item import Occurrence, occurrence
from library.corrections.page_edits.misreadings import bare_word
from library.corrections.problems import BatchEditNotFoundError, InvalidBatchEditError
from library.errors import WrongStateError
from library.jobs import work_orders
from library.staff.audit import note
from library.vietnamese.letters import compose

KIND = "batch-edit"
"""Kind of the orders of batch edits."""


@dataclass(frozen=True, slots=True)
class BatchEditReport:
    """Progress of a batch edit."""

    id: int
    collection: str
    seen: str
    meant: str
    by: str
    at: datetime
    state: BatchEditState
    looked: int
    found: int
    chosen: int
    corrected: int
    passed: int
    """Number of places whose text had changed before they were corrected."""

    @property
    def in_work(self) -> bool:
        """Return True if the pipeline is processing it."""
        return self.state in RUNNING_STATES


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One found place, as shown to people."""

    id: int
    item_id: str
    title: str
    left_out: bool
    corrected: bool | None
    seen: Occurrence


def start(
    session: Session, collection: str, misreading: str, correction: str, by: str
) -> BatchEdit:
    """Start the search for a misreading in a whole collection."""
    misreading, correction = compose(misreading).strip(), compose(correction).strip()
    if (
        not bare_word(misreading)
        or not correction
        or bare_word(misreading) == bare_word(correction)
        or len(misreading.split()) > 1
    ):
        raise InvalidBatchEditError
    batch_edit = BatchEdit(
        collection=collection,
        seen=misreading,
        meant=correction,
        by=by,
        at=clock.now(),
        batch=secrets.token_hex(8),
    )
    session.add(batch_edit)
    session.flush()
    _order(session, batch_edit, by, "sweep.begin", f"{collection}: ")
    return batch_edit


def find(session: Session, batch_edit_id: int) -> BatchEdit:
    """Return a batch edit; raise BatchEditNotFoundError."""
    batch_edit = session.get(BatchEdit, batch_edit_id)
    if batch_edit is None:
        raise BatchEditNotFoundError
    return batch_edit


def report(session: Session, batch_edit: BatchEdit) -> BatchEditReport:
    """Return the progress of a batch edit."""
    condition = BatchEditPlace.sweep_id == batch_edit.id
    total, chosen_count, corrected_count, passed_count = session.execute(
        select(
            func.count(BatchEditPlace.id),
            func.count(BatchEditPlace.id).filter(BatchEditPlace.left_out.is_(False)),
            func.count(BatchEditPlace.id).filter(BatchEditPlace.corrected.is_(True)),
            func.count(BatchEditPlace.id).filter(BatchEditPlace.corrected.is_(False)),
        ).where(condition)
    ).one()
    columns = {
        name: getattr(batch_edit, name)
        for name in BatchEditReport.__dataclass_fields__
        if name in _COLUMNS
    }
    return BatchEditReport(
        **columns, found=total, chosen=chosen_count, corrected=corrected_count, passed=passed_count
    )


def count_all(session: Session, collection: str | None = None) -> int:
    """Return the number of batch edits, of all collections or one."""
    return session.scalar(_in_collection(select(func.count(BatchEdit.id)), collection)) or 0


def recent(
    session: Session, count: int, *, first: int = 0, collection: str | None = None
) -> tuple[BatchEditReport, ...]:
    """Return the progress of the newest batch edits."""
    newest_first = _in_collection(select(BatchEdit), collection).order_by(BatchEdit.id.desc())
    rows = session.scalars(newest_first.offset(first).limit(count))
    return tuple(report(session, row) for row in rows)


def places(
    session: Session, batch_edit_id: int, *, first: int, count: int
) -> tuple[FoundPlace, ...]:
    """Return one screen of found places in page order."""
    rows = session.execute(
        select(BatchEditPlace, Page, Item.title)
        .join(Page, Page.id == BatchEditPlace.page_id)
        .join(Item, Item.id == Page.item_id)
        .where(BatchEditPlace.sweep_id == batch_edit_id)
        .order_by(Page.item_id, Page.place, BatchEditPlace.place)
        .offset(first)
        .limit(count)
        .options(selectinload(Page.derivatives))
    )
    return tuple(_place(row, page, title) for row, page, title in rows)


def choose(
    session: Session,
    batch_edit: BatchEdit,
    shown_ids: Collection[int],
    ticked_ids: Collection[int],
    by: str,
) -> None:
    """Store which of the shown places are to be corrected."""
    _require_state(batch_edit, "chọn", BatchEditState.FOUND)
    condition = (BatchEditPlace.sweep_id == batch_edit.id, BatchEditPlace.id.in_(shown_ids))
    other_ids = set(shown_ids) - set(ticked_ids)
    session.execute(
        update(BatchEditPlace).where(*condition).values(left_out=BatchEditPlace.id.in_(other_ids))
    )
    batch_edit.ordered_by = by


def correct(session: Session, batch_edit: BatchEdit, by: str) -> None:
    """Order the correction of all chosen places."""
    _require_state(batch_edit, "sửa", BatchEditState.FOUND)
    batch_edit.state = BatchEditState.CORRECTING
    _order(session, batch_edit, by, "sweep.correct")


def undo(session: Session, batch_edit: BatchEdit, by: str) -> None:
    """Order the undo of all corrections of a batch edit; pending places stay uncorrected."""
    _require_state(batch_edit, "hủy", BatchEditState.CORRECTING, BatchEditState.CORRECTED)
    batch_edit.state = BatchEditState.UNDOING
    _order(session, batch_edit, by, "sweep.undo")


def give_up(session: Session, batch_edit: BatchEdit, by: str) -> None:
    """Cancel a batch edit before anything is corrected."""
    _require_state(batch_edit, "bỏ", BatchEditState.FINDING, BatchEditState.FOUND)
    batch_edit.state, batch_edit.ordered_by = BatchEditState.GIVEN_UP, by
    note(session, by, "sweep.give_up", str(batch_edit.id))


def _order(session: Session, batch_edit: BatchEdit, by: str, event: str, where: str = "") -> None:
    """Order the next step of a batch edit in the place of its last one."""
    words, batch_edit.ordered_by = f"{where}{batch_edit.seen} → {batch_edit.meant}", by
    payload = {"batch_edit": batch_edit.id}
    work_orders.order_anew(session, KIND, f"{KIND} {batch_edit.id}", payload, by, words)
    note(session, by, event, str(batch_edit.id), words)


_COLUMNS = ("id", "collection", "seen", "meant", "by", "at", "state", "looked")


def _require_state(batch_edit: BatchEdit, action: str, *states: BatchEditState) -> None:
    if batch_edit.state not in states:
        raise WrongStateError(action, "đợt sửa này đã sang bước khác; hãy tải lại trang")


def _place(row: BatchEditPlace, page: Page, title: str) -> FoundPlace:
    word = Word(row.text, row.left, row.top, row.width, row.height, 0.0, 0, 0)
    return FoundPlace(
        row.id, page.item_id, title, row.left_out, row.corrected, occurrence(page, row.place, word)
    )


def _in_collection(query: Select, collection: str | None) -> Select:
    return query if collection is None else query.where(BatchEdit.collection == collection)
