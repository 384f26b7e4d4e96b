"""Descriptions of pictures as they are read: of a page, of an item, on the wall."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from library.catalogue.models import (
    Access,
    Derivative,
    DerivativeKind,
    Item,
    ItemState,
    Page,
)
from library.catalogue.pictures.models import NamedPerson, Picture

UNDATED = -1
"""Decade of the pictures whose date is not known."""

_YEAR = (Picture.earliest + Picture.latest) // 2
"""The middle of the possible years; NULL for an undated picture."""

_DECADE = func.coalesce(_YEAR - _YEAR % 10, UNDATED)


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A person named on a picture; the box is in thousandths, with width 0 for none."""

    name: str
    left: int
    top: int
    width: int
    height: int
    authority_id: int | None


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """The description of a picture; that of its front where the page is a back."""

    number: int
    """Number of the page with the front."""
    caption: str
    place: str
    photographer: str
    date: str
    negative: bool
    persons: tuple[ShownPerson, ...]
    backs: tuple[int, ...]
    """Numbers of the pages with its back."""

    @property
    def is_described(self) -> bool:
        """True if there is something to read about the picture."""
        return any((self.caption, self.place, self.photographer, self.date, self.persons))


@dataclass(frozen=True, slots=True)
class WallPicture:
    """A picture on the wall: its page, its thumbnail, when and where it was taken."""

    item_id: str
    title: str
    number: int
    caption: str
    place: str
    date: str
    digest: str
    width: int
    height: int
    """Checksum and size of the thumbnail."""


@dataclass(frozen=True, slots=True)
class WallFilter:
    """The pictures that a reader wants to see."""

    item_id: str = ""
    place: str = ""
    decade: int | None = None
    """First year, such as 1920, or UNDATED."""
    person_ids: tuple[int, ...] = ()
    """Authority records of a person named on them; empty for all pictures."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A screen of pictures, the number of all, and the choices with their counts."""

    pictures: tuple[WallPicture, ...]
    total: int
    decades: Mapping[int, int]
    places: Mapping[str, int]


def picture_of(session: Session, item_id: str, number: int) -> ShownPicture | None:
    """Return the picture that a page shows, front or back; None for a page without description."""
    columns = select(Picture.page_id, Picture.back_of).join(Page, Page.id == Picture.page_id)
    row = session.execute(columns.where(Page.item_id == item_id, Page.number == number)).first()
    if row is None:
        return None
    page_id, front_id = row
    shown_by_id = _shown(session, item_id, (page_id, front_id))
    return shown_by_id.get(front_id) or shown_by_id.get(page_id)


def pictures_of(session: Session, item_id: str) -> dict[int, ShownPicture]:
    """Return the described pictures of an item by page number, each back with its front's."""
    shown_pictures = _shown(session, item_id).values()
    by_number = {picture.number: picture for picture in shown_pictures}
    backs = {number: picture for picture in shown_pictures for number in picture.backs}
    return by_number | backs


def has_described_pictures(session: Session, item_id: str) -> bool:
    """Return True if a page of an item is described as a picture."""
    query = select(Picture.page_id).join(Page, Page.id == Picture.page_id)
    described = query.where(Page.item_id == item_id, Picture.text != "").limit(1)
    return session.scalar(described) is not None


def wall(
    session: Session,
    chosen: WallFilter,
    collections: Collection[str],
    today: str,
    *,
    first: int,
    count: int,
) -> Wall:
    """Return the pictures of collections that anybody may see today, oldest first, undated last."""
    open_pictures = _open_pictures(today, chosen).where(Item.collection.in_(collections))
    at_place = [Picture.place == chosen.place] if chosen.place else []
    in_decade = [chosen.decade == _DECADE] if chosen.decade is not None else []
    rows = open_pictures.where(*at_place, *in_decade)
    screen = (
        rows.order_by(_YEAR.is_(None), _YEAR, Item.title_sort, Item.id, Page.place)
        .offset(first)
        .limit(count)
    )
    return Wall(
        tuple(WallPicture(*row) for row in session.execute(screen)),
        session.scalar(select(func.count()).select_from(rows.subquery())) or 0,
        _counts(session, open_pictures.where(*at_place), _DECADE),
        _counts(session, open_pictures.where(*in_decade, Picture.place != ""), Picture.place),
    )


