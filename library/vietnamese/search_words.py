"""Folded words of rows, by which staff search long lists without typing tone marks."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, event
from sqlalchemy.orm import InstrumentedAttribute

from library.vietnamese.letters import fold


def keep_search_words(model: type, names: tuple[str, ...]) -> None:
    """Fill `search_words` of a table from these columns whenever a row is written."""

    def fill(_mapper: object, _connection: object, row: object) -> None:
        row.search_words = join_words(getattr(row, name) for name in names)

    event.listen(model, "before_insert", fill)
    event.listen(model, "before_update", fill)


def join_words(values: Iterator[object]) -> str:
    """Return the folded text of several values; empty ones are left out."""
    return fold(" ".join(str(value) for value in values if value))


def contains_words(column: InstrumentedAttribute[str], text: str) -> Iterator[ColumnElement[bool]]:
    """Yield a condition for each word that somebody typed, in any order."""
    for word in fold(text).split():
        yield column.contains(word, autoescape=True)
