"""Thumbnails of items and pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, select, tuple_
from sqlalchemy.orm import Session

from library.catalogue.access.reading_conditions import conditions_of
from library.catalogue.models import Derivative, DerivativeKind, Item, Page


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The thumbnail of one page, with its size and the parts of its address."""

    item_id: str
    number: int
    digest: str
    width: int
    height: int


def covers(session: Session, item_ids: Iterable[str]) -> dict[str, Thumbnail]:
    """Return the thumbnail that represents each item; items without one are omitted.

    So are items that open on conditions: a cover shows what a list must not.
    """
    rows = session.execute(
        _thumbnails()
        .add_columns(Item.conditions)
        .join(Item, Page.item_id == Item.id)
        .where(Item.id.in_(list(item_ids)), Derivative.digest == Item.cover)
        .order_by(Page.number.desc())  # if two pages have the same image, the first one is used
    )
    return {row.item_id: Thumbnail(*row[:-1]) for row in rows if not conditions_of(row).hides_cover}


def thumbnails(
    session: Session, pages: Iterable[tuple[str, int | None]]
) -> dict[tuple[str, int], Thumbnail]:
    """Return the thumbnails of these pages; pages without one are omitted."""
    keys = [(item_id, number) for item_id, number in pages if number is not None]
    rows = session.execute(_OF_PAGES, {"keys": keys})
    return {(row.item_id, row.number): Thumbnail(*row) for row in rows}


def _thumbnails() -> Select[tuple[str, int, str, int, int]]:
    return (
        select(Page.item_id, Page.number, Derivative.digest, Derivative.width, Derivative.height)
        .join(Derivative, Derivative.page_id == Page.id)
        .where(Derivative.kind == DerivativeKind.THUMBNAIL)
    )


_OF_PAGES = _thumbnails().where(
    tuple_(Page.item_id, Page.number).in_(bindparam("keys", expanding=True))
)
"""Built once: building it takes longer than running it."""
