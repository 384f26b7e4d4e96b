"""Groups of people from whom searches hide the text of an item, and items whose groups changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.access.item_rights import ItemRights, items_perhaps_closed
from library.catalogue.access.rights import Audience, audiences_without_text
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord
from library.database import reading, work
from search_index.clauses import Without
from search_index.engine import Reader, hidden_pages

Audiences = tuple[Audience, ...]
"""Groups of people, in alphabetical order."""


@dataclass(frozen=True, slots=True)
class TextRights:
    """Day and collection profiles that decide who may search a text."""

    today: str
    profiles: Mapping[str, Profile]

    def hidden_from(self, item: ItemRecord | ItemRights) -> Audiences:
        """Return the groups that must not find an item by the words of its pages."""
        profile = self.profiles.get(item.collection)
        return tuple(sorted(audiences_without_text(item, self.today, profile)))


def current_rights(database: Database) -> TextRights:
    """Return the rights of this day and of the present collection profiles."""
    return TextRights(clock.today().isoformat(), usable_profiles(database))


def queue_changed_items(database: Database, reader: Reader, rights: TextRights) -> int:
    """Queue the items whose text the index hides from other groups than the rights do.

    An embargo that ended and a changed profile leave no entry in the queue. Returns the number of
    items.
    """
    index_audiences = _indexed(reader)
    with reading(database) as session:
        rights_audiences = dict(_wanted(session, rights))
    changed_ids = [
        item_id
        for item_id in sorted(index_audiences.keys() | rights_audiences.keys())
        if index_audiences.get(item_id) != rights_audiences.get(item_id)
    ]
    if changed_ids:
        with work(database) as session:
            for item_id in changed_ids:
                index_queue.mark(session, item_id)
    return len(changed_ids)


def _indexed(reader: Reader) -> dict[str, Audiences]:
    """Return the groups from which the index hides the text of items; open items are left out.

    Staff find every text; a description that stands for a hidden text is hidden from them.
    """
    audiences: dict[str, Audiences] = {}
    for audience in sorted(Audience):
        texts = Without(hidden_pages(audience), hidden_pages(Audience.STAFF))
        for item_id in reader.items(texts):
            audiences[item_id] = (*audiences.get(item_id, ()), audience)
    return audiences


def _wanted(session: Session, rights: TextRights) -> Iterator[tuple[str, Audiences]]:
    slugs = [slug for slug, profile in rights.profiles.items() if profile.moving_wall is not None]
    for item in items_perhaps_closed(session, slugs):
        if hidden_from := rights.hidden_from(item):
            yield item.id, hidden_from
