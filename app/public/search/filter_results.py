"""Hits limited to the records that this reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from flask import url_for
from markupsafe import Markup

from app.accounts.who_asks import reader
from app.public.items.access import may_find_by_text, read_decision
from app.public.reader.find_in_item import FIRST_MARK_ANCHOR
from app.public.reader.recordings import hit_times
from app.services import services
from library.catalogue.access.rights import Decision, may_see_record
from library.catalogue.description.parts import ItemName, wholes_of
from library.catalogue.models import Access
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Thumbnail
from library.database import reading
from library.recordings.cues import clock_text
from library.recordings.stretches import times_at
from search_index.documents import ItemHit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VisibleHit:
    """Hit as shown; without access the reader sees the reason instead of the snippet."""

    hit: ItemHit
    picture: Thumbnail | None
    decision: Decision
    times: dict[int, str]
    """Times of its pages that are stretches of a recording, or of the words in them."""
    begins: dict[int, int]
    """Milliseconds at which the words of the query are said, by number of the stretch."""
    whole: ItemName | None
    """The item of which it is a part."""

    @property
    def pages(self) -> tuple[int, ...]:
        """Best pages, in reading order."""
        return tuple(sorted(self.hit.pages))

    def address(self, number: int, query_text: str | None) -> str:
        """Return the address of a page; in a recording, of the line in which the words are."""
        place = (
            {"tu": self.begins[number], "_anchor": FIRST_MARK_ANCHOR}
            if number in self.begins
            else {}
        )
        item_id = self.hit.item_id
        return url_for("public.page", item_id=item_id, number=number, q=query_text, **place)


def visible_hits(hits: tuple[ItemHit, ...], query_text: str = "") -> tuple[VisibleHit, ...]:
    """Return the hits that are visible to this reader, with the times of words in recordings.

    Between a change of rights and the update of the index, pages may be hits that are closed now.
    """
    if not hits:
        return ()
    with reading(services().database) as session:
        pictures = thumbnails.thumbnails(session, [(hit.item_id, hit.page) for hit in hits])
        places = [(hit.item_id, page) for hit in hits for page in {hit.page, *hit.pages}]
        spans = times_at(session, places)
        begins = hit_times(session, query_text, spans) if query_text and spans else {}
        wholes = wholes_of(session, [hit.item_id for hit in hits])
    times = spans | {place: clock_text(time) for place, time in begins.items()}
    return tuple(
        VisibleHit(
            hit=hit,
            picture=pictures.get((hit.item_id, hit.page)),
            decision=read_decision(hit.item),
            times=_of_item(times, hit.item_id),
            begins=_of_item(begins, hit.item_id),
            whole=wholes.get(hit.item_id),
        )
        for hit in hits
        if may_see_record(hit.item, reader()) and (hit.page is None or may_find_by_text(hit.item))
    )


def _of_item(by_place: dict[tuple[str, int], T], item_id: str) -> dict[int, T]:
    return {page: value for (item, page), value in by_place.items() if item == item_id}


def public_texts(hits: tuple[VisibleHit, ...]) -> Iterator[str]:
    """Yield the texts of the hits that everyone may see."""
    for hit in hits:
        yield hit.hit.item.title
        item = hit.hit.item
        if item.access is Access.PUBLIC and not hit.decision.opens and not item.conditions:
            yield Markup(hit.hit.snippet).striptags()  # noqa: S704  (only compared)
