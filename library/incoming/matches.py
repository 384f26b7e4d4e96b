"""Items that a list describes again: found by source, copy number, ISBN, number, title and year."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Holding, Item
from library.catalogue.pages.numbering import roman
from library.exchange.list_rows import Row
from library.exchange.records.item_batches import id_batches
from library.vietnamese.letters import fold, spell_one_way

_NOT_A_LETTER = re.compile(r"[\W_]+")
_YEAR = re.compile(r"\d{4}")
_VOLUME = re.compile(r"\b(?:tap|quyen|phan|t|q|vol|volume)\b[. ]*0*(\d+|[ivxl]+)\b")
_ROMAN_VOLUMES = {roman(number): str(number) for number in range(1, 90)}
_MIN_SYLLABLES_WITHOUT_MARKS = 3
"""Syllables from which a title without any mark is taken for one typed without marks."""


class Key(StrEnum):
    """Ways in which a row and an item are the same."""

    NUMBER = "number"
    ISBN = "isbn"
    TITLE = "title"


class Rule(StrEnum):
    """Treatment of a row whose item is in the catalogue."""

    SKIP = "skip"
    COPIES = "copies"
    FILL = "fill"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Match:
    """An item that a row describes, and how it was recognised."""

    item_id: str
    title: str
    key: Key


@dataclass(frozen=True, slots=True)
class _Known:
    item_id: str
    title: str
    year: str
    people: frozenset[str]
    volume: str


class Matcher:
    """The items of the catalogue by what rows of a list have in common with them."""

    def __init__(self, session: Session, rows: Sequence[Row]) -> None:
        wanted_titles = {title_key(row.told.get("title", "")) for row in rows}
        wanted_isbns = {isbn for row in rows for isbn in isbns(_text(row, "isbn"))}
        wanted_numbers = {fold(number) for row in rows if (number := row.told.get("number"))}
        self._titles: dict[str, list[_Known]] = {}
        self._isbns: dict[str, list[_Known]] = {}
        self._numbers: dict[str, list[_Known]] = {}
        isbn_column = Item.other_fields["isbn"].as_string()
        columns = (Item.id, Item.title, Item.date, Item.creator, Item.number, isbn_column)
        for item_id, title, date, creator, number, isbn in session.execute(select(*columns)):
            key, plain_number = title_key(title), fold(number or "")
            same_isbns = isbns(isbn) & wanted_isbns if isbn else ()
            if not (key in wanted_titles or plain_number in wanted_numbers or same_isbns):
                continue  # most items: nothing more is read of them
            candidate = _Known(
                *(item_id, title, _year(date), people_key(creator), _volume(title, number))
            )
            if key in wanted_titles:
                self._titles.setdefault(key, []).append(candidate)
            for same_isbn in same_isbns:
                self._isbns.setdefault(same_isbn, []).append(candidate)
            if plain_number in wanted_numbers:
                self._numbers.setdefault(plain_number, []).append(candidate)
        self._copies = _copy_owners(session, rows)

    def find(self, row: Row) -> Match | None:
        """Return the item that a row describes, or None; a number alone does not decide."""
        title = row.told.get("title", "")
        for copy in row.copies:
            owner = self._copies.get(copy.registration.upper())
            if owner and same_title(owner[1], title):
                return Match(*owner, Key.NUMBER)
        return (
            self._same_isbn(row, title)
            or self._same_number(row, title)
            or self._same_title(row, title)
        )

    def _same_isbn(self, row: Row, title: str) -> Match | None:
        """Return the item with an ISBN of the row, which volumes of one set may share."""
        volume, other = _volume(title, row.told.get("number")), None
        for isbn in isbns(_text(row, "isbn")):
            for item in self._isbns.get(isbn, ()):
                if item.volume and volume and item.volume != volume:
                    continue
                match = Match(item.item_id, item.title, Key.ISBN)
                if same_title(item.title, title):
                    return match
                other = other or (match if item.volume == volume else None)
        return other

    def _same_number(self, row: Row, title: str) -> Match | None:
        items = self._numbers.get(fold(row.told.get("number", "")), ())
        same = (candidate for candidate in items if same_title(candidate.title, title))
        return next(
            (Match(candidate.item_id, candidate.title, Key.NUMBER) for candidate in same), None
        )

    def _same_title(self, row: Row, title: str) -> Match | None:
        year, people = _year(row.told.get("date")), people_key(_text(row, "creator"))
        items = () if row.told.get("number") else self._titles.get(title_key(title), ())
        for candidate in items:
            are_others = people and candidate.people and not people & candidate.people
            is_certain = year == candidate.year if year else bool(people & candidate.people)
            if is_certain and not are_others and same_title(candidate.title, title):
                return Match(candidate.item_id, candidate.title, Key.TITLE)
        return None


def same_title(title: str, other: str) -> bool:
    """Return True for equal titles; a longer one may be typed without marks (kho is not khổ)."""
    titles = {_words(title), _words(other)}
    plain = {fold(words) for words in titles}
    is_long = all(words.count(" ") + 1 >= _MIN_SYLLABLES_WITHOUT_MARKS for words in plain)
    return len(titles) == 1 or (len(plain) == 1 and is_long and not titles.isdisjoint(plain))


def title_key(title: str) -> str:
    """Return the letters and digits of a title without marks, by which it is looked up."""
    return _NOT_A_LETTER.sub(" ", fold(title)).strip()


def people_key(text: str | None) -> frozenset[str]:
    """Return the names of people as they are compared."""
    return frozenset(filter(None, (title_key(name) for name in (text or "").split(";"))))


def isbns(text: object) -> frozenset[str]:
    """Return the ISBNs of a text without prefix and check digit, so that both lengths meet."""
    plain = re.sub(r"[\s-]", "", str(text or ""))
    numbers = re.findall(r"(?<!\d)(97[89]\d{9}[\dX]|\d{9}[\dXx])(?![\dX])", plain)
    return frozenset(number[3:12] if len(number) == 13 else number[:9] for number in numbers)


def _words(title: str) -> str:
    return _NOT_A_LETTER.sub(" ", spell_one_way(title)).strip()


def _volume(title: str, number: str | None) -> str:
    """Return the volume that a title or a number states."""
    match = _VOLUME.search(fold(title)) or _VOLUME.search(f"t {fold(number or '')}")
    return _ROMAN_VOLUMES.get(match[1], match[1]) if match else fold(number or "")


def _year(date: str | None) -> str:
    match = _YEAR.search(date or "")
    return match[0] if match else ""


def _text(row: Row, name: str) -> str:
    return row.told.get(name) or row.other.get(name, "")


def _copy_owners(session: Session, rows: Iterable[Row]) -> Mapping[str, tuple[str, str]]:
    """Return the item id and title by register number in capitals."""
    numbers = {copy.registration.upper() for row in rows for copy in row.copies}
    column, owners = func.upper(Holding.registration), {}
    for batch in id_batches(tuple(filter(None, numbers))):
        query = select(column, Item.id, Item.title).join(Item, Item.id == Holding.item_id)
        for number, *owner in session.execute(query.where(column.in_(batch))):
            owners[number] = tuple(owner)
    return owners
