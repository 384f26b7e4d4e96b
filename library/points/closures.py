"""Knows on which days which points are closed all day, of all points at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.models import OpeningException, OpeningWeek, PointRecord

_Told = TypeVar("_Told")
_A_DAY = timedelta(days=1)


def closed_days(session: Session, since: date, until: date) -> frozenset[tuple[int, date]]:
    """Return points and days on which they are closed, or serve no more.

    Where nobody knows the hours a point is not closed.
    """
    closed = set(_by_the_week(session, since, until))
    rows = select(OpeningException.point_id, OpeningException.day, OpeningException.hours)
    of_these_days = rows.where(OpeningException.day >= since, OpeningException.day < until)
    for point_id, day, hours in session.execute(of_these_days.order_by(OpeningException.id)):
        if hours:
            closed.discard((point_id, day))
        else:
            closed.add((point_id, day))
    return frozenset(closed.union(_out_of_service(session, since, until)))


def _by_the_week(session: Session, since: date, until: date) -> Iterator[tuple[int, date]]:
    rows = select(OpeningWeek.point_id, OpeningWeek.since, OpeningWeek.days)
    known = session.execute(rows.order_by(OpeningWeek.since, OpeningWeek.id))
    for point_id, begins, ends, week in _stretches(known, since, until):
        for weekday in (number for number, hours in enumerate(week) if not hours):
            first = begins + _A_DAY * ((weekday - begins.weekday()) % 7)
            for step in range(0, (ends - first).days, 7):
                yield point_id, first + _A_DAY * step


def _out_of_service(session: Session, since: date, until: date) -> Iterator[tuple[int, date]]:
    rows = select(PointRecord.point_id, PointRecord.since, PointRecord.serving)
    known = session.execute(rows.order_by(PointRecord.since, PointRecord.id))
    for point_id, begins, ends, serves in _stretches(known, since, until):
        if not serves:
            for step in range((ends - begins).days):
                yield point_id, begins + _A_DAY * step


def _stretches(
    known: Iterable[tuple[int, date, _Told]], since: date, until: date
) -> Iterator[tuple[int, date, date, _Told]]:
    """Give from when to when what was told of a point was so; of two of a day the later counts."""
    told: dict[int, list[tuple[date, _Told | None]]] = defaultdict(list)
    for point_id, day, what in known:
        told[point_id].append((day, what))
    for point_id, records in told.items():
        for (begins, what), (ends, _) in pairwise([*records, (until, None)]):
            first, last = max(begins, since), min(ends, until)
            if first < last:
                yield point_id, first, last, what
