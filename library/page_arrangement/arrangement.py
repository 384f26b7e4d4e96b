"""Queries on the page arrangement of an item, including excluded pages."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from library.catalogue.models import DerivativeKind, Page, PageKind, PageState


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


def pages(
    session: Session,
    item_id: str,
    *,
    ids: Collection[int] | None = None,
    first: int = 0,
    count: int | None = None,
) -> tuple[ArrangedPage, ...]:
    """Return one screen of pages in reading order, of those with some ids if given."""
    rows = select(Page).where(Page.item_id == item_id, ids is None or Page.id.in_(ids))
    rows = rows.order_by(Page.place, Page.number).options(selectinload(Page.derivatives))
    return tuple(_page(row) for row in session.scalars(rows.offset(first).limit(count)))


def count_pages(session: Session, item_id: str) -> int:
    """Return the number of all pages of an item."""
    return session.scalar(select(func.count(Page.id)).where(Page.item_id == item_id)) or 0


def _page(row: Page) -> ArrangedPage:
    image = next((i for i in row.derivatives if i.kind is DerivativeKind.THUMBNAIL), None)
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
