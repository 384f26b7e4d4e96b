"""Criteria of a list of reader reports."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from library.catalogue.models import Item
from library.vietnamese.search_words import contains_words


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Words of the item, its collection, and the order; empty criteria are ignored."""

    words: str = ""
    collection: str | None = None
    newest_first: bool = False

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions on the item that a report is about."""
        here = () if self.collection is None else (Item.collection == self.collection,)
        return (*contains_words(Item.search_words, self.words), *here)

    def order(self, *columns: InstrumentedAttribute) -> tuple[ColumnElement, ...]:
        """Return the order by these columns."""
        return tuple(column.desc() if self.newest_first else column.asc() for column in columns)


EVERY_REPORT = ReportFilter()
