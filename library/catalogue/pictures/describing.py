"""Writing of descriptions of pictures: what a form or a list says of a page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.accessions.requeue import requeue
from library.catalogue import index_queue
from library.catalogue.authorities.extract_names import key_of
from library.catalogue.authorities.models import Authority, Family
from library.catalogue.dates.archival import parse_date
from library.catalogue.dates.eras import NotADateError
from library.catalogue.models import Item, Page
from library.catalogue.pictures.models import NamedPerson, Picture
from library.catalogue.pictures.problems import (
    BadBackError,
    BadPersonError,
    BadPictureDateError,
    TooLongError,
    TooManyPersonsError,
    UnknownAuthorityError,
)
from library.errors import PageNotFoundError
from library.staff.audit import note
from library.vietnamese.letters import compose, without_controls

MAX_PERSONS, MAX_NAME_LENGTH = 100, 200
_WHOLE = 1000
_LINKED = "hồ sơ"
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class PersonBox:
    """A person named on a picture; the box is in thousandths of it, all 0 without a box."""

    name: str
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    is_linked: bool = False
    """True if the name leads to the authority record of that name."""


def read_persons(text: str) -> tuple[PersonBox, ...]:
    """Return the persons of typed lines; raise BadPersonError for a line that is none."""
    rows = [row for line in compose(text).splitlines() if (row := without_controls(line).strip())]
    if len(rows) > MAX_PERSONS:
        raise TooManyPersonsError(MAX_PERSONS)
    return tuple(dict.fromkeys(_read_row(row) for row in rows))


def write_persons(persons: Iterable[PersonBox]) -> str:
    """Return persons as lines, as `read_persons` reads them."""
    return "\n".join(" | ".join(_parts(person)) for person in persons)


def _read_row(row: str) -> PersonBox:
    name, *parts = (" ".join(part.split()) for part in row.split("|"))
    is_linked = bool(parts) and parts[-1].lower() == _LINKED
    parts = [part for part in (parts[:-1] if is_linked else parts) if part]
    if not name or len(parts) > 1:
        raise BadPersonError(row[:MAX_NAME_LENGTH])
    if len(name) > MAX_NAME_LENGTH:
        raise TooLongError("Tên người", MAX_NAME_LENGTH)
    box = _read_box(row, parts[0]) if parts else (0, 0, 0, 0)
    return PersonBox(name, *box, is_linked=is_linked)


def _read_box(row: str, text: str) -> tuple[int, int, int, int]:
    numbers = text.split()
    if len(numbers) != 4 or not all(map(_NUMBER.fullmatch, numbers)):
        raise BadPersonError(row[:MAX_NAME_LENGTH])
    x, y, width, height = (round(10 * float(n.replace(",", "."))) for n in numbers)
    if not (0 < width <= _WHOLE - x and 0 < height <= _WHOLE - y):
        raise BadPersonError(row[:MAX_NAME_LENGTH])
    return x, y, width, height


def _parts(person: PersonBox) -> Iterator[str]:
    yield person.name
    if person.width:
        edges = (person.left, person.top, person.width, person.height)
        yield " ".join(f"{edge / 10:g}".replace(".", ",") for edge in edges)
    if person.is_linked:
        yield _LINKED


ACTION = "picture.describe"
FIELDS: Mapping[str, str] = {
    "caption": "Chú thích",
    "persons": "Người trên ảnh",
    "place": "Nơi chụp",
    "date": "Ngày chụp",
    "photographer": "Người chụp",
    "negative": "Bản âm",
    "back_of": "Mặt sau của trang",
}
"""Fields of a description as people type them, with their labels."""

_MAX_LENGTHS = {"caption": 2000, "place": 200, "date": 200, "photographer": 200}


def page_of(session: Session, item_id: str, number: int) -> Page:
    """Return a page of an item; raise PageNotFoundError."""
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    return page


def typed_fields(session: Session, page: Page) -> dict[str, str]:
    """Return the description of a page as it would be typed; empty texts for none."""
    row = session.get(Picture, page.id)
    front = session.get(Page, row.back_of) if row and row.back_of else None
    is_here = front is not None and front.item_id == page.item_id
    return as_typed(row, persons_of(session, page.id), front.number if is_here else None)


def as_typed(
    row: Picture | None, persons: Sequence[NamedPerson], front: int | None
) -> dict[str, str]:
    """Return a stored description with its persons and the number of its front as typed texts."""
    if row is None:
        return dict.fromkeys(FIELDS, "")
    return {
        "caption": row.caption,
        "persons": write_persons(_boxes(persons)),
        "place": row.place,
        "date": row.date,
        "photographer": row.photographer,
        "negative": "1" if row.negative else "",
        "back_of": str(front or ""),
    }


def propose(session: Session, page: Page, fields: Mapping[str, str]) -> None:
    """Store the fields of the file of a picture for staff to accept; readers never see them."""
    if fields or session.get(Picture, page.id) is not None:
        session.merge(Picture(page_id=page.id, proposed=dict(fields) or None))


def describe(session: Session, page: Page, fields: Mapping[str, str], by: str) -> bool:
    """Store the typed description of a page; return True if it changed anything.

    Fields that are absent keep their value. Raises the errors of `problems`.
    """
    previous = typed_fields(session, page)
    cleaned = {name: _clean(name, text) for name, text in fields.items() if name in FIELDS}
    typed = previous | cleaned
    persons = read_persons(typed["persons"])
    typed["persons"] = write_persons(persons)
    if typed == previous:
        return False
    row = session.get(Picture, page.id)
    if row is None:
        row = Picture(page_id=page.id)
        session.add(row)
    row.caption, row.place, row.photographer = (
        typed[name] for name in ("caption", "place", "photographer")
    )
    row.date, (row.earliest, row.latest) = typed["date"], _years(typed["date"])
    row.negative = bool(typed["negative"])
    if bool(previous["negative"]) != row.negative:
        _make_again(session, page)
    row.back_of = _front(session, page, typed["back_of"])
    _write_persons(session, page.id, persons)
    _write_texts(session, page, row)
    session.get_one(Item, page.item_id).changed = clock.now()
    detail = f"trang {page.number} {_mark(page)}"
    note(session, by, ACTION, page.item_id, detail, old=previous, new=typed, full_length=True)
    return True


def persons_of(session: Session, page_id: int) -> Sequence[NamedPerson]:
    """Return the persons named on a page in their order."""
    query = select(NamedPerson).where(NamedPerson.page_id == page_id)
    return session.scalars(query.order_by(NamedPerson.place)).all()


def _clean(name: str, text: str) -> str:
    if name == "persons":
        return text
    cleaned = " ".join(without_controls(compose(text)).split())
    if len(cleaned) > _MAX_LENGTHS.get(name, 20):
        raise TooLongError(FIELDS[name], _MAX_LENGTHS.get(name, 20))
    return cleaned


def _years(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    try:
        parsed_date = parse_date(text)
    except NotADateError as error:
        raise BadPictureDateError(str(error)) from error
    return parsed_date.earliest, parsed_date.latest


def _front(session: Session, page: Page, typed_number: str) -> int | None:
    """Return the id of the page whose back a page is; raise BadBackError for an impossible one."""
    if not typed_number:
        return None
    number = int(typed_number) if typed_number.isdecimal() and typed_number.isascii() else -1
    query = select(Page.id).where(Page.item_id == page.item_id, Page.number == number)
    front = session.scalar(query.where(Page.id != page.id, Page.left_out.is_(False)))
    backs = select(Picture.page_id).where(Picture.back_of == page.id).limit(1)
    is_back = front and session.scalar(select(Picture.back_of).where(Picture.page_id == front))
    if front is None or is_back or session.scalar(backs) is not None:
        raise BadBackError(typed_number[:20])
    return front


def _boxes(rows: Sequence[NamedPerson]) -> list[PersonBox]:
    return [
        PersonBox(row.name, row.left, row.top, row.width, row.height, row.authority_id is not None)
        for row in rows
    ]


def _write_persons(session: Session, page_id: int, persons: Sequence[PersonBox]) -> None:
    known_ids = {row.name: row.authority_id for row in persons_of(session, page_id)}
    session.execute(delete(NamedPerson).where(NamedPerson.page_id == page_id))
    for place, person in enumerate(persons, start=1):
        row = NamedPerson(page_id=page_id, place=place, name=person.name)
        for edge in ("left", "top", "width", "height"):
            setattr(row, edge, getattr(person, edge))
        if person.is_linked:  # a link stays when the record gets another name
            row.authority_id = known_ids.get(person.name) or _authority_id(session, person.name)
        session.add(row)


def _authority_id(session: Session, name: str) -> int:
    query = select(Authority).where(Authority.family == Family.AGENT, Authority.key == key_of(name))
    record = session.scalar(query)
    if record is None:
        raise UnknownAuthorityError(name)
    return record.merged_into or record.id


def _write_texts(session: Session, page: Page, row: Picture) -> None:
    """Store the searched words of a picture with its back, and queue both for the index."""
    session.flush()
    front = session.get(Picture, row.back_of) if row.back_of else row
    row.text = _text(session, front) if front else ""
    index_queue.mark(session, page.item_id, page.number)
    backs = select(Picture, Page.number).join(Page, Page.id == Picture.page_id)
    for back, number in session.execute(backs.where(Picture.back_of == row.page_id)):
        back.text = row.text
        index_queue.mark(session, page.item_id, number)


def _make_again(session: Session, page: Page) -> None:
    """Let the pipeline make the images of a page again, as positives or as delivered."""
    accession_id = session.get_one(Item, page.item_id).accession_id
    if accession_id is not None:
        requeue(session.get_one(Accession, accession_id))


def _text(session: Session, row: Picture) -> str:
    names = [person.name for person in persons_of(session, row.page_id)]
    parts = (row.caption, ", ".join(names), row.place, row.date, row.photographer)
    text = ". ".join(part.rstrip(".") for part in parts if part)
    return text and f"{text}.\n\n"


def _mark(page: Page) -> str:
    return f"(ảnh {page.id})"
