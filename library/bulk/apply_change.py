"""Applies a change of many items whole, or not at all."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.bulk.bulk_context import Rules
from library.bulk.models import BulkChange, BulkLine, ChangeState, Verdict
from library.bulk.operations import DEEDS, Hand, Operation
from library.bulk.problems import (
    CannotBeAppliedError,
    ChangedMeanwhileError,
    ChangeNotFoundError,
    LinesLeftError,
    NothingToApplyError,
    NotToBeAppliedError,
)
from library.catalogue.authorities import linking
from library.catalogue.models import Item
from library.errors import LibraryError
from library.staff.audit import note

TO_BE_DONE = (Verdict.CHANGE, Verdict.NEW)
_AT_ONCE = 500
_NAMED = 3


def apply(
    session: Session, change_id: int, by: str, rules: Rules, *, without_refused: bool = False
) -> BulkChange:
    """Do what was looked over; an item that changed meanwhile stops all of it."""
    change = find(session, change_id)
    if change.state is not ChangeState.PLANNED:
        raise NotToBeAppliedError
    left = _count(session, change_id, (Verdict.REFUSED, Verdict.CLASH))
    if left and not without_refused:
        raise LinesLeftError(left)
    if not _count(session, change_id, TO_BE_DONE):
        raise NothingToApplyError
    deed, hand, stale = DEEDS[change.kind], Hand(by, rules, change), []
    for part in lines_in_parts(session, change_id):
        stale += _apply_part(session, deed, part, hand)
    if stale:
        raise ChangedMeanwhileError(len(stale), named(stale))
    change.state, change.applied, change.applied_by = ChangeState.APPLIED, clock.now(), by
    note(session, by, "bulk.apply", str(change.id), change.told)
    return change


def find(session: Session, change_id: int) -> BulkChange:
    """Return a change to be worked on; raise ChangeNotFoundError."""
    change = session.get(BulkChange, change_id, with_for_update=True)
    if change is None:
        raise ChangeNotFoundError
    return change


def lines_in_parts(session: Session, change_id: int) -> Iterator[list[BulkLine]]:
    """Give the lines that are done, a few hundred at a time, in their order."""
    after = 0
    while True:
        query = select(BulkLine).where(BulkLine.change_id == change_id, BulkLine.id > after)
        wanted = query.where(BulkLine.verdict.in_(TO_BE_DONE)).order_by(BulkLine.id)
        part = list(session.scalars(wanted.limit(_AT_ONCE)))
        if not part:
            return
        after = part[-1].id
        yield part


def items_of(session: Session, part: list[BulkLine]) -> dict[str, Item]:
    """Return the items of some lines, asked for at once; nobody else changes them meanwhile."""
    wanted = select(Item).where(Item.id.in_([line.item_id for line in part]))
    held = wanted.order_by(Item.id).with_for_update()
    return {item.id: item for item in session.scalars(held)}


def named(titles: list[str]) -> str:
    """Return the first of many titles."""
    told = ", ".join(f"“{title[:60]}”" for title in titles[:_NAMED])
    return f"{told}…" if len(titles) > _NAMED else told


def _apply_part(session: Session, deed: Operation, part: list[BulkLine], hand: Hand) -> list[str]:
    """Do some lines; return the titles of items that are no longer as they were."""
    held, stale = items_of(session, part), []
    with linking.together(session):
        for line in part:
            item = held.get(line.item_id or "")
            if deed.is_as_planned(session, item, line):
                _do(session, deed, item, line, hand)
            else:
                stale.append(line.title)
    if not stale:
        for line in part:
            line.after = deed.left(session, session.get_one(Item, line.item_id), line)
    session.flush()
    return stale


def _do(session: Session, deed: Operation, item: Item | None, line: BulkLine, hand: Hand) -> None:
    try:
        deed.do(session, item, line, hand)
    except LibraryError as error:
        raise CannotBeAppliedError(line.title[:80], error) from error


def _count(session: Session, change_id: int, verdicts: tuple[Verdict, ...]) -> int:
    query = select(func.count(BulkLine.id)).where(BulkLine.change_id == change_id)
    return session.scalar(query.where(BulkLine.verdict.in_(verdicts))) or 0
