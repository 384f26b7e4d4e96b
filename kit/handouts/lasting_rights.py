"""Items that may be handed out in files which nobody can recall."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from library.catalogue import queries
from library.catalogue.access.rights import Reader, may_download
from library.catalogue.models import Item
from library.catalogue.profile_cache import profiles_of
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord


def is_lasting(item: Item | ItemRecord, profile: Profile | None, today: str) -> bool:
    """Return True if everybody, everywhere, may download an item today: no later day takes it back.

    An embargo and a moving wall only ever open an item. An item without a profile of its
    collection is not handed out, since its moving wall is unknown.
    """
    if profile is None:
        return False
    return may_download(item, Reader(today=today), profile.moving_wall).allowed


def lasting_records(session: Session, item_ids: Iterable[str], today: str) -> dict[str, ItemRecord]:
    """Return the records of those items that may be handed out, in the order of the ids."""
    ids = list(dict.fromkeys(item_ids))
    records, profiles = queries.records(session, ids), profiles_of(session)
    return {
        item_id: records[item_id]
        for item_id in ids
        if item_id in records
        and is_lasting(records[item_id], profiles.get(records[item_id].collection), today)
    }
