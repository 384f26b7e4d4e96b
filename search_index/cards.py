"""Writes the card of a page: its terms, layer by layer, as every engine indexes them."""

from library.vietnamese import fold
from search_index.analysis import pairs, read
from search_index.clauses import Layer
from search_index.documents import PageDocument
from search_index.signs import codes_in

_BREAK = "¶"
"""Stands between two things on a card, so that no phrase runs from one into the other."""


def card(document: PageDocument) -> dict[Layer, str]:
    """Return the terms of each layer, separated by spaces; whole names as they are."""
    title = read(document.title)
    author = read(f"{document.creator or ''} . {document.issuing_body or ''}")
    head = read(" . ".join(_described(document)))
    body = read(document.text)
    exact = (*head.exact, _BREAK, *body.exact)
    folded = (*head.folded, _BREAK, *body.folded)
    return {
        Layer.EXACT: " ".join(exact),
        Layer.FOLDED: " ".join(folded),
        Layer.EXACT_PAIRS: " ".join(pairs(exact)),
        Layer.FOLDED_PAIRS: " ".join(pairs(folded)),
        Layer.SIGNS: " ".join((*head.signs, *body.signs)),
        Layer.TITLE: " ".join(title.folded),
        Layer.TITLE_EXACT: " ".join(title.exact),
        Layer.TITLE_PAIRS: " ".join(pairs(title.folded)),
        Layer.TITLE_EXACT_PAIRS: " ".join(pairs(title.exact)),
        Layer.AUTHOR: " ".join(author.folded),
        Layer.AUTHOR_PAIRS: " ".join(pairs(author.folded)),
        Layer.NUMBER: " ".join(_numbers(document)),
        Layer.COLLECTION: document.collection,
        Layer.KIND: document.kind or "",
        Layer.LANGUAGE: document.language,
        Layer.ACCESS: document.access,
        Layer.ITEM: document.item_id,
    }


def _numbers(document: PageDocument) -> tuple[str, ...]:
    """Return the document number whole and in pieces; where none was recorded, the title's."""
    told = [document.number] if document.number else list(codes_in(fold(document.title)))
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
    )
    return tuple(text for text in said if text)
