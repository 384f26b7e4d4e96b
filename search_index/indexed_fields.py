"""Writes the card of a page: its terms, layer by layer, as every engine indexes them."""

from functools import lru_cache

from search_index.analysis import read
from search_index.clauses import NEXT_NAME, Layer
from search_index.dates_and_numbers import codes_in
from search_index.documents import PageDocument

_BREAK = "¶"
"""Stands between two things on a card, so that no row runs from one into the other."""

_ABOUT_A_DECADE = 11
"""What lies between more years than these is of no decade in particular."""

_read_again = lru_cache(maxsize=256)(read)
"""What every page of an item repeats is read once."""


def card(document: PageDocument) -> dict[Layer, str]:
    """Return the terms of each layer, separated by spaces; whole names as they are."""
    title = _read_again(document.title)
    agents = (document.creator or "", document.issuing_body or "", *document.agents)
    author = _read_again(" . ".join(agents))
    head = _read_again(" . ".join(_described(document)))
    body = read(document.text)
    return {
        Layer.EXACT: " ".join(head.marked | body.marked),
        Layer.FOLDED: " ".join((*head.folded, _BREAK, *body.folded)),
        Layer.PAIRS: " ".join((*head.pairs, *body.pairs)),
        Layer.SIGNS: " ".join((*head.signs, *body.signs)),
        Layer.TITLE: " ".join(title.folded),
        Layer.TITLE_EXACT: " ".join(title.exact),
        Layer.TITLE_PAIRS: " ".join(title.pairs),
        Layer.AUTHOR: " ".join(author.folded),
        Layer.NUMBER: " ".join(_numbers(document)),
        Layer.COLLECTION: document.collection,
        Layer.KIND: document.kind or "",
        Layer.LANGUAGE: document.language,
        Layer.ACCESS: document.access,
        Layer.ITEM: document.item_id,
        Layer.PLACE: NEXT_NAME.join(document.places),
        Layer.DECADE: str(document.year // 10 * 10) if _is_of_a_decade(document) else "",
    }


def _is_of_a_decade(document: PageDocument) -> bool:
    """Say whether its decade is known well enough to be found by it."""
    return 0 < len(document.years) <= _ABOUT_A_DECADE


def _numbers(document: PageDocument) -> tuple[str, ...]:
    """Return the document number whole and in pieces; where none was recorded, the title's."""
    told = [document.number] if document.number else list(codes_in(document.title))
    pieces = [read(number).folded for number in told]
    return tuple(term for parts in pieces for term in ("/".join(parts), *parts))


def _described(document: PageDocument) -> tuple[str, ...]:
    said = (
        document.title,
        document.kind,
        document.number,
        document.issuing_body,
        document.creator,
        document.date,
        *document.agents,
        *document.subjects,
    )
    return tuple(text for text in said if text)
