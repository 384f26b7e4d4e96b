"""Columns of items that decide who may search their text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState, Page, PageState, PageText


@dataclass(frozen=True, slots=True)
class ItemRights:
    """Columns of an item that its access rights depend on."""

    id: str
    collection: str
    state: ItemState
    access: Access
    opens: str | None
    year: int | None
    latest: int | None
    conditions: str | None


_COLUMNS = tuple(getattr(Item, name) for name in ItemRights.__dataclass_fields__)


def items_perhaps_closed(session: Session, collections: Iterable[str]) -> Iterator[ItemRights]:
    """Yield the indexed items with text that not everybody may read on every day.

    `collections` are those with a moving wall.
    """
    with_text = (
        select(Page.item_id)
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.state == PageState.DONE, Page.left_out.is_(False))
    )
    query = select(*_COLUMNS).where(
        Item.state == ItemState.PUBLISHED,
        Item.access != Access.STAFF,
        or_(
            Item.access != Access.PUBLIC,
            Item.opens.is_not(None),
            Item.conditions.is_not(None),
            Item.collection.in_(list(collections)),
        ),
        Item.id.in_(with_text),
    )
    for row in session.execute(query):
        yield ItemRights(*row)
