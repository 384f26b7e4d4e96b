"""Suspected duplicate deliveries, decisions of staff on them, and findings left undecided."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.accessions import register
from library.accessions.models import Accession
from library.catalogue import cataloguing, index_queue
from library.catalogue.access import publishing
from library.catalogue.models import Item, ItemState
from library.errors import WrongStateError
from library.staff.audit import note
from library.triage.models import (
    DuplicateVerdict,
    PageSimilarity,
    SurveyedPage,
    Verdict,
)
from library.triage.survey import Thumbnail
from library.work_queues import WorkQueue

_NEWER, _OLDER = aliased(SurveyedPage), aliased(SurveyedPage)
_MAX_PAIRS = 500
"""Maximum of delivery pairs examined at once, newest first."""

_MAX_PAGE_PAIRS = 3


@dataclass(frozen=True, slots=True)
class DeliverySide:
    """One delivery of a suspected duplicate pair."""

    number: str
    source: str
    item_id: str | None
    pages: int
    """Number of pages with enough content to be compared."""


@dataclass(frozen=True, slots=True)
class SimilarPages:
    """Two similar pages, with their thumbnails."""

    newer: Thumbnail
    older: Thumbnail


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two deliveries with similar pages, at least half as many as the smaller one has."""

    newer: DeliverySide
    older: DeliverySide
    alike: int
    """Number of pages of the newer delivery that resemble pages of the older."""
    pairs: tuple[SimilarPages, ...]


@dataclass(frozen=True, slots=True)
class DecidedPair:
    """A decision on two deliveries."""

    newer: str
    newer_source: str
    older: str
    older_source: str
    verdict: Verdict
    by: str
    at: datetime


def undecided(session: Session) -> tuple[DuplicatePair, ...]:
    """Return the undecided pairs, newest first, without their similar pages."""
    pairs, sides = _significant_pairs(session)
    return tuple(
        DuplicatePair(sides[newer], sides[older], alike, ()) for newer, older, alike in pairs
    )


def with_pages(session: Session, pair: DuplicatePair) -> DuplicatePair:
    """Return a pair with its first similar pages."""
    ids = [register.find(session, side.number).id for side in (pair.newer, pair.older)]
    return replace(pair, pairs=_similar_pages(session, *ids))


def open_queue(session: Session) -> WorkQueue:
    """Return the number of undecided pairs, with the time of the oldest."""
    pairs, _ = _significant_pairs(session)
    newer = [row[0] for row in pairs]
    first = select(func.min(Accession.received)).where(Accession.id.in_(newer))
    return WorkQueue(len(pairs), session.scalar(first) if newer else None)


def _significant_pairs(
    session: Session,
) -> tuple[list[tuple[int, int, int]], dict[int, DeliverySide]]:
    """Return undecided (newer, older, similar pages) rows worth a decision, and sides by id."""
    verdicts = select(DuplicateVerdict.id).where(
        DuplicateVerdict.newer_id == _NEWER.accession_id,
        DuplicateVerdict.older_id == _OLDER.accession_id,
    )
    alike = func.count(_NEWER.id.distinct())
    rows = session.execute(
        select(_NEWER.accession_id, _OLDER.accession_id, alike)
        .select_from(PageSimilarity)
        .join(_NEWER, _NEWER.id == PageSimilarity.newer_id)
        .join(_OLDER, _OLDER.id == PageSimilarity.older_id)
        .where(_NEWER.accession_id != _OLDER.accession_id, ~verdicts.exists())
        .group_by(_NEWER.accession_id, _OLDER.accession_id)
        .order_by(_NEWER.accession_id.desc(), _OLDER.accession_id)
        .limit(_MAX_PAIRS)
    ).all()
    sides = _sides(session, {accession_id for row in rows for accession_id in row[:2]})
    significant = [
        row for row in rows if 2 * row[2] >= min(sides[row[0]].pages, sides[row[1]].pages)
    ]
    return significant, sides


