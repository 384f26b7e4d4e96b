"""Asks an engine a person's question, rung by rung, until enough is found."""

from search_index.clauses import All, Clause, Layer, Term, Weighted
from search_index.engine import Found, Reader
from search_index.query import parse
from search_index.recipe import ladder

_ENOUGH = 10


def find(
    reader: Reader,
    typed: str,
    *,
    collection: str | None = None,
    item: str | None = None,
    first: int = 0,
    size: int = 20,
) -> Found:
    """Return the items that answer; the pages, when looking inside one item."""
    where = {Layer.COLLECTION: collection, Layer.ITEM: item}
    filters = tuple(Weighted(Term(layer, name), 0) for layer, name in where.items() if name)
    enough = 1 if item else _ENOUGH
    found = Found(0, ())
    for clause in ladder(parse(typed)):
        asked: Clause = All((clause, *filters)) if filters else clause
        found = reader.find(asked, first=first, size=size, by_page=item is not None)
        if found.total >= enough:
            break
    return found
