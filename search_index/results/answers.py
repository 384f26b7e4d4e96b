"""Answers of an index and the catalogue to requests: hits with their snippets, order, facets.

The functions take the reader of the live index and the database: the engine's processes call them
(see search_index.engine_processes).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from library.catalogue.ordering import in_order
from library.catalogue.queries import records, texts_at
from library.database import reading
from library.vietnamese.syllables import is_syllable
from search_index.clauses import Layer
from search_index.documents import Facet, FacetValue, Order, ResultPage, SearchRequest
from search_index.engine import EngineResult, Reader
from search_index.query.interpretation import Phrases
from search_index.results.matching import contains_phrase, description_matches
from search_index.results.result_pages import hits_of
from search_index.results.run_query import QueryResult, best_pages, history_in_force, run_query

_MAX_OTHER_NAMES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to a request, with the result of its query, on which further searches build."""

    page: ResultPage
    query_result: QueryResult


def answer(reader: Reader, database: Database, request: SearchRequest) -> Answer:
    """Return one screen of hits, with the facet counts if the request asks for them."""
    result = run_query(reader, request, history_in_force(database))
    counts = reader.counts(result.clause) if request.facets else {}
    with reading(database) as session:
        if request.order is not Order.BEST and request.item is None:
            result = _reordered(reader, session, request, result)
        hits, near = hits_of(session, replace(result, snippets=request.snippets))
    interpretation = result.interpretation
    page = ResultPage(
        result.result.total,
        hits,
        request.screen,
        request.size,
        also=interpretation.also[:_MAX_OTHER_NAMES],
        also_more=max(0, len(interpretation.also) - _MAX_OTHER_NAMES),
        corrected_query=_hint(result),
        answered_query=result.answered_query,
        near=near,
        nearly=result.result.is_estimate,
        facets=_facets(counts),
    )
    return Answer(page, result)


def _hint(result: QueryResult) -> str | None:
    """Return the corrected query, unless the words typed have hits and none of them is misspelt."""
    interpretation = result.interpretation
    if result.result.total and all(is_syllable(word.exact) for word in interpretation.typed):
        return None
    return interpretation.corrected_query


def pages_found(
    reader: Reader, database: Database, request: SearchRequest, *, or_close: bool = True
) -> tuple[int, ...]:
    """Return the pages of one item that contain the words of a query, in reading order.

    If there is none, return those that come close, if `or_close`. Every page is indexed with the
    description of its item; matches in the description alone are left out.
    """
    result = run_query(reader, request, history_in_force(database))
    close = result.near if or_close else ()
    pages = sorted(item.page or 0 for item in result.result.items or close)
    with reading(database) as session:
        return _with_words(session, request.item or "", pages, result.interpretation.phrases)


def _with_words(
    session: Session, item_id: str, pages: list[int], phrases: Phrases
) -> tuple[int, ...]:
    item = records(session, [item_id]).get(item_id)
    if item is not None and description_matches(item, phrases):
        texts = texts_at(session, [(item_id, page) for page in pages])
        pages = [page for page in pages if contains_phrase(texts.get((item_id, page), ""), phrases)]
    return tuple(filter(None, pages))


def _reordered(
    reader: Reader, session: Session, request: SearchRequest, result: QueryResult
) -> QueryResult:
    """Sort the matching items in the catalogue's order; find the best pages of those shown."""
    first = (max(request.screen, 1) - 1) * request.size
    ids = list(reader.items(result.clause))
    shown_ids = in_order(session, ids, request.order.value, first + request.size)[first:]
    best = best_pages(reader, result.clause, tuple(shown_ids)) if shown_ids else ()
    by_id = {item.item_id: item for item in best}
    items = tuple(by_id[item_id] for item_id in shown_ids if item_id in by_id)
    return replace(result, result=EngineResult(len(ids), items, result.result.is_estimate))


def _facets(counts: Mapping[Layer, Mapping[str, int]]) -> tuple[Facet, ...]:
    return tuple(
        Facet(layer.value, _most_first(values)) for layer, values in counts.items() if values
    )


def _most_first(values: Mapping[str, int]) -> tuple[FacetValue, ...]:
    entries = sorted(values.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(FacetValue(value, items) for value, items in entries)