def _open_pictures(today: str, chosen: WallFilter) -> Select[tuple[object, ...]]:
    columns = (Item.id, Item.title, Page.number, Picture.caption, Picture.place, Picture.date)
    thumbnail = (Derivative.page_id == Page.id) & (Derivative.kind == DerivativeKind.THUMBNAIL)
    query = (
        select(*columns, Derivative.digest, Derivative.width, Derivative.height)
        .select_from(Picture)
        .join(Page, Page.id == Picture.page_id)
        .join(Item, Item.id == Page.item_id)
        .join(Derivative, thumbnail)
        .where(Item.state == ItemState.PUBLISHED, Item.access == Access.PUBLIC)
        .where(Item.conditions.is_(None), Item.opens.is_(None) | (Item.opens <= today))
        .where(Picture.back_of.is_(None), Picture.text != "", Page.left_out.is_(False))
    )
    if chosen.person_ids:
        named = select(NamedPerson.page_id).where(NamedPerson.authority_id.in_(chosen.person_ids))
        query = query.where(Picture.page_id.in_(named))
    return query.where(Item.id == chosen.item_id) if chosen.item_id else query


def _counts(
    session: Session, rows: Select[tuple[object, ...]], value: ColumnElement[object]
) -> dict[object, int]:
    query = rows.with_only_columns(value.label("value"), func.count()).group_by("value")
    return {value: count for value, count in session.execute(query.order_by("value"))}  # noqa: C416


def _shown(
    session: Session, item_id: str, page_ids: Iterable[int | None] | None = None
) -> dict[int, ShownPicture]:
    """Return the fronts among the pages of an item, all or these, by page id."""
    ids = None if page_ids is None else [number for number in page_ids if number]
    front = select(Page.number, Picture).join(Page, Page.id == Picture.page_id)
    rows = front.where(Page.item_id == item_id, Page.left_out.is_(False)).order_by(Page.place)
    chosen_rows = rows if ids is None else rows.where(Page.id.in_(ids))
    pictures = {
        picture.page_id: (number, picture) for number, picture in session.execute(chosen_rows)
    }
    persons = _persons(session, item_id, ids)
    backs = _backs(session, item_id)
    return {
        page_id: ShownPicture(
            *(number, row.caption, row.place, row.photographer, row.date, row.negative),
            tuple(persons.get(page_id, ())),
            tuple(backs.get(page_id, ())),
        )
        for page_id, (number, row) in pictures.items()
        if row.back_of is None
    }


def _persons(
    session: Session, item_id: str, page_ids: Collection[int] | None
) -> dict[int, list[ShownPerson]]:
    columns = (getattr(NamedPerson, name) for name in ShownPerson.__dataclass_fields__)
    query = select(NamedPerson.page_id, *columns).join(Page, Page.id == NamedPerson.page_id)
    query = query.where(Page.item_id == item_id).order_by(NamedPerson.page_id, NamedPerson.place)
    persons: dict[int, list[ShownPerson]] = {}
    for page_id, *values in session.execute(
        query if page_ids is None else query.where(Page.id.in_(page_ids))
    ):
        persons.setdefault(page_id, []).append(ShownPerson(*values))
    return persons


def _backs(session: Session, item_id: str) -> dict[int, list[int]]:
    """Return the numbers of the back pages of an item by the id of their front."""
    back = aliased(Page)
    query = select(Picture.back_of, back.number).join(back, back.id == Picture.page_id)
    query = query.where(back.item_id == item_id, Picture.back_of.is_not(None))
    numbers: dict[int, list[int]] = {}
    for front_id, number in session.execute(query.where(back.left_out.is_(False))):
        numbers.setdefault(front_id, []).append(number)
    return numbers
