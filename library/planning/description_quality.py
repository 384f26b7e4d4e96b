"""Quality of descriptions: mistakes that reviewers send back, and samples that are checked."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState
from library.planning.models import MistakeKind, QualityCheck
from library.planning.problems import (
    CheckNotFoundError,
    NothingToSampleError,
    OwnDescriptionError,
)
from library.staff.audit import note

MISTAKE_NAMES = {
    MistakeKind.TITLE: "nhan đề",
    MistakeKind.NAMES: "tên người, cơ quan",
    MistakeKind.DATE: "ngày tháng",
    MistakeKind.NUMBER: "số hiệu, nơi, nhà xuất bản",
    MistakeKind.SUBJECT: "đề mục, phân loại",
    MistakeKind.RIGHTS: "quyền đọc, giấy phép",
    MistakeKind.PAGES: "trang thiếu, sai thứ tự",
    MistakeKind.TEXT: "chữ máy đọc sai",
    MistakeKind.OTHER: "khác",
}
_Z = 1.96
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """A description that was looked at, or waits for it."""

    id: int
    item_id: str
    title: str
    described_by: str
    is_sample: bool
    decided: datetime | None
    decided_by: str | None
    mistake: MistakeKind | None
    remark: str


@dataclass(frozen=True, slots=True)
class SampleResult:
    """Descriptions of samples without a mistake, of those checked, with the range of 95 %."""

    checked: int
    sound: int

    @property
    def share(self) -> float | None:
        """Share of sound descriptions; None before the first check."""
        return self.sound / self.checked if self.checked else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the range of the true share (Wilson score interval)."""
        count, share = self.checked, self.share
        if share is None:
            return 0.0, 1.0
        centre = share + _Z**2 / (2 * count)
        spread = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
        divisor = 1 + _Z**2 / count
        return (centre - spread) / divisor, (centre + spread) / divisor


def record_return(
    session: Session, item_id: str, described_by: str, mistake: MistakeKind, remark: str, by: str
) -> None:
    """Record the kind of mistake for which a reviewer sends a description back."""
    session.add(
        QualityCheck(
            item_id=item_id,
            described_by=described_by,
            decided=clock.now(),
            decided_by=by,
            mistake=mistake,
            remark=remark,
        )
    )


def draw(session: Session, count: int, days: int, by: str) -> int:
    """Draw a sample of the items published in the last days that no sample had; return its size.

    Raises NothingToSampleError if there is none.
    """
    drawn_ids = select(QualityCheck.item_id).where(QualityCheck.drawn.is_not(None))
    items = (
        select(Item.id, Publication.sent_by)
        .outerjoin(Publication, Publication.item_id == Item.id)
        .where(Item.state == ItemState.PUBLISHED, Item.published > clock.now() - days * _DAY)
        .where(Item.id.not_in(drawn_ids))
    )
    rows = session.execute(items).all()
    if not rows:
        raise NothingToSampleError(days)
    moment = clock.now()
    for item_id, sent_by in SystemRandom().sample(rows, min(count, len(rows))):
        session.add(QualityCheck(item_id=item_id, described_by=sent_by or "", drawn=moment))
    note(session, by, "quality.draw", f"mau-{moment:%Y-%m-%d}", f"{min(count, len(rows))} tài liệu")
    return min(count, len(rows))


def decide(
    session: Session, check_id: int, mistake: MistakeKind | None, remark: str, by: str
) -> None:
    """Record the result of looking at a description of a sample, once."""
    row = session.get(QualityCheck, check_id)
    if row is None or row.decided is not None:
        raise CheckNotFoundError
    if row.described_by == by:
        raise OwnDescriptionError
    values = {"decided": clock.now(), "decided_by": by, "mistake": mistake, "remark": remark}
    waiting = update(QualityCheck).where(
        QualityCheck.id == check_id, QualityCheck.decided.is_(None)
    )
    if session.execute(waiting.values(**values)).rowcount != 1:  # two people at once
        raise CheckNotFoundError
    note(session, by, "quality.check", row.item_id, remark or (mistake or "đạt"))


def checks(
    session: Session, days: int, person: str | None = None, *, waiting: bool = False
) -> tuple[CheckedItem, ...]:
    """Return the checks of the last days, newest first, or those that wait; of one describer."""
    query = select(QualityCheck, Item.title).join(Item, Item.id == QualityCheck.item_id)
    if waiting:
        query = query.where(QualityCheck.decided.is_(None))
    else:
        query = query.where(QualityCheck.decided > clock.now() - days * _DAY)
    if person is not None:
        query = query.where(QualityCheck.described_by == person)
    rows = session.execute(query.order_by(QualityCheck.decided.desc(), QualityCheck.id))
    return tuple(
        CheckedItem(
            *(row.id, row.item_id, title, row.described_by, row.drawn is not None),
            *(row.decided, row.decided_by, row.mistake, row.remark),
        )
        for row, title in rows
    )


def mistakes_by_kind(items: Iterable[CheckedItem]) -> Counter[MistakeKind]:
    """Return the number of checks with each kind of mistake."""
    return Counter(item.mistake for item in items if item.mistake is not None)


def sample_result(items: Iterable[CheckedItem]) -> SampleResult:
    """Return the result of the samples among some checks."""
    samples = [item for item in items if item.is_sample]
    return SampleResult(len(samples), sum(item.mistake is None for item in samples))
