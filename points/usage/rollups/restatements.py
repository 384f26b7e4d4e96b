"""Published figures of settled months that have changed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.models import AccessPoint
from points.access_points.opening_hours import HANOI
from points.access_points.point_names import point_names
from points.usage.measures.measure_table import MEASURES
from points.usage.models import DueCause
from points.usage.rollups.models import Restatement

CAUSE_NAMES = {
    DueCause.EVENTS: "sự kiện đến sau khi chốt",
    DueCause.DECISION: "quyết định về lượt để riêng",
    DueCause.HOURS: "sửa giờ mở cửa",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A figure as published and as now; None means there was, or is, no figure."""

    point: str
    """Name of the point in that month."""
    month: date
    measure: str
    before: int | None
    after: int | None
    restated: datetime
    causes: tuple[str, ...] = ()
    """`DueCause` values."""

    @property
    def sentence(self) -> str:
        """The change as a Vietnamese sentence."""
        when = self.restated.astimezone(HANOI)
        causes = "".join(f", vì {CAUSE_NAMES[cause]}" for cause in self.causes)
        return (
            f"{self.point}, tháng {self.month:%m/%Y}: {MEASURES[self.measure].phrase} "
            f"{_figure_in_words(self.before)} → "
            f"{_figure_in_words(self.after)} (tính lại ngày {when:%d/%m/%Y}{causes})"
        )


def restatements(session: Session, month: date | None = None) -> tuple[Change, ...]:
    """Return the restatements of one month or all, oldest first."""
    query = (
        select(AccessPoint.code, Restatement)
        .join(AccessPoint, AccessPoint.id == Restatement.point_id)
        .order_by(Restatement.id)
    )
    if month is not None:
        query = query.where(Restatement.month == month)
    names = point_names(session)
    return tuple(
        Change(
            names.on(code, row.month),
            row.month,
            row.measure,
            row.before,
            row.after,
            row.restated,
            tuple(DueCause(cause) for cause in (row.cause or "").split()),
        )
        for code, row in session.execute(query)
    )


def causes_of_changes(
    session: Session, months: Collection[date]
) -> dict[tuple[str, date, str], frozenset[DueCause]]:
    """Return the causes of restatements by code of the point, month and measure."""
    rows = select(AccessPoint.code, Restatement).join(
        AccessPoint, AccessPoint.id == Restatement.point_id
    )
    causes: dict[tuple[str, date, str], frozenset[DueCause]] = defaultdict(frozenset)
    for code, row in session.execute(rows.where(Restatement.month.in_(months))):
        causes[code, row.month, row.measure] |= {DueCause(c) for c in (row.cause or "").split()}
    return causes


def _figure_in_words(value: int | None) -> str:
    return "chưa có" if value is None else str(value)
