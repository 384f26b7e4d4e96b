"""Terms of a page for each layer, as every engine indexes them."""

from functools import lru_cache

from search_index.analysis import analyse, whole_title
from search_index.clauses import NAME_SEPARATOR, Layer
from search_index.dates_and_numbers import codes_in, standard_number
from search_index.documents import PageDocument

_FIELD_BREAK = "¶"
"""Separator of fields, so that no phrase matches across two of them."""

_MAX_YEARS_FOR_DECADE = 11
"""Maximum range of years of an item that is assigned to a decade."""

_analyse_cached = lru_cache(maxsize=256)(analyse)
"""Cached `analyse` for texts that are repeated on every page of an item."""


def terms_by_layer(document: PageDocument) -> dict[Layer, str]:
    """Return the terms of each layer, joined by spaces; names are kept verbatim."""
    title = _analyse_cached(document.title)
    agents = (document.creator or "", document.issuing_body or "", *document.agents)
    author = _analyse_cached(" . ".join(agents))
    head = _analyse_cached(" . ".join(_description_texts(document)))
    body = analyse(document.text)
    return {
        Layer.EXACT: " ".join(head.marked | body.marked),
        Layer.FOLDED: " ".join((*head.folded, _FIELD_BREAK, *body.folded)),
        Layer.PAIRS: " ".join((*head.pairs, *body.pairs)),
        Layer.SIGNS: " ".join((*head.dates_and_codes, *body.dates_and_codes)),
        Layer.TITLE: " ".join(title.folded),
        Layer.TITLE_EXACT: " ".join(title.exact),
        Layer.TITLE_PAIRS: " ".join((*title.pairs, whole_title(title.folded))),
        Layer.AUTHOR: " ".join(author.folded),
        Layer.NUMBER: " ".join(_numbers(document)),
        Layer.COLLECTION: document.collection,
        Layer.KIND: document.kind or "",
        Layer.LANGUAGE: document.language,
        Layer.ACCESS: document.access,
        Layer.ITEM: document.item_id,
        Layer.PLACE: NAME_SEPARATOR.join(document.places),
        Layer.UNIT: NAME_SEPARATOR.join(document.units),
        Layer.HIDDEN_FROM: NAME_SEPARATOR.join(sorted(document.hidden_from)),
        Layer.DECADE: decade_of(document.year, document.earliest, document.latest),
    }


def decade_of(year: int | None, earliest: int | None, latest: int | None) -> str:
    """Return the first year of the decade, or nothing if the year is not known well enough."""
    years = range(earliest or year, (latest or year) + 1) if year else ()
    return str(year // 10 * 10) if 0 < len(years) <= _MAX_YEARS_FOR_DECADE else ""


def _numbers(document: PageDocument) -> tuple[str, ...]:
    """Return the document number in full and in parts, taken from the title if not recorded.

    ISBN and ISSN follow as plain digits.
    """
    numbers = [document.number] if document.number else list(codes_in(document.title))
    pieces = [analyse(number).folded for number in numbers]
    terms = (term for parts in pieces for term in ("/".join(parts), *parts))
    return (*terms, *(standard_number(text[5:]) for text in document.standard_numbers))


def _description_texts(document: PageDocument) -> tuple[str, ...]:
    fields = (
        document.title,
        document.kind,
        document.number,
        document.issuing_body,
        document.creator,
        document.date,
        *document.other_texts,
        *document.standard_numbers,
        *document.agents,
        *document.subjects,
    )
    return tuple(text for text in fields if text)
