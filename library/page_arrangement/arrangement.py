"""Queries on the page arrangement of an item, including excluded pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from library.catalogue.models import Derivative, DerivativeKind, Page, PageKind, PageState
from library.page_arrangement.models import PageAction


@dataclass(frozen=True, slots=True)
class ArrangedPage:
    """One page in the arrangement."""

    id: int
    number: int
    place: int
    label: str | None
    kind: PageKind | None
    state: PageState
    left_out: bool
    is_part: bool
    """True if another page shares its picture."""
    thumbnail: str | None
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LastAction:
    """The last action that can be undone."""

    id: int
    told: str
    by: str
    at: datetime


def pages(session: Session, item_id: str, *, first: int, count: int) -> tuple[ArrangedPage, ...]:
    """Return one screen of pages in reading order."""
    rows = session.scalars(
        select(Page)
        .where(Page.item_id == item_id)
        .order_by(Page.place, Page.number)
        .offset(first)
        .limit(count)
        .options(selectinload(Page.derivatives))
    )
    return tuple(_page(row) for row in rows)


def pages_of(session: Session, item_id: str, ids: Collection[int]) -> tuple[ArrangedPage, ...]:
    """Return the pages of an item with these ids, in reading order."""
    rows = session.scalars(
        select(Page)
        .where(Page.item_id == item_id, Page.id.in_(ids))
        .order_by(Page.place, Page.number)
        .options(selectinload(Page.derivatives))
    )
    return tuple(_page(row) for row in rows)


def count_pages(session: Session, item_id: str) -> int:
    """Return the number of all pages of an item."""
    return session.scalar(select(func.count(Page.id)).where(Page.item_id == item_id)) or 0


def last_action(session: Session, item_id: str) -> LastAction | None:
    """Return the last action on the pages of an item; None if all actions are undone."""
    row = session.scalar(
        select(PageAction)
        .where(PageAction.item_id == item_id, PageAction.undone.is_(None))
        .order_by(PageAction.id.desc())
        .limit(1)
    )
    return row and LastAction(row.id, row.told, row.by, row.at)


def _page(row: Page) -> ArrangedPage:
    thumbnail = next((i for i in row.derivatives if i.kind is DerivativeKind.THUMBNAIL), None)
    image: Derivative | None = thumbnail
    return ArrangedPage(
        id=row.id,
        number=row.number,
        place=row.place,
        label=row.label,
        kind=row.kind,
        state=row.state,
        left_out=row.left_out,
        is_part=bool(row.taken_from) and not row.taken_from.endswith(" 0.0-1.0"),
        thumbnail=image and image.digest,
        width=image.width if image else 0,
        height=image.height if image else 0,
    )
