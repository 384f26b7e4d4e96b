"""Persons named on a picture as lines that people type: name, box in percent, link."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from library.catalogue.pictures.problems import (
    BadPersonError,
    TooLongError,
    TooManyPersonsError,
)
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
