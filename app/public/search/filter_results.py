"""Makes of what was found what this reader may see of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from app.accounts.who_asks import reader
from app.public.items.access import to_read
from app.services import services
from library.catalogue import queries
from library.catalogue.access.rights import Decision, may_know
from library.catalogue.models import Access
from library.catalogue.pages import thumbnails
from library.catalogue.pages.thumbnails import Picture
from library.catalogue.queries import ItemRecord
from library.database import reading
from search_index.documents import ItemHit


@dataclass(frozen=True, slots=True)
class Answer:
    """One hit as it is shown: a refused reader sees the reason instead of the words."""

    hit: ItemHit
    record: ItemRecord
    picture: Picture | None
    decision: Decision

    @property
    def pages(self) -> tuple[int, ...]:
        """The best pages, in reading order."""
        return tuple(sorted(self.hit.pages))


def answers(hits: tuple[ItemHit, ...]) -> tuple[Answer, ...]:
    """Return the hits that still stand in the catalogue and that this reader may know of."""
    with reading(services().database) as session:
        records = queries.records(session, [hit.item_id for hit in hits])
        found = thumbnails.thumbnails(session, [(hit.item_id, hit.page) for hit in hits])
    return tuple(
        Answer(
            hit=hit,
            record=records[hit.item_id],
            picture=found.get((hit.item_id, hit.page)),
            decision=to_read(records[hit.item_id]),
        )
        for hit in hits
        if hit.item_id in records and may_know(records[hit.item_id], reader())
    )


def public_words(shown: tuple[Answer, ...]) -> Iterator[str]:
    """Give what these answers say to everyone."""
    for answer in shown:
        yield answer.record.title
        if answer.record.access is Access.PUBLIC and not answer.decision.opens:
            yield Markup(answer.hit.snippet).striptags()  # noqa: S704  (only compared)
