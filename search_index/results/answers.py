"""Answers of an index and the catalogue to requests: hits with their snippets, order, facets.

The functions take the reader of the live index and the database: the engine's processes call them
(see search_index.search_service).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from library.catalogue.ordering import in_order
from library.catalogue.queries import ItemRecord, records, texts_at
from library.database import reading
from library.vietnamese.syllables import is_syllable
from search_index.clauses import Layer
from search_index.documents import Facet, FacetValue, ItemHit, Order, ResultPage, SearchRequest
from search_index.engine import EngineResult, RankedItem, Reader
from search_index.query.interpretation import Phrases
from search_index.results.matching import contains_phrase, description_matches, missing_units
from search_index.results.passages import QuestionWords, passage_score
from search_index.results.run_query import QueryResult, best_pages, history_in_force, run_query
from search_index.results.snippets import snippet

_Ranked = tuple[RankedItem, ...]
_Texts = dict[tuple[str, int], str]
_PASSAGE_SHARE = 0.3
"""Share of the best passage in the order of answers to a question; the rest is the score."""


def hits_of(
    session: Session, answer: QueryResult
) -> tuple[tuple[ItemHit, ...], tuple[ItemHit, ...]]:
    """Return the hits of an answer, and those of the items that only come close.

    Answers to a question are put in the order of their best passages. Hits that come close say
    which words they lack.
    """
    items = records(session, {item.item_id for item in (*answer.result.items, *answer.near)})
    lists = [
        tuple(item for item in ranking if item.item_id in items)
        for ranking in (answer.result.items, answer.near)
    ]
    if answer.question is not None:
        texts = _texts_of(session, (item for ranking in lists for item in ranking))
        lists = [_best_passages_first(ranking, texts, answer.question) for ranking in lists]
    else:
        lists, texts = _with_words_first(session, lists, items, answer.interpretation.phrases)
    hits, near = (
        tuple(_hit(item, items[item.item_id], texts, answer, close=close) for item in ranking)
        for ranking, close in zip(lists, (False, True), strict=True)
    )
    return hits, near


def _texts_of(session: Session, ranking: Iterable[RankedItem]) -> _Texts:
    """Return the texts of all best pages of some items."""
    return texts_at(session, [(item.item_id, page) for item in ranking for page in _pages(item)])


def _pages(item: RankedItem) -> tuple[int, ...]:
    return item.pages or (item.page or 0,)


def _best_passages_first(
    ranking: _Ranked, texts: _Texts, question: QuestionWords
) -> tuple[RankedItem, ...]:
    """Show the page with the best passage of each item; weigh its passage against its score."""
    passages = {
        key: passage_score(texts[key], question)
        for item in ranking
        for key in ((item.item_id, page) for page in _pages(item))
        if key in texts
    }
    best_passage = max(passages.values(), default=0.0) or 1.0
    best_score = max((item.score for item in ranking), default=0.0) or 1.0

    def weight(item: RankedItem) -> float:
        passage = passages.get((item.item_id, item.page or 0), 0.0)
        share = _PASSAGE_SHARE * passage / best_passage
        return share + (1 - _PASSAGE_SHARE) * item.score / best_score

    items = (
        _with_pages(
            item, sorted(_pages(item), key=lambda page: -passages.get((item.item_id, page), 0.0))
        )
        for item in ranking
    )
    return tuple(sorted(items, key=weight, reverse=True))


def _with_words_first(
    session: Session, lists: list[_Ranked], items: Mapping[str, ItemRecord], phrases: Phrases
) -> tuple[list[_Ranked], _Texts]:
    """Move pages that contain the words before pages that match only by the description."""
    together = [item for ranking in lists for item in ranking]
    texts = texts_at(session, [(item.item_id, item.page or 0) for item in together])
    doubtful = [
        item
        for item in together
        if _may_match_description_only(item, items[item.item_id], texts, phrases)
    ]
    if not doubtful:
        return lists, texts
    texts |= _texts_of(session, doubtful)
    leading = {item.item_id: _pages_with_words_first(item, texts, phrases) for item in doubtful}
    return [tuple(leading.get(item.item_id, item) for item in ranking) for ranking in lists], texts


def _may_match_description_only(
    result: RankedItem, item: ItemRecord, texts: _Texts, phrases: Phrases
) -> bool:
    """Return True if the best page may match only by its description, as a cover does."""
    if len(result.pages) < 2 or not description_matches(item, phrases):
        return False
    return not contains_phrase(texts.get((result.item_id, result.page or 0), ""), phrases)


def _pages_with_words_first(result: RankedItem, texts: _Texts, phrases: Phrases) -> RankedItem:
    pages_with_words = [
        page
        for page in result.pages
        if contains_phrase(texts.get((result.item_id, page), ""), phrases)
    ]
    return _with_pages(result, [*pages_with_words, *result.pages])


def _with_pages(result: RankedItem, pages: list[int]) -> RankedItem:
    distinct = tuple(dict.fromkeys(pages))
    return replace(result, page=distinct[0] or None, pages=distinct if result.pages else ())


def _hit(
    result: RankedItem, item: ItemRecord, texts: _Texts, answer: QueryResult, *, close: bool
) -> ItemHit:
    text = texts.get((result.item_id, result.page or 0), "")
    weights = answer.question.words if answer.question else {}
    return ItemHit(
        item=item,
        page=result.page,
        snippet=snippet(text, answer.interpretation.phrases, weights) if answer.snippets else "",
        score=result.score,
        pages_found=result.pages_found,
        pages=result.pages,
        missing=missing_units(answer.interpretation, item, text) if close else (),
    )


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
