"""Lets staff begin sweeps, choose among what was found, have it corrected, and undone."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from library import clock
from library.catalogue.models import Item, Page
from library.catalogue.text.words import Word
from library.corrections.batch_edits.models import IN_WORK, Sweep, SweepPlace, SweepState
from library.corrections.batch_edits.same_word_in_item import Occurrence, occurrence
from library.corrections.page_edits.misreadings import core
from library.corrections.problems import NothingToSweepError, SweepNotFoundError
from library.errors import WrongStateError
from library.staff.audit import note
from library.vietnamese.letters import compose


@dataclass(frozen=True, slots=True)
class Report:
    """How far a sweep is."""

    id: int
    collection: str
    seen: str
    meant: str
    by: str
    at: datetime
    state: SweepState
    looked: int
    found: int
    chosen: int
    corrected: int
    passed: int
    """Places where something else stood by the time they were corrected."""

    @property
    def in_work(self) -> bool:
        """Whether the workshop is at it."""
        return self.state in IN_WORK


@dataclass(frozen=True, slots=True)
class Place:
    """One place that was found, as it is shown to a person."""

    id: int
    item_id: str
    title: str
    left_out: bool
    corrected: bool | None
    seen: Occurrence


def begin(session: Session, collection: str, seen: str, meant: str, by: str) -> Sweep:
    """Have a misreading looked for all over a collection."""
    seen, meant = compose(seen).strip(), compose(meant).strip()
    if not core(seen) or not meant or core(seen) == core(meant) or len(seen.split()) > 1:
        raise NothingToSweepError
    sweep = Sweep(
        collection=collection,
        seen=seen,
        meant=meant,
        by=by,
        at=clock.now(),
        batch=secrets.token_hex(8),
    )
    session.add(sweep)
    session.flush()
    note(session, by, "sweep.begin", str(sweep.id), f"{collection}: {seen} → {meant}")
    return sweep


def find(session: Session, sweep_id: int) -> Sweep:
    """Return a sweep; raise SweepNotFoundError."""
    sweep = session.get(Sweep, sweep_id)
    if sweep is None:
        raise SweepNotFoundError
    return sweep


def report(session: Session, sweep: Sweep) -> Report:
    """Return how far a sweep is."""
    there = SweepPlace.sweep_id == sweep.id
    found, chosen, corrected, passed = session.execute(
        select(
            func.count(SweepPlace.id),
            func.count(SweepPlace.id).filter(SweepPlace.left_out.is_(False)),
            func.count(SweepPlace.id).filter(SweepPlace.corrected.is_(True)),
            func.count(SweepPlace.id).filter(SweepPlace.corrected.is_(False)),
        ).where(there)
    ).one()
    told = {name: getattr(sweep, name) for name in Report.__dataclass_fields__ if name in _OWN}
    return Report(**told, found=found, chosen=chosen, corrected=corrected, passed=passed)


def recent(session: Session, count: int) -> tuple[Report, ...]:
    """Return the newest sweeps."""
    rows = session.scalars(select(Sweep).order_by(Sweep.id.desc()).limit(count))
    return tuple(report(session, row) for row in rows)


def places(session: Session, sweep_id: int, *, first: int, count: int) -> tuple[Place, ...]:
    """Return a screen of what was found, page after page."""
    rows = session.execute(
        select(SweepPlace, Page, Item.title)
        .join(Page, Page.id == SweepPlace.page_id)
        .join(Item, Item.id == Page.item_id)
        .where(SweepPlace.sweep_id == sweep_id)
        .order_by(Page.item_id, Page.place, SweepPlace.place)
        .offset(first)
        .limit(count)
        .options(selectinload(Page.derivatives))
    )
    return tuple(_place(row, page, title) for row, page, title in rows)


def choose(
    session: Session, sweep: Sweep, shown: Collection[int], ticked: Collection[int], by: str
) -> None:
    """Keep which of the places shown are to be corrected."""
    _must_be(sweep, "chọn", SweepState.FOUND)
    there = (SweepPlace.sweep_id == sweep.id, SweepPlace.id.in_(shown))
    right = set(shown) - set(ticked)
    session.execute(update(SweepPlace).where(*there).values(left_out=SweepPlace.id.in_(right)))
    sweep.ordered_by = by


def correct(session: Session, sweep: Sweep, by: str) -> None:
    """Have all chosen places corrected."""
    _must_be(sweep, "sửa", SweepState.FOUND)
    sweep.state, sweep.ordered_by = SweepState.CORRECTING, by
    note(session, by, "sweep.correct", str(sweep.id), f"{sweep.seen} → {sweep.meant}")


def undo(session: Session, sweep: Sweep, by: str) -> None:
    """Have everything a sweep corrected taken back; what is not corrected yet stays so."""
    _must_be(sweep, "hủy", SweepState.CORRECTING, SweepState.CORRECTED)
    sweep.state, sweep.ordered_by = SweepState.UNDOING, by
    note(session, by, "sweep.undo", str(sweep.id), f"{sweep.seen} → {sweep.meant}")


def give_up(session: Session, sweep: Sweep, by: str) -> None:
    """Leave a sweep of which nothing was corrected."""
    _must_be(sweep, "bỏ", SweepState.FINDING, SweepState.FOUND)
    sweep.state, sweep.ordered_by = SweepState.GIVEN_UP, by
    note(session, by, "sweep.give_up", str(sweep.id))


_OWN = ("id", "collection", "seen", "meant", "by", "at", "state", "looked")


def _must_be(sweep: Sweep, act: str, *states: SweepState) -> None:
    if sweep.state not in states:
        raise WrongStateError(act, "đợt sửa này đã sang bước khác; hãy tải lại trang")


def _place(row: SweepPlace, page: Page, title: str) -> Place:
    word = Word(row.text, row.left, row.top, row.width, row.height, 0.0, 0, 0)
    return Place(
        row.id, page.item_id, title, row.left_out, row.corrected, occurrence(page, row.place, word)
    )
