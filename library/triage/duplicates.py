"""Finds deliveries that look like earlier ones, and remembers what staff decided about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.accessions import register
from library.accessions.models import Accession
from library.catalogue import cataloguing, index_queue
from library.catalogue.models import Item, ItemState
from library.errors import WrongStateError
from library.staff.audit import note
from library.triage.models import LikenessVerdict, PageLikeness, SurveyedPage, Verdict
from library.triage.survey import Small
from library.work_queues import WorkQueue

_NEWER, _OLDER = aliased(SurveyedPage), aliased(SurveyedPage)
_EXAMINED = 500
"""So many pairs of deliveries are weighed at once, the newest first."""

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One of two deliveries that look alike."""

    number: str
    source: str
    item_id: str | None
    pages: int
    """Pages that show enough to be compared."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pages that look alike, by their small images."""

    newer: Small
    older: Small


@dataclass(frozen=True, slots=True)
class Twins:
    """Two deliveries of which at least half of the smaller one looks like the other."""

    newer: Side
    older: Side
    alike: int
    """Pages of the newer one that look like pages of the older."""
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about two deliveries."""

    newer: str
    newer_source: str
    older: str
    older_source: str
    verdict: Verdict
    by: str
    at: datetime


def undecided(session: Session, count: int) -> tuple[Twins, ...]:
    """Return the deliveries nobody has decided about, newest first."""
    grave, sides = _grave(session)
    return tuple(
        Twins(sides[newer], sides[older], found, _pairs(session, newer, older))
        for newer, older, found in grave[:count]
    )


def pile_of(session: Session) -> WorkQueue:
    """Return how many pairs nobody has decided about, and since when the oldest waits."""
    grave, _ = _grave(session)
    newer = [row[0] for row in grave]
    first = select(func.min(Accession.received)).where(Accession.id.in_(newer))
    return WorkQueue(len(grave), session.scalar(first) if newer else None)


def _grave(session: Session) -> tuple[list[tuple[int, int, int]], dict[int, Side]]:
    """Return the pairs that weigh enough to be asked about, with both sides of each."""
    decided = select(LikenessVerdict.id).where(
        LikenessVerdict.newer_id == _NEWER.accession_id,
        LikenessVerdict.older_id == _OLDER.accession_id,
    )
    alike = func.count(_NEWER.id.distinct())
    rows = session.execute(
        select(_NEWER.accession_id, _OLDER.accession_id, alike)
        .select_from(PageLikeness)
        .join(_NEWER, _NEWER.id == PageLikeness.newer_id)
        .join(_OLDER, _OLDER.id == PageLikeness.older_id)
        .where(_NEWER.accession_id != _OLDER.accession_id, ~decided.exists())
        .group_by(_NEWER.accession_id, _OLDER.accession_id)
        .order_by(_NEWER.accession_id.desc(), _OLDER.accession_id)
        .limit(_EXAMINED)
    ).all()
    sides = _sides(session, {accession_id for row in rows for accession_id in row[:2]})
    grave = [row for row in rows if 2 * row[2] >= min(sides[row[0]].pages, sides[row[1]].pages)]
    return grave, sides


def decided(session: Session, count: int) -> tuple[Decided, ...]:
    """Return what was decided last."""
    newer, older = aliased(Accession), aliased(Accession)
    rows = session.execute(
        select(
            newer.number,
            newer.source,
            older.number,
            older.source,
            LikenessVerdict.verdict,
            LikenessVerdict.by,
            LikenessVerdict.at,
        )
        .join(newer, newer.id == LikenessVerdict.newer_id)
        .join(older, older.id == LikenessVerdict.older_id)
        .order_by(LikenessVerdict.id.desc())
        .limit(count)
    )
    return tuple(Decided(*row) for row in rows)


def decide(session: Session, newer: str, older: str, verdict: Verdict, by: str) -> None:
    """Keep both, or close the newer item to its readers; asked once, remembered for good."""
    new, old = register.find(session, newer), register.find(session, older)
    if _verdict(session, new, old) is not None:
        raise WrongStateError("quyết định", "hai lần nhập này đã được quyết định rồi")
    item = session.get(Item, new.item_id) if new.item_id else None
    state = item.state if item else ItemState.DRAFT
    session.add(
        LikenessVerdict(
            newer_id=new.id,
            older_id=old.id,
            verdict=verdict,
            state_before=state.value,
            by=by,
            at=clock.now(),
        )
    )
    note(session, by, f"twins.{verdict.value}", newer, older)
    if verdict is Verdict.DROP and item is not None:
        _close(session, item, by, f"trùng với lần nhập {older}")


def undo(session: Session, newer: str, older: str, by: str) -> None:
    """Take a decision back: what it closed is as it was."""
    new, old = register.find(session, newer), register.find(session, older)
    row = _verdict(session, new, old)
    if row is None:
        return
    item = session.get(Item, new.item_id) if new.item_id else None
    if row.verdict is Verdict.DROP and item is not None and item.state is ItemState.WITHDRAWN:
        item.state = ItemState(row.state_before)
        index_queue.mark(session, item.id)
    session.delete(row)
    note(session, by, "twins.undo", newer, older)


def _close(session: Session, item: Item, by: str, reason: str) -> None:
    if item.state is ItemState.PUBLISHED:
        cataloguing.withdraw(session, item, by, reason)
    else:
        item.state = ItemState.WITHDRAWN
        note(session, by, "item.withdraw", item.id, reason)


def _verdict(session: Session, newer: Accession, older: Accession) -> LikenessVerdict | None:
    return session.scalar(
        select(LikenessVerdict).where(
            LikenessVerdict.newer_id == newer.id, LikenessVerdict.older_id == older.id
        )
    )


def _sides(session: Session, accession_ids: Iterable[int]) -> dict[int, Side]:
    written = func.count(SurveyedPage.signature)
    rows = session.execute(
        select(Accession.id, Accession.number, Accession.source, Accession.item_id, written)
        .join(SurveyedPage, SurveyedPage.accession_id == Accession.id)
        .where(Accession.id.in_(accession_ids))
        .group_by(Accession.id, Accession.number, Accession.source, Accession.item_id)
    )
    return {accession_id: Side(*told) for accession_id, *told in rows}


def _pairs(session: Session, newer: int, older: int) -> tuple[Pair, ...]:
    rows = session.execute(
        select(*_small(_NEWER), *_small(_OLDER))
        .select_from(PageLikeness)
        .join(_NEWER, _NEWER.id == PageLikeness.newer_id)
        .join(_OLDER, _OLDER.id == PageLikeness.older_id)
        .where(_NEWER.accession_id == newer, _OLDER.accession_id == older)
        .order_by(_NEWER.number, _OLDER.number)
        .limit(_SHOWN)
    )
    return tuple(Pair(Small(*row[:4]), Small(*row[4:])) for row in rows)


def _small(page: type[SurveyedPage]) -> tuple[object, ...]:
    return page.number, page.thumbnail, page.width, page.height
