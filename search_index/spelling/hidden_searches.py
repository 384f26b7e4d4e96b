"""Removal of past searches whose words nobody may find any more, so that they are not suggested."""

from collections.abc import Callable

from sqlalchemy import Engine as Database

from library.catalogue.access.rights import Audience
from library.database import reading, work
from library.write_turns import USES
from points import past_searches
from search_index.clauses import Without
from search_index.engine import Reader, hidden_pages
from search_index.query.operators import to_clause
from search_index.query.parser import Quoted

_MAX_SEARCHES = 5_000
"""Number of past searches that are suggested at most."""


def forget_hidden_searches(database: Database, reader: Reader, beat: Callable[[], None]) -> int:
    """Delete the suggested searches that match no text open to everyone; return their number.

    Machines get suggestions too: what is not for machines counts as hidden. `beat` is called before
    each query.
    """
    with reading(database) as session:
        texts = past_searches.common(session, _MAX_SEARCHES)
    hidden_texts = []
    for text in texts:
        beat()
        in_open_text = Without(to_clause(Quoted(text)), hidden_pages(Audience.MACHINE))
        if not reader.find(in_open_text, first=0, size=1).total:
            hidden_texts.append(text)
    if hidden_texts:
        with work(database, USES) as session:
            past_searches.forget(session, hidden_texts)
    return len(hidden_texts)
