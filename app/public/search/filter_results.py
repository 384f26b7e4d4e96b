"""Hits limited to the records that this reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from app.accounts.who_asks import reader
from app.public.items.access import may_find_by_text, read_decision
from app.services import services
from library.catalogue import queries
from library.catalogue.access.rights import Decision, may_see_record
from library.catalogue.models import Access
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.queries import ItemRecord
from library.database import reading
from search_index.documents import ItemHit


@dataclass(frozen=True, slots=True)
class VisibleHit:
    """Hit as shown; without access the reader sees the reason instead of the snippet."""

    hit: ItemHit
    record: ItemRecord
    picture: Thumbnail | None
    decision: Decision

    @property
    def pages(self) -> tuple[int, ...]:
        """Best pages, in reading order."""
        return tuple(sorted(self.hit.pages))


def visible_hits(hits: tuple[ItemHit, ...]) -> tuple[VisibleHit, ...]:
    """Return the hits that are still in the catalogue and visible to this reader.

    Between a change of rights and the update of the index, pages may be hits that are closed now.
    """
    if not hits:
        return ()
    with reading(services().database) as session:
        records = queries.records(session, [hit.item_id for hit in hits])
        pictures = thumbnails.thumbnails(session, [(hit.item_id, hit.page) for hit in hits])
    return tuple(
        VisibleHit(
            hit=hit,
            record=records[hit.item_id],
            picture=pictures.get((hit.item_id, hit.page)),
            decision=read_decision(records[hit.item_id]),
        )
        for hit in hits
        if hit.item_id in records and _is_visible(records[hit.item_id], hit)
    )


def _is_visible(record: ItemRecord, hit: ItemHit) -> bool:
    return may_see_record(record, reader()) and (hit.page is None or may_find_by_text(record))


def public_texts(hits: tuple[VisibleHit, ...]) -> Iterator[str]:
    """Yield the texts of the hits that everyone may see."""
    for hit in hits:
        yield hit.record.title
        if hit.record.access is Access.PUBLIC and not hit.decision.opens:
            yield Markup(hit.hit.snippet).striptags()  # noqa: S704  (only compared)
