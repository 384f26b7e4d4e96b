"""Lists of at most some hundred rows: all are read, then narrowed and sorted without SQL."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from app.office.lists.list_form import ListQuery
from library.vietnamese.letters import fold

Line = TypeVar("Line")


def narrow(
    listing: ListQuery,
    lines: Iterable[Line],
    *,
    words: Callable[[Line], Iterable[object]],
    filters: Mapping[str, Callable[[Line], object]] | None = None,
    orders: Mapping[str, Callable[[Line], object]] | None = None,
) -> tuple[ListQuery, tuple[Line, ...]]:
    """Return the query with the number of its lines, and the lines of its screen.

    `words` returns the texts of a line that are searched, `filters` the value of a line for each
    choice, `orders` a sort key for each order; an order without a key leaves the lines as they are.
    """
    query_words = fold(listing.words).split()
    choices = [(value, (filters or {})[name]) for name, value in listing.chosen.items()]
    matching = [
        line
        for line in lines
        if all(str(value_of(line)) == value for value, value_of in choices)
        and _contains(words(line), query_words)
    ]
    if key := (orders or {}).get(listing.order):
        matching.sort(key=key)
    screen = matching[listing.first : listing.first + listing.count]
    return listing.counted(len(matching)), tuple(screen)


def _contains(texts: Iterable[object], query_words: list[str]) -> bool:
    if not query_words:
        return True
    folded_text = fold(" ".join(str(text) for text in texts if text))
    return all(word in folded_text for word in query_words)
