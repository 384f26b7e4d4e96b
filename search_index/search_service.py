"""Search service: runs queries and returns items, pages and snippets."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy import Engine as Database

from library.catalogue.access.rights import Audience
from library.catalogue.item_titles import open_items
from library.database import reading
from library.errors import IndexDamagedError, LibraryError
from library.settings import Settings
from search_index.documents import ResultPage, SearchRequest
from search_index.engine_processes import EngineProcesses
from search_index.index.generations import is_shared
from search_index.index.live_reader import LiveReader
from search_index.meaning.lookup_access import PassageAccess
from search_index.meaning.question_search import QuestionSearch
from search_index.query.query_places import QueryPlaces
from search_index.results import answers, matching
from search_index.results.description_search import DescriptionSearch
from search_index.results.partial_answers import accepting_partial_answers
from search_index.results.run_query import (
    history_in_force,
    interpret_query,
    interpret_words,
    items_containing,
)
from search_index.results.score_reasons import Reason, explain_hits

_MAX_PAGES_OF_ITEM = 5000
"""Maximum number of pages of one item; more than any book has."""


class SearchService:
    """Search service for all threads of a process; it notices by itself when the index changes."""

    def __init__(
        self, settings: Settings, database: Database, passages: PassageAccess | None = None
    ) -> None:
        """Open nothing yet; `passages` are those of the installed model unless given."""
        self._settings, self._database = settings, database
        self._index: LiveReader | EngineProcesses = LiveReader(settings, database)
        self._descriptions = DescriptionSearch(database)
        self._questions = QuestionSearch(settings, database, passages or PassageAccess(settings))

    def isolate(self) -> None:
        """Run the engine in processes of its own from now on, whose crash ends no request.

        An engine on other machines needs none. A model of meaning is loaded now too.
        """
        if not is_shared(self._settings):
            self._index.close()
            self._index = EngineProcesses(self._settings)
        self._questions.prepare()

    def search(self, request: SearchRequest) -> ResultPage:
        """Run a query; no query is an error, and without an index descriptions are searched."""
        try:
            with accepting_partial_answers() as partial_answers:
                result_page = self._search(request)
        except IndexDamagedError:
            return self._descriptions.search(request)
        self._descriptions.forget()
        return replace(result_page, partial=partial_answers.any_seen)

    def pages_found(
        self, query: str, item_id: str, audience: Audience, *, or_close: bool = True
    ) -> tuple[int, ...] | None:
        """Return the pages of one item that contain the words of a query, in reading order.

        If there is none, return those that come close, if `or_close`; None while no index can
        answer.
        """
        request = SearchRequest(query, item=item_id, size=_MAX_PAGES_OF_ITEM, audience=audience)
        try:
            find = partial(answers.pages_found, or_close=or_close)
            return self._index.ask(find, request)
        except IndexDamagedError:
            return None

    def items_containing(self, query: str) -> frozenset[str]:
        """Return all items that match the query exactly, for batch work on them.

        Raises IndexDamagedError while there are items, but no index that can answer.
        """
        try:
            return self._index.ask(items_containing, query)
        except IndexDamagedError:
            with reading(self._database) as session:
                if any(open_items(session, 1)):
                    raise
        return frozenset()

    def explain(self, request: SearchRequest) -> dict[str, tuple[Reason, ...]]:
        """Return the score explanations of the hits on this result page, by item."""
        return self._index.ask(explain_hits, request)

    def word_matcher(self, query: str, audience: Audience) -> Callable[..., tuple[int, ...]]:
        """Return `matching_words` of this query: it finds its words among the words of a page.

        Spelling is corrected only if an index can tell which words are rare.
        """
        try:
            interpretation = self._index.ask(interpret_words, query, audience)
        except LibraryError:
            places = QueryPlaces(history_in_force(self._database))
            interpretation = interpret_query(query, lambda _layer, _text: 0, places)[1]
        return partial(matching.matching_words, interpretation.phrases)

    def close(self) -> None:
        """Close the index."""
        self._index.close()
        self._questions.close()

    def _search(self, request: SearchRequest) -> ResultPage:
        answer = self._index.ask(answers.answer, request)
        return self._questions.add(request, answer.query_result, answer.page, self._index.ask)
