"""Items as they are handed out: those that may be, and the names of their pages."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from library.catalogue import queries
from library.catalogue.access.rights import Reader, may_download
from library.catalogue.profile_cache import profiles_of
from library.catalogue.queries import ItemRecord, PageDetails
from library.recordings.stretches import times_at

_IDS_AT_ONCE = 1000


def ids_in_collection(session: Session, collection: str) -> Iterator[str]:
    """Yield the ids of a collection's published items by title."""
    first = 0
    while items := queries.in_collection(
        session, collection, first=first, count=_IDS_AT_ONCE
    ).items:
        yield from (item.id for item in items)
        first += _IDS_AT_ONCE


def lasting_records(session: Session, item_ids: Iterable[str], today: str) -> dict[str, ItemRecord]:
    """Return the records of those items that nobody can recall, in the order of the ids.

    Everybody, everywhere, may download them today, on no condition: an embargo and a moving wall
    only ever open an item. One without a profile of its collection stays, since its moving wall is
    unknown.
    """
    ids = list(dict.fromkeys(item_ids))
    records, profiles = queries.records(session, ids), profiles_of(session)

    def is_lasting(item: ItemRecord) -> bool:
        profile = profiles.get(item.collection)
        reader = Reader(today=today)
        is_free = profile is not None and item.conditions is None
        return is_free and may_download(item, reader, profile.moving_wall).allowed

    return {name: records[name] for name in ids if name in records and is_lasting(records[name])}


def page_names(session: Session, item_id: str, pages: Iterable[PageDetails]) -> dict[int, str]:
    """Return the names of pages: trang 12 by the printed number, 5:00–10:00 of a recording."""
    times = times_at(session, [(item_id, page.number) for page in pages])
    return {
        page.number: times.get((item_id, page.number)) or f"trang {page.label or page.number}"
        for page in pages
    }