def decided(session: Session, count: int) -> tuple[DecidedPair, ...]:
    """Return the latest decisions."""
    newer, older = aliased(Accession), aliased(Accession)
    rows = session.execute(
        select(
            newer.number,
            newer.source,
            older.number,
            older.source,
            DuplicateVerdict.verdict,
            DuplicateVerdict.by,
            DuplicateVerdict.at,
        )
        .join(newer, newer.id == DuplicateVerdict.newer_id)
        .join(older, older.id == DuplicateVerdict.older_id)
        .order_by(DuplicateVerdict.id.desc())
        .limit(count)
    )
    return tuple(DecidedPair(*row) for row in rows)


def decide(session: Session, newer: str, older: str, verdict: Verdict, by: str) -> None:
    """Record the decision to keep both items or to withdraw the newer one."""
    new, old = register.find(session, newer), register.find(session, older)
    if _verdict(session, new, old) is not None:
        raise WrongStateError("quyết định", "hai lần nhập này đã được quyết định rồi")
    item = session.get(Item, new.item_id) if new.item_id else None
    state = item.state if item else ItemState.DRAFT
    session.add(
        DuplicateVerdict(
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
        reason = f"trùng với lần nhập {older}"
        if item.state is ItemState.PUBLISHED:
            cataloguing.withdraw(session, item, by, reason)
        else:
            item.state = ItemState.WITHDRAWN
            note(session, by, "item.withdraw", item.id, reason)


def undo(session: Session, newer: str, older: str, by: str) -> None:
    """Undo a decision and restore the state of an item that it withdrew."""
    new, old = register.find(session, newer), register.find(session, older)
    row = _verdict(session, new, old)
    if row is None:
        return
    item = session.get(Item, new.item_id) if new.item_id else None
    if row.verdict is Verdict.DROP and item is not None and item.state is ItemState.WITHDRAWN:
        publishing.must_not_be_deleted(session, item, "hoàn tác")
        if row.state_before == ItemState.PUBLISHED.value:
            publishing.must_be_restorable(session, item, by, row.at)
        item.state = ItemState(row.state_before)
        index_queue.mark(session, item.id)
    session.delete(row)
    note(session, by, "twins.undo", newer, older)


def _verdict(session: Session, newer: Accession, older: Accession) -> DuplicateVerdict | None:
    return session.scalar(
        select(DuplicateVerdict).where(
            DuplicateVerdict.newer_id == newer.id, DuplicateVerdict.older_id == older.id
        )
    )


def _sides(session: Session, accession_ids: Iterable[int]) -> dict[int, DeliverySide]:
    comparable = func.count(SurveyedPage.signature)
    rows = session.execute(
        select(Accession.id, Accession.number, Accession.source, Accession.item_id, comparable)
        .join(SurveyedPage, SurveyedPage.accession_id == Accession.id)
        .where(Accession.id.in_(accession_ids))
        .group_by(Accession.id, Accession.number, Accession.source, Accession.item_id)
    )
    return {accession_id: DeliverySide(*columns) for accession_id, *columns in rows}


def _similar_pages(session: Session, newer: int, older: int) -> tuple[SimilarPages, ...]:
    rows = session.execute(
        select(*_thumbnail_columns(_NEWER), *_thumbnail_columns(_OLDER))
        .select_from(PageSimilarity)
        .join(_NEWER, _NEWER.id == PageSimilarity.newer_id)
        .join(_OLDER, _OLDER.id == PageSimilarity.older_id)
        .where(_NEWER.accession_id == newer, _OLDER.accession_id == older)
        .order_by(_NEWER.number, _OLDER.number)
        .limit(_MAX_PAGE_PAIRS)
    )
    return tuple(SimilarPages(Thumbnail(*row[:4]), Thumbnail(*row[4:])) for row in rows)


def _thumbnail_columns(page: type[SurveyedPage]) -> tuple[object, ...]:
    return page.number, page.thumbnail, page.width, page.height
