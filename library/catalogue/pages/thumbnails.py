"""Thumbnails of items and pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, exists, select, tuple_
from sqlalchemy.orm import Session, aliased

from library.catalogue.access.reading_conditions import conditions_of
from library.catalogue.models import Access, Derivative, DerivativeKind, Item, ItemState, Page
from library.catalogue.profile_cache import profiles_of


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


def covers_with_parts(session: Session, item_ids: Iterable[str]) -> dict[str, Thumbnail]:
    """Return the covers of items; an item without one has the best of its parts that all may see.

    The cover of a part has the number and item of the part.
    """
    ids = list(item_ids)
    covers_by_id = covers(session, ids)
    page_pdf = aliased(Derivative)
    is_paper = exists().where(page_pdf.page_id == Page.id, page_pdf.kind == DerivativeKind.LEAF)
    profiles = profiles_of(session)
    walled = [slug for slug, profile in profiles.items() if profile.moving_wall is not None]
    is_open = (
        Item.state == ItemState.PUBLISHED,
        *(Item.access == Access.PUBLIC, Item.opens.is_(None), Item.conditions.is_(None)),
        Item.collection.not_in(walled),
    )
    rows = session.execute(
        _thumbnails()
        .add_columns(Item.part_of)
        .join(Item, Page.item_id == Item.id)
        .where(
            Item.part_of.in_([item_id for item_id in ids if item_id not in covers_by_id]), *is_open
        )
        .where(Derivative.digest == Item.cover, Page.left_out.is_(False))
        .order_by(is_paper.desc(), Item.date, Item.title_sort, Item.id, Page.number)
    )
    for *values, whole_id in rows:
        covers_by_id.setdefault(whole_id, Thumbnail(*values))
    return covers_by_id


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
