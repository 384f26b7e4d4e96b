"""Reads the light table: every page of an item in its place, also those that were taken out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from library.catalogue.models import Derivative, DerivativeKind, Page, PageKind, PageState
from library.page_arrangement.models import PageAct


@dataclass(frozen=True, slots=True)
class TablePage:
    """One page as it lies on the table."""

    id: int
    number: int
    place: int
    label: str | None
    kind: PageKind | None
    state: PageState
    left_out: bool
    is_part: bool
    """Whether another page lies beside it in the same picture."""
    has_picture: bool
    thumbnail: str | None
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LastAct:
    """What was done last and can be undone."""

    id: int
    told: str
    by: str
    at: datetime


def pages(session: Session, item_id: str, *, first: int, count: int) -> tuple[TablePage, ...]:
    """Return a screen of pages in reading order."""
    rows = session.scalars(
        select(Page)
        .where(Page.item_id == item_id)
        .order_by(Page.place, Page.number)
        .offset(first)
        .limit(count)
        .options(selectinload(Page.derivatives))
    )
    return tuple(_page(row) for row in rows)


def pages_of(session: Session, item_id: str, ids: Collection[int]) -> tuple[TablePage, ...]:
    """Return the pages of an item with these ids, in reading order."""
    rows = session.scalars(
        select(Page)
        .where(Page.item_id == item_id, Page.id.in_(ids))
        .order_by(Page.place, Page.number)
        .options(selectinload(Page.derivatives))
    )
    return tuple(_page(row) for row in rows)


def how_many(session: Session, item_id: str) -> int:
    """Count all pages of an item."""
    return session.scalar(select(func.count(Page.id)).where(Page.item_id == item_id)) or 0


def last_act(session: Session, item_id: str) -> LastAct | None:
    """Return what was done last to the pages of an item; None when all is undone."""
    row = session.scalar(
        select(PageAct)
        .where(PageAct.item_id == item_id, PageAct.undone.is_(None))
        .order_by(PageAct.id.desc())
        .limit(1)
    )
    return row and LastAct(row.id, row.told, row.by, row.at)


def _page(row: Page) -> TablePage:
    small = next((i for i in row.derivatives if i.kind is DerivativeKind.THUMBNAIL), None)
    shown: Derivative | None = small
    return TablePage(
        id=row.id,
        number=row.number,
        place=row.place,
        label=row.label,
        kind=row.kind,
        state=row.state,
        left_out=row.left_out,
        is_part=bool(row.taken_from) and not row.taken_from.endswith(" 0.0-1.0"),
        has_picture=bool(row.taken_from),
        thumbnail=shown and shown.digest,
        width=shown.width if shown else 0,
        height=shown.height if shown else 0,
    )
