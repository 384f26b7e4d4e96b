"""The desk where readers ask: takes what was typed, answers with items, pages and snippets."""

from threading import Lock

from sqlalchemy import Engine as Database

from library.catalogue.shelves import ItemRecord, ReadPage, read_pages, records
from library.catalogue.words import Word
from library.database import reading
from library.settings import Settings
from search_index import highlight, volumes
from search_index.documents import ItemHit, ResultPage, SearchRequest
from search_index.engine import Found, FoundItem, Reader, engine_named
from search_index.finding import find
from search_index.matching import Sought, sought
from search_index.snippets import snippet


class SearchDesk:
    """One desk serves all threads of a process, and notices by itself when the index changed."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._lock = Lock()
        self._volume: volumes.Volume | None = None
        self._reader: Reader | None = None

    def search(self, request: SearchRequest) -> ResultPage:
        """Answer a question; nothing typed is an error, and no index yet is an empty answer."""
        reader = self._newest_reader()
        first = (max(request.screen, 1) - 1) * request.size
        found = Found(0, ())
        if reader is not None:
            found = find(
                reader,
                request.typed,
                collection=request.collection,
                item=request.item,
                first=first,
                size=request.size,
            )
        hits = self._hits(found, sought(request.typed))
        return ResultPage(found.total, hits, request.screen, request.size)

    def words_found(self, typed: str, words: tuple[Word, ...]) -> tuple[int, ...]:
        """Return the places of the words of a page that the question was after."""
        return highlight.words_found(typed, words)

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = self._volume = None

    def _newest_reader(self) -> Reader | None:
        with self._lock:
            volume = volumes.live(self._settings)
            if volume != self._volume:
                # a thread may still be asking the old reader: it is let go of, not closed
                self._reader = volume and _open(self._settings, volume)
                self._volume = volume
            elif self._reader is not None:
                self._reader.refresh()
            return self._reader

    def _hits(self, found: Found, wanted: Sought) -> tuple[ItemHit, ...]:
        with reading(self._database) as session:
            items = records(session, {item.item_id for item in found.items})
            shown = [item for item in found.items if item.item_id in items]
            pages = [_page(read_pages(session, item.item_id, item.page or 0)) for item in shown]
        return tuple(
            _hit(place, items[place.item_id], page, wanted)
            for place, page in zip(shown, pages, strict=True)
        )


def _open(settings: Settings, volume: volumes.Volume) -> Reader:
    return engine_named(volume.engine).open_reader(volume.path(settings))


def _page(found: tuple[ReadPage, ...]) -> ReadPage | None:
    return found[0] if found else None


def _hit(found: FoundItem, item: ItemRecord, page: ReadPage | None, wanted: Sought) -> ItemHit:
    return ItemHit(
        item_id=item.id,
        source_id=item.source_id,
        title=item.title,
        collection=item.collection,
        page=found.page,
        snippet=snippet(page.text, wanted) if page else "",
        score=found.score,
        pages_found=found.pages_found,
    )
