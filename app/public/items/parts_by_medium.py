"""Parts of an item by medium, with their pictures and extents, and the hits in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.who_asks import audience
from app.public.items.access import is_open_to_all
from app.public.search.filter_results import VisibleHit, visible_hits
from app.services import services
from library.catalogue import queries
from library.catalogue.description.parts import ItemName, parts_of
from library.catalogue.pages.thumbnails import Thumbnail, covers_with_parts
from library.recordings.extents import NO_EXTENT, Extent, extents
from search_index.documents import SearchRequest

_MEDIA = ("text", "picture", "sound", "film", "")
_MAX_PARTS = 200
_MAX_SEARCHED_PARTS = 12
_MAX_HITS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an item as its page shows it."""

    name: ItemName
    extent: Extent
    cover: Thumbnail | None
    """Its picture; None if not everybody may see it."""

    @property
    def order(self) -> int:
        """Place of its medium on the page."""
        return _MEDIA.index(self.extent.medium)


@dataclass(frozen=True, slots=True)
class PartHits:
    """The best hits of a query in one part."""

    name: ItemName
    hits: tuple[VisibleHit, ...]
    total: int


def open_parts(session: Session, item_id: str) -> tuple[Part, ...]:
    """Return the parts of an item that readers may see: texts, pictures, sounds, films."""
    names = parts_of(session, item_id, _MAX_PARTS, only_open=True)
    ids = [name.id for name in names]
    pictures, sizes = covers_with_parts(session, ids), extents(session, ids)
    records = queries.records(session, ids)
    public_ids = {item_id for item_id, record in records.items() if is_open_to_all(record)}
    parts = [
        Part(
            name,
            sizes.get(name.id, NO_EXTENT),
            pictures.get(name.id) if name.id in public_ids else None,
        )
        for name in names
    ]
    return tuple(sorted(parts, key=lambda part: part.order))


def search_parts(parts: Iterable[Part], query_text: str) -> tuple[PartHits, ...]:
    """Return the hits of a query in each of the parts that have any."""
    return tuple(_hits(parts, query_text)) if query_text else ()


def _hits(parts: Iterable[Part], query_text: str) -> Iterator[PartHits]:
    searched_parts = [part for part in parts if part.extent.medium][:_MAX_SEARCHED_PARTS]
    for part in searched_parts:
        request = SearchRequest(
            query_text, item=part.name.id, size=_MAX_HITS, near=False, audience=audience()
        )
        results = services().search.search(request)
        hits = (hit for hit in visible_hits(results.hits, query_text) if hit.decision.allowed)
        if shown_hits := tuple(hit for hit in hits if hit.hit.page):
            yield PartHits(part.name, shown_hits, results.total)
