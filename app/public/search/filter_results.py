"""Hits limited to the records that this reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from app.accounts.who_asks import reader
from app.public.items.access import may_find_by_text, read_decision
from app.services import services
from library.catalogue.access.rights import Decision, may_see_record
from library.catalogue.description.parts import ItemName, wholes_of
from library.catalogue.models import Access
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.database import reading
from library.recordings.stretches import times_at
from search_index.documents import ItemHit


@dataclass(frozen=True, slots=True)
class VisibleHit:
    """Hit as shown; without access the reader sees the reason instead of the snippet."""

    hit: ItemHit
    picture: Thumbnail | None
    decision: Decision
    times: dict[int, str]
    """Times of its pages that are stretches of a recording, by page number."""
    whole: ItemName | None
    """The item of which it is a part."""

    @property
    def pages(self) -> tuple[int, ...]:
        """Best pages, in reading order."""
        return tuple(sorted(self.hit.pages))


def visible_hits(hits: tuple[ItemHit, ...]) -> tuple[VisibleHit, ...]:
    """Return the hits that are visible to this reader.

    Between a change of rights and the update of the index, pages may be hits that are closed now.
    """
    if not hits:
        return ()
    with reading(services().database) as session:
        pictures = thumbnails.thumbnails(session, [(hit.item_id, hit.page) for hit in hits])
        places = [(hit.item_id, page) for hit in hits for page in {hit.page, *hit.pages}]
        times = times_at(session, places)
        wholes = wholes_of(session, [hit.item_id for hit in hits])
    return tuple(
        VisibleHit(
            hit=hit,
            picture=pictures.get((hit.item_id, hit.page)),
            decision=read_decision(hit.item),
            times={page: time for (item, page), time in times.items() if item == hit.item_id},
            whole=wholes.get(hit.item_id),
        )
        for hit in hits
        if may_see_record(hit.item, reader()) and (hit.page is None or may_find_by_text(hit.item))
    )


def public_texts(hits: tuple[VisibleHit, ...]) -> Iterator[str]:
    """Yield the texts of the hits that everyone may see."""
    for hit in hits:
        yield hit.hit.item.title
        item = hit.hit.item
        if item.access is Access.PUBLIC and not hit.decision.opens and not item.conditions:
            yield Markup(hit.hit.snippet).striptags()  # noqa: S704  (only compared)
