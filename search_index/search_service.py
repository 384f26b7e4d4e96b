"""The desk where readers ask: takes what was typed, answers with items, pages and snippets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from threading import Lock

from sqlalchemy import Engine as Database

from library.catalogue.ordering import in_order
from library.catalogue.queries import ItemRecord, records, texts_at
from library.catalogue.text.words import Word
from library.database import reading
from library.settings import Settings
from search_index import generations, matching
from search_index.clauses import All, Layer, OneOf, Weighted
from search_index.documents import (
    Facet,
    FacetValue,
    ItemHit,
    Order,
    ResultPage,
    SearchRequest,
)
from search_index.engine import Found, FoundItem, Reader
from search_index.explain import Reason, reasons
from search_index.matching import Rows, is_described_by, stands_in
from search_index.run_query import Answer, find, items_saying, understand
from search_index.snippets import snippet

_NAMES_TOLD = 5
_MOST_PAGES = 5000
"""Of one item: more than any book has."""


class SearchService:
    """One desk serves all threads of a process, and notices by itself when the index changed."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._lock = Lock()
        self._volume: generations.Volume | None = None
        self._reader: Reader | None = None

    def search(self, request: SearchRequest) -> ResultPage:
        """Answer a question; nothing typed is an error, and no index yet is an empty answer."""
        reader = self._newest_reader()
        if reader is None:
            return ResultPage(0, (), request.screen, request.size)
        answer = find(reader, request)
        if request.order is not Order.BEST and request.item is None:
            answer = self._reordered(reader, request, answer)
        return ResultPage(
            answer.found.total,
            self._hits(answer),
            request.screen,
            request.size,
            also=answer.meaning.also[:_NAMES_TOLD],
            also_more=max(0, len(answer.meaning.also) - _NAMES_TOLD),
            meant=answer.meaning.put_right,
            nearly=answer.found.nearly,
            facets=_facets(reader.counts(answer.asked)) if request.facets else (),
        )

    def pages_found(self, typed: str, item_id: str) -> tuple[int, ...]:
        """Return the pages of one item on which the words of a question stand, in reading order.

        A card also bears the description of its item: what is only there is on no page.
        """
        reader = self._newest_reader()
        if reader is None:
            return ()
        answer = find(reader, SearchRequest(typed, item=item_id, size=_MOST_PAGES))
        pages, sought = sorted(place.page or 0 for place in answer.found.items), answer.meaning.rows
        with reading(self._database) as session:
            item = records(session, [item_id]).get(item_id)
            if item is not None and is_described_by(item, sought):
                texts = texts_at(session, [(item_id, page) for page in pages])
                pages = [
                    page for page in pages if stands_in(texts.get((item_id, page), ""), sought)
                ]
        return tuple(filter(None, pages))

    def items_saying(self, typed: str) -> frozenset[str]:
        """Return every item that says what was typed: to be worked on, so nothing is guessed."""
        reader = self._newest_reader()
        return frozenset() if reader is None else items_saying(reader, typed)

    def explain(self, request: SearchRequest) -> dict[str, tuple[Reason, ...]]:
        """Return, by item, why each answer on this screen stands where it stands."""
        reader = self._newest_reader()
        if reader is None:
            return {}
        answer = find(reader, request)
        return {
            item.item_id: reasons(reader, answer.asked, answer.rung, item)
            for item in answer.found.items
        }

    def finder(self, typed: str) -> Callable[[tuple[Word, ...]], tuple[int, ...]]:
        """Return what tells the places of the words of a page that the question was after."""
        reader = self._newest_reader()
        rows = understand(typed, reader.pages_with)[1].rows if reader else ()
        return partial(matching.words_found, rows)

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = self._volume = None

    def _newest_reader(self) -> Reader | None:
        with self._lock:
            volume = generations.live(self._settings)
            if volume != self._volume:
                # a thread may still be asking the old reader: it is let go of, not closed
                self._reader = volume and volume.open_reader(self._settings)
                self._volume = volume
            elif self._reader is not None:
                self._reader.refresh()
            return self._reader

    def _reordered(self, reader: Reader, request: SearchRequest, answer: Answer) -> Answer:
        """Put the answers in the catalogue's order, and look up the best page of each shown."""
        first = (max(request.screen, 1) - 1) * request.size
        ids = reader.items(answer.asked)
        with reading(self._database) as session:
            shown = in_order(session, ids, request.order.value, first + request.size)[first:]
        among = All((answer.asked, Weighted(OneOf(Layer.ITEM, tuple(shown)), 0)))
        best = reader.find(among, first=0, size=len(shown)).items if shown else ()
        by_id = {found.item_id: found for found in best}
        items = tuple(by_id[item_id] for item_id in shown if item_id in by_id)
        return replace(answer, found=Found(len(ids), items, answer.found.nearly))

    def _hits(self, answer: Answer) -> tuple[ItemHit, ...]:
        found, sought = answer.found.items, answer.meaning.rows
        with reading(self._database) as session:
            items = records(session, {place.item_id for place in found})
            texts = texts_at(session, [(place.item_id, place.page or 0) for place in found])
            doubtful = [place for place in found if _is_doubtful(place, items, texts, sought)]
            texts |= texts_at(
                session, [(one.item_id, page) for one in doubtful for page in one.pages]
            )
        leading = {one.item_id: _led_by_words(one, texts, sought) for one in doubtful}
        found = tuple(leading.get(place.item_id, place) for place in found)
        return tuple(
            _hit(
                place,
                items[place.item_id],
                texts.get((place.item_id, place.page or 0), ""),
                sought,
            )
            for place in found
            if place.item_id in items
        )


def _is_doubtful(
    found: FoundItem,
    items: Mapping[str, ItemRecord],
    texts: Mapping[tuple[str, int], str],
    sought: Rows,
) -> bool:
    """Say whether the best page may be best only by its item's description, as a cover is."""
    item = items.get(found.item_id)
    if item is None or len(found.pages) < 2 or not is_described_by(item, sought):
        return False
    return not stands_in(texts.get((found.item_id, found.page or 0), ""), sought)


def _led_by_words(
    found: FoundItem, texts: Mapping[tuple[str, int], str], sought: Rows
) -> FoundItem:
    """Put the pages on which the words stand before those found by the description alone."""
    said = [page for page in found.pages if stands_in(texts.get((found.item_id, page), ""), sought)]
    pages = tuple(dict.fromkeys((*said, *found.pages)))
    return replace(found, page=pages[0], pages=pages)


def _facets(counts: Mapping[Layer, Mapping[str, int]]) -> tuple[Facet, ...]:
    return tuple(
        Facet(layer.value, _most_first(values)) for layer, values in counts.items() if values
    )


def _most_first(values: Mapping[str, int]) -> tuple[FacetValue, ...]:
    ranked = sorted(values.items(), key=lambda told: (-told[1], told[0]))
    return tuple(FacetValue(value, items) for value, items in ranked)


def _hit(found: FoundItem, item: ItemRecord, text: str, sought: Rows) -> ItemHit:
    return ItemHit(
        item_id=item.id,
        source_id=item.source_id,
        title=item.title,
        collection=item.collection,
        page=found.page,
        snippet=snippet(text, sought),
        score=found.score,
        pages_found=found.pages_found,
        pages=found.pages,
    )
