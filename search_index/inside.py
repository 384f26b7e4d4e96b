"""Tells whether words stand in the text of a page, and not only in the description of its item."""

from functools import lru_cache

from library.catalogue.shelves import ItemRecord
from search_index.analysis import tidy, tokens
from search_index.matching import Rows


def is_described_by(item: ItemRecord, sought: Rows) -> bool:
    """Say whether the description, which is on the card of every page, has any of the words."""
    told = (item.title, item.kind, item.number, item.issuing_body, item.creator, item.date)
    words = _words(" . ".join(filter(None, told)))
    return any(token.folded in words for row in sought for token in row)


def stands_in(text: str, sought: Rows) -> bool:
    """Say whether all words of a row that is sought stand in a text."""
    words = _words(text)
    return any(all(token.folded in words for token in row) for row in sought)


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    """Return the words of a text; a book is leafed through with the same question."""
    return frozenset(token.folded for token in tokens(tidy(text)))
