"""Descriptions of the pictures of an item as a list: one row for each page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.catalogue.pictures.describing import FIELDS, as_typed, describe, page_of
from library.catalogue.pictures.models import NamedPerson, Picture
from library.catalogue.pictures.problems import BadRowError, NoPictureColumnsError
from library.errors import LibraryError
from library.vietnamese.letters import fold

PAGE_COLUMN = "Trang"
HEADINGS = (PAGE_COLUMN, *FIELDS.values())
_YES = frozenset({"1", "x", "co"})


@dataclass(frozen=True, slots=True)
class ListedPicture:
    """A page of an item with its thumbnail and its description, if there is one."""

    number: int
    label: str | None
    left_out: bool
    digest: str | None
    width: int | None
    height: int | None
    picture: Picture | None


def listed_pictures(
    session: Session, item_id: str, *, first: int, count: int
) -> tuple[ListedPicture, ...]:
    """Return a screen of the pages of an item in reading order."""
    small = (Derivative.page_id == Page.id) & (Derivative.kind == DerivativeKind.THUMBNAIL)
    columns = (Page.number, Page.label, Page.left_out)
    query = (
        select(*columns, Derivative.digest, Derivative.width, Derivative.height, Picture)
        .outerjoin(Derivative, small)
        .outerjoin(Picture, Picture.page_id == Page.id)
        .where(Page.item_id == item_id)
        .order_by(Page.place)
    )
    return tuple(ListedPicture(*row) for row in session.execute(query.offset(first).limit(count)))


def rows(session: Session, item_id: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the list as they are read back by `take_in`."""
    of_item = Page.item_id == item_id
    pages = select(Page.id, Page.number, Picture).outerjoin(Picture, Picture.page_id == Page.id)
    listed = session.execute(pages.where(of_item).order_by(Page.place)).all()
    named = select(NamedPerson).join(Page, Page.id == NamedPerson.page_id).where(of_item)
    persons: dict[int, list[NamedPerson]] = {}
    for person in session.scalars(named.order_by(NamedPerson.place)):
        persons.setdefault(person.page_id, []).append(person)
    numbers = {page_id: number for page_id, number, _ in listed}
    for page_id, number, row in listed:
        front = numbers.get(row.back_of) if row else None
        yield str(number), *as_typed(row, persons.get(page_id, []), front).values()


def take_in(session: Session, item_id: str, table: Sequence[Sequence[str]], by: str) -> int:
    """Store the rows of a list; an empty cell keeps what there is. Return the changed pictures.

    Raises NoPictureColumnsError, and BadRowError for the first row that cannot be stored.
    """
    headings = {fold(label): name for name, label in FIELDS.items()} | {fold(PAGE_COLUMN): "page"}
    names = [headings.get(fold(cell.strip())) for cell in table[0]] if table else []
    if "page" not in names or len(set(names) - {None}) < 2:
        raise NoPictureColumnsError(", ".join(HEADINGS))
    changes = 0
    for place, cells in enumerate(table[1:], start=2):
        fields = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        number = fields.pop("page", "")
        try:
            page = page_of(session, item_id, _page_number(number))
            changes += describe(session, page, _typed(fields), by)
        except LibraryError as error:
            raise BadRowError(place, error) from error
    return changes


def _page_number(text: str) -> int:
    digits = text.removesuffix(".0")
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 7 else 0


def _typed(fields: dict[str, str]) -> dict[str, str]:
    typed = {name: text for name, text in fields.items() if text}
    if "negative" in typed:
        typed["negative"] = "1" if fold(typed["negative"]) in _YES else ""
    if "back_of" in typed:
        typed["back_of"] = typed["back_of"].removesuffix(".0")
    return typed
