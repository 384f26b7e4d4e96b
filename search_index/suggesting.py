"""Suggests, while a person types, what the library can answer: names and titles."""

from collections.abc import Iterator

from sqlalchemy import Engine as Database

from library.catalogue.shelves import records
from library.database import reading
from library.vietnamese import fold
from search_index.analysis import tidy, tokens
from search_index.clauses import All, Clause, Layer, Pattern, Term
from search_index.engine import Reader
from search_index.local_names import local_names
from search_index.meaning import decoded

_FEWEST_LETTERS = 2


def suggestions(reader: Reader, database: Database, typed: str, count: int) -> tuple[str, ...]:
    """Return names that begin like this, then titles with these words, the last one unfinished."""
    said = tidy(decoded(typed)).lower().strip()
    words = [token.folded for token in tokens(said)]
    if len("".join(words)) < _FEWEST_LETTERS:
        return ()
    titles = _titles(reader, database, words, count)
    titles.sort(key=lambda title: (said not in title.lower(), fold(said) not in fold(title)))
    return tuple(dict.fromkeys((*_names(fold(said)), *titles)))[:count]


def _names(beginning: str) -> Iterator[str]:
    return (name for folded, name in local_names().items() if folded.startswith(beginning))


def _titles(reader: Reader, database: Database, words: list[str], count: int) -> list[str]:
    *whole, unfinished = words
    begins: Clause = Pattern(Layer.TITLE, f"{unfinished}*")
    clause = All((begins, *(Term(Layer.TITLE, word) for word in whole)))
    ids = [item.item_id for item in reader.find(clause, first=0, size=count).items]
    with reading(database) as session:
        items = records(session, ids)
    return [items[item_id].title for item_id in ids if item_id in items]
