"""Backlogs of the office: documents that wait for each step, their pace and their end."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import SETTLED, USELESS, Accession
from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState
from library.planning.forecasts import Forecast, forecast, weekly
from library.work_queues import WorkQueue, queue_size


@dataclass(frozen=True, slots=True)
class Backlog:
    """Documents that wait for one step, with those that came and went in the last weeks."""

    name: str
    waiting: WorkQueue
    arrivals: tuple[int, ...]
    departures: tuple[int, ...]
    forecast: Forecast | None
    """None when it grows, or is too new to say."""

    @property
    def change(self) -> float:
        """Average growth of the backlog a week; negative when it shrinks."""
        return (sum(self.arrivals) - sum(self.departures)) / len(self.arrivals)


def backlogs(session: Session) -> tuple[Backlog, ...]:
    """Return the backlogs of the machine, of descriptions and of reviewers."""
    return _reading(session), _description(session), _review(session)


def _reading(session: Session) -> Backlog:
    waiting = select(func.count(), func.min(Accession.received)).where(
        Accession.state.not_in(SETTLED)
    )
    useful = select(Accession.id).where(Accession.state.not_in(USELESS))
    return _backlog(
        session, "Chờ máy đọc", waiting, (useful, Accession.received, Accession.settled)
    )


def _description(session: Session) -> Backlog:
    waiting = select(func.count(), func.min(Item.created)).where(Item.state == ItemState.DRAFT)
    items = select(Item.id).outerjoin(Publication, Publication.item_id == Item.id)
    described = func.coalesce(Publication.sent, Item.published)
    return _backlog(session, "Chờ mô tả", waiting, (items, Item.created, described))


def _review(session: Session) -> Backlog:
    waiting = select(func.count(), func.min(Publication.sent)).join(
        Item, Item.id == Publication.item_id
    )
    items = select(Item.id).join(Publication, Publication.item_id == Item.id)
    sent = items.where(Publication.sent.is_not(None))
    reviewed = func.coalesce(Publication.returned, Item.published)
    return _backlog(
        session,
        "Chờ duyệt",
        waiting.where(Item.state == ItemState.REVIEW),
        (sent, Publication.sent, reviewed),
    )


def _backlog(
    session: Session,
    name: str,
    waiting: Select,
    flow: tuple[Select, ColumnElement, ColumnElement],
) -> Backlog:
    rows, arrival, departure = flow
    queue = queue_size(session, waiting)
    arrivals, departures = weekly(session, rows, arrival), weekly(session, rows, departure)
    return Backlog(name, queue, arrivals, departures, _end(queue.count, arrivals, departures))


def _end(waiting: int, arrivals: Sequence[int], departures: Sequence[int]) -> Forecast | None:
    """Return the day on which a backlog ends if it changes as in the last weeks."""
    changes = [gone - came for came, gone in zip(arrivals, departures, strict=True)]
    return forecast(waiting, changes, clock.today()) if waiting else None
