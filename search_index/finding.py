"""Asks an engine a person's question, rung by rung, until enough is found."""

from dataclasses import dataclass

from search_index.analysis import tidy, tokens
from search_index.clauses import All, Clause, Layer, Term, Weighted
from search_index.engine import Found, Reader
from search_index.meaning import Meaning, Thing, meaning_of
from search_index.mending import PagesWith
from search_index.query import Part, Words, parse, words_of
from search_index.recipe import ladder

_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and how the question was understood."""

    found: Found
    meaning: Meaning


def understand(typed: str, pages_with: PagesWith) -> tuple[Part, Meaning]:
    """Return a question and what is meant by its words."""
    part = parse(typed)
    if isinstance(part, Words):
        return part, meaning_of(part.text, pages_with)
    words = tokens(tidy(words_of(part)))
    return part, Meaning((Thing(words),))


def find(
    reader: Reader,
    typed: str,
    *,
    collection: str | None = None,
    item: str | None = None,
    first: int = 0,
    size: int = 20,
) -> Answer:
    """Return the items that answer; the pages, when looking inside one item."""
    where = {Layer.COLLECTION: collection, Layer.ITEM: item}
    filters = tuple(Weighted(Term(layer, name), 0) for layer, name in where.items() if name)
    part, meaning = understand(typed, reader.pages_with)
    found = Found(0, ())
    for clause in ladder(part, meaning):
        asked: Clause = All((clause, *filters)) if filters else clause
        found = reader.find(asked, first=first, size=size, by_page=item is not None)
        if found.total >= (1 if item else _ENOUGH):
            break
    return Answer(found, meaning)
