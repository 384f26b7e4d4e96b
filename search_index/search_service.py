"""Search service: runs queries and returns items, pages and snippets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import Engine as Database

from library.catalogue.access.rights import Audience
from library.catalogue.item_titles import open_items
from library.catalogue.ordering import in_order
from library.catalogue.queries import records, texts_at
from library.catalogue.text.words import Word
from library.database import reading
from library.errors import IndexDamagedError, LibraryError
from library.settings import Settings
from search_index import matching
from search_index.clauses import Layer
from search_index.description_search import DescriptionSearch
from search_index.documents import (
    Facet,
    FacetValue,
    ItemHit,
    Order,
    ResultPage,
    SearchRequest,
)
from search_index.engine import EngineResult, RankedItem
from search_index.engine_processes import EngineProcesses
from search_index.explain import Reason, explain_hits
from search_index.interpretation import Phrases
from search_index.live_reader import LiveReader
from search_index.matching import contains_phrase, description_matches
from search_index.meaning.access import PassageAccess
from search_index.meaning.question_search import QuestionSearch
from search_index.result_pages import hits_of
from search_index.run_query import (
    QueryResult,
    answer_with_counts,
    best_pages,
    interpret_query,
    interpret_words,
    items_containing,
    matching_items,
    run_query,
)

_MAX_OTHER_NAMES = 5
_MAX_PAGES_OF_ITEM = 5000
"""Maximum number of pages of one item; more than any book has."""


class SearchService:
    """Search service for all threads of a process; it notices by itself when the index changes."""

    def __init__(
        self, settings: Settings, database: Database, passages: PassageAccess | None = None
    ) -> None:
        """Open nothing yet; `passages` are those of the installed model unless given."""
        self._settings, self._database = settings, database
        self._index: LiveReader | EngineProcesses = LiveReader(settings)
        self._descriptions = DescriptionSearch(database)
        self._questions = QuestionSearch(settings, database, passages or PassageAccess(settings))

    def isolate(self) -> None:
        """Run the engine in processes of its own from now on, whose crash ends no request.

        A model of meaning is loaded now too.
        """
        self._index.close()
        self._index = EngineProcesses(self._settings)
        self._questions.prepare()

    def search(self, request: SearchRequest) -> ResultPage:
        """Run a query; no query is an error, and without an index descriptions are searched."""
        try:
            result_page = self._search(request)
        except IndexDamagedError:
            return self._descriptions.search(request)
        self._descriptions.forget()
        return result_page

    def pages_found(self, typed: str, item_id: str, audience: Audience) -> tuple[int, ...] | None:
        """Return the pages of one item that contain the words of a query, in reading order.

        If there is none, return those that come close. Every page is indexed with the description
        of its item; matches in the description alone are left out. Returns None while no index can
        answer.
        """
        request = SearchRequest(typed, item=item_id, size=_MAX_PAGES_OF_ITEM, audience=audience)
        try:
            answer = self._index.ask(run_query, request)
        except IndexDamagedError:
            return None
        pages = sorted(item.page or 0 for item in answer.result.items or answer.near)
        return self._without_description_matches(item_id, pages, answer.interpretation.phrases)

    def items_containing(self, typed: str) -> frozenset[str]:
        """Return all items that match the query exactly, for batch work on them.

        Raises IndexDamagedError while there are items, but no index that can answer.
        """
        try:
            return self._index.ask(items_containing, typed)
        except IndexDamagedError:
            with reading(self._database) as session:
                if any(open_items(session, 1)):
                    raise
        return frozenset()

    def explain(self, request: SearchRequest) -> dict[str, tuple[Reason, ...]]:
        """Return the score explanations of the hits on this result page, by item."""
        return self._index.ask(explain_hits, request)

    def word_matcher(
        self, typed: str, audience: Audience
    ) -> Callable[[tuple[Word, ...]], tuple[int, ...]]:
        """Return a function that finds the positions of query words among the words of a page.

        Spelling is corrected only if an index can tell which words are rare.
        """
        try:
            interpretation = self._index.ask(interpret_words, typed, audience)
        except LibraryError:
            interpretation = interpret_query(typed, lambda _layer, _text: 0)[1]
        return partial(matching.matching_words, interpretation.phrases)

    def close(self) -> None:
        """Close the index."""
        self._index.close()
        self._questions.close()

    def _search(self, request: SearchRequest) -> ResultPage:
        answer, counts = self._index.ask(answer_with_counts, request)
        if request.order is not Order.BEST and request.item is None:
            answer = self._reordered(request, answer)
        hits = self._hits(answer.result.items, answer)
        near = self._hits(answer.near, answer, close=True)
        result_page = ResultPage(
            answer.result.total,
            hits,
            request.screen,
            request.size,
            also=answer.interpretation.other_place_names[:_MAX_OTHER_NAMES],
            also_more=max(0, len(answer.interpretation.other_place_names) - _MAX_OTHER_NAMES),
            places=answer.interpretation.related_place_names[:_MAX_OTHER_NAMES],
            meant=answer.interpretation.corrected_query,
            answered_query=answer.answered_query,
            near=near,
            nearly=answer.result.is_estimate,
            facets=_facets(counts),
        )
        return self._questions.add(request, answer, result_page, self._index.ask)

    def _without_description_matches(
        self, item_id: str, pages: list[int], phrases: Phrases
    ) -> tuple[int, ...]:
        with reading(self._database) as session:
            item = records(session, [item_id]).get(item_id)
            if item is not None and description_matches(item, phrases):
                texts = texts_at(session, [(item_id, page) for page in pages])
                pages = [
                    page
                    for page in pages
                    if contains_phrase(texts.get((item_id, page), ""), phrases)
                ]
        return tuple(filter(None, pages))

    def _reordered(self, request: SearchRequest, answer: QueryResult) -> QueryResult:
        """Sort the matching items in the catalogue's order; find the best pages of those shown."""
        first = (max(request.screen, 1) - 1) * request.size
        ids = self._index.ask(matching_items, answer.clause)
        with reading(self._database) as session:
            shown = in_order(session, ids, request.order.value, first + request.size)[first:]
        best = self._index.ask(best_pages, answer.clause, tuple(shown)) if shown else ()
        by_id = {item.item_id: item for item in best}
        items = tuple(by_id[item_id] for item_id in shown if item_id in by_id)
        return replace(answer, result=EngineResult(len(ids), items, answer.result.is_estimate))

    def _hits(
        self, ranked: tuple[RankedItem, ...], answer: QueryResult, *, close: bool = False
    ) -> tuple[ItemHit, ...]:
        with reading(self._database) as session:
            return hits_of(session, ranked, answer.interpretation, answer.question, close=close)


def _facets(counts: Mapping[Layer, Mapping[str, int]]) -> tuple[Facet, ...]:
    return tuple(
        Facet(layer.value, _most_first(values)) for layer, values in counts.items() if values
    )


def _most_first(values: Mapping[str, int]) -> tuple[FacetValue, ...]:
    ranked = sorted(values.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(FacetValue(value, items) for value, items in ranked)
