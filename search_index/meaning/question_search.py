"""Whole questions, asked by meaning as well, and one order for what both searches find."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Engine as Database

from library.catalogue.queries import ItemRecord, records, texts_at
from library.database import reading
from library.settings import Settings
from search_index.clauses import Clause
from search_index.documents import AskedByMeaning, ItemHit, Order, ResultPage, SearchRequest
from search_index.engine import Reader
from search_index.index.projection import is_open
from search_index.index.text_rights import current_rights
from search_index.meaning.gate import Language, question_language
from search_index.meaning.lookup_access import PassageAccess
from search_index.query.interpretation import Phrases
from search_index.results.run_query import QueryResult, best_pages, findable_items
from search_index.results.snippets import marked_passage

_WEIGHT_OF_WORDS = {Language.VIETNAMESE: 0.5, Language.FOREIGN: 0.3}
"""Measured on 120 questions; few pages hold the words of a foreign one."""

if TYPE_CHECKING:
    from search_index.meaning.store import NearPassage

Ask = Callable[..., object]
"""Function that calls a function with the reader of the live index and the database."""

_PASSAGES = 200
_MAX_ITEMS = 50
"""Nearest items whose rights are looked up."""

_ITEMS = 30
"""Items found by meaning that are given a place among the others."""

_ENOUGH_ITEMS = 10
_MAX_ADDED = 10
"""Items found by meaning alone that are shown."""


class QuestionSearch:
    """Search by meaning, for all threads of a process."""

    def __init__(self, settings: Settings, database: Database, passages: PassageAccess) -> None:
        self._settings, self._database = settings, database
        self._access = passages

    def prepare(self) -> None:
        """Load the model now, if it is in use, and not at the first question."""
        self._access.is_ready()

    def close(self) -> None:
        """Close the vectors."""
        self._access.close()

    def add(
        self, request: SearchRequest, answer: QueryResult, page: ResultPage, ask: Ask
    ) -> ResultPage:
        """Return the first screen of a whole question with what is found by meaning, in its order.

        What was found by words stays, and its number too.
        """
        # only the first screen, best first, has passages near in meaning
        is_first = request.screen <= 1 and request.order is Order.BEST and request.item is None
        language = question_language(request.typed) if is_first and request.near else None
        if language is None or not self._access.is_ready():
            return page
        if not request.meaning:
            return replace(page, meaning=AskedByMeaning.DECLINED)
        near = self._near_items(request, language, ask)
        if not near:
            return page
        return self._merge(answer, page, near, ask, language)

    def _near_items(
        self, request: SearchRequest, language: Language, ask: Ask
    ) -> "dict[str, NearPassage]":
        """Return the nearest passages that may be found, one of each item, nearest first."""
        near = self._findable(
            request, self._access.nearest(request.typed, language, _PASSAGES), ask
        )
        if len(near) < _ENOUGH_ITEMS:
            items = ask(findable_items, request)
            near = self._findable(
                request, self._access.nearest(request.typed, language, _PASSAGES, items), ask
            )
        return dict(list(near.items())[:_ITEMS])

    def _findable(
        self, request: SearchRequest, passages: "list[NearPassage]", ask: Ask
    ) -> "dict[str, NearPassage]":
        """Return the best passage of each item whose text this person may search, as it is now."""
        rights = current_rights(self._database)
        best: dict[str, NearPassage] = {}
        for passage in passages:
            if len(best) == _MAX_ITEMS:
                break
            best.setdefault(passage.item_id, passage)
        with reading(self._database) as session:
            items = records(session, best)
        open_ids = {
            item_id
            for item_id, item in items.items()
            if is_open(item) and request.audience not in rights.hidden_from(item)
        }
        findable_ids = open_ids & set(ask(findable_items, request, tuple(sorted(open_ids))))
        return {item_id: passage for item_id, passage in best.items() if item_id in findable_ids}

    def _merge(
        self,
        answer: QueryResult,
        page: ResultPage,
        near: "dict[str, NearPassage]",
        ask: Ask,
        language: Language,
    ) -> ResultPage:
        by_words = {hit.item_id: hit for hit in (*page.near, *page.hits)}
        scores = fused_scores(
            {item_id: hit.score for item_id, hit in by_words.items()},
            {item_id: passage.cosine for item_id, passage in near.items()},
            language,
        )
        counted_ids = {hit.item_id for hit in page.hits}
        added_ids = sorted(near.keys() - by_words.keys(), key=scores.__getitem__, reverse=True)
        shown_ids = (near.keys() & by_words.keys() - counted_ids) | set(added_ids[:_MAX_ADDED])
        phrases = answer.interpretation.phrases
        new = self._hits({item_id: near[item_id] for item_id in shown_ids}, phrases)
        counted_ids |= _counted_elsewhere(answer, page, tuple(new), ask)
        together = {hit.item_id: hit for hit in (*page.hits, *page.near, *new.values())}.values()
        hits = [hit for hit in together if hit.item_id in counted_ids]
        uncounted_hits = [hit for hit in together if hit.item_id not in counted_ids]
        return replace(
            page,
            hits=_in_order(hits, scores),
            near=_in_order(uncounted_hits, scores),
            meaning=AskedByMeaning.ASKED,
        )

    def _hits(self, near: "Mapping[str, NearPassage]", phrases: Phrases) -> dict[str, ItemHit]:
        """Return hits that show their passage; none for a page that is no longer shown."""
        places = [(passage.item_id, passage.page) for passage in near.values()]
        with reading(self._database) as session:
            items = records(session, near)
            texts = texts_at(session, places, only_shown=True)
        return {
            passage.item_id: _hit(passage, items[passage.item_id], text, phrases)
            for passage in near.values()
            if (text := texts.get((passage.item_id, passage.page))) is not None
        }


def _counted_elsewhere(
    answer: QueryResult, page: ResultPage, items: tuple[str, ...], ask: Ask
) -> set[str]:
    """Return those of some items that are counted hits of another screen."""
    if answer.result.total <= len(page.hits):
        return set()
    return ask(_matching, answer.clause, items)


def _matching(reader: Reader, _: Database, clause: Clause, items: tuple[str, ...]) -> set[str]:
    return {item.item_id for item in best_pages(reader, clause, items)}


def _in_order(hits: Iterable[ItemHit], scores: Mapping[str, float]) -> tuple[ItemHit, ...]:
    scored_hits = [replace(hit, score=scores[hit.item_id]) for hit in hits]
    return tuple(sorted(scored_hits, key=lambda hit: -hit.score))


def _hit(near: "NearPassage", item: ItemRecord, text: str, phrases: Phrases) -> ItemHit:
    passage = text[near.passage.start : near.passage.end]
    return ItemHit(
        item=item,
        page=near.page,
        snippet=marked_passage(passage, phrases),
        score=near.cosine,
        pages_found=1,
        pages=(near.page,),
        by_meaning=True,
    )


def fused_scores(
    by_words: Mapping[str, float], cosines: Mapping[str, float], language: Language
) -> dict[str, float]:
    """Return a score from 0 to 1 for every item.

    It is the weighted sum of the score by words, divided by the highest, and of the cosine, scaled
    so that the lowest given is 0 and the highest 1.
    """
    highest = max(by_words.values(), default=0.0) or 1.0
    lowest, nearest = min(cosines.values(), default=0.0), max(cosines.values(), default=0.0)
    span = nearest - lowest or 1.0
    share = _WEIGHT_OF_WORDS[language]
    return {
        item_id: share * by_words.get(item_id, 0.0) / highest
        + (1 - share) * (cosines.get(item_id, lowest) - lowest) / span
        for item_id in {**by_words, **cosines}
    }
