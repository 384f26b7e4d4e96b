"""Finds the small pictures by which items and pages are recognised."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Item, Page


@dataclass(frozen=True, slots=True)
class Picture:
    """The thumbnail of one page, with what its address and its place on a screen need."""

    item_id: str
    number: int
    digest: str
    width: int
    height: int


def covers(session: Session, item_ids: Iterable[str]) -> dict[str, Picture]:
    """Return the thumbnail that stands for each item; an item without one is left out."""
    rows = session.execute(
        _thumbnails()
        .join(Item, Page.item_id == Item.id)
        .where(Item.id.in_(list(item_ids)), Derivative.digest == Item.cover)
        .order_by(Page.number.desc())  # of two pages that look the same, the first stays
    )
    return {row.item_id: Picture(*row) for row in rows}


def thumbnails(
    session: Session, pages: Iterable[tuple[str, int | None]]
) -> dict[tuple[str, int], Picture]:
    """Return the thumbnails of these pages; a page without one is left out."""
    wanted = [(item_id, number) for item_id, number in pages if number is not None]
    rows = session.execute(_thumbnails().where(tuple_(Page.item_id, Page.number).in_(wanted)))
    return {(row.item_id, row.number): Picture(*row) for row in rows}


def _thumbnails() -> Select[tuple[str, int, str, int, int]]:
    return (
        select(Page.item_id, Page.number, Derivative.digest, Derivative.width, Derivative.height)
        .join(Derivative, Derivative.page_id == Page.id)
        .where(Derivative.kind == DerivativeKind.THUMBNAIL)
    )
