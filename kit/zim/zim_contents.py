"""Choice of what goes into a ZIM file: whole collections, and items by their ids."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from kit.handouts.handout_items import ids_in_collection, lasting_records
from kit.zim.zim_entries import PictureSize
from kit.zim.zim_file import ZimOrder
from kit.zim.zim_orders import ZimNote, held_ids
from library import clock
from library.catalogue import profile_versions
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import profile_of
from library.catalogue.public_changes import PublicChange
from library.database import reading
from library.settings import Settings

SELECTION_TITLE = "Tài liệu chọn lọc"


def zim_order(
    settings: Settings,
    engine: Engine,
    collections: Sequence[str],
    item_ids: Iterable[str],
    size: PictureSize,
    *,
    title: str | None,
    name: str,
) -> ZimOrder:
    """Return the order of a file with these collections and items, as they are today."""
    profiles = [profile_of(usable_profiles(engine), slug) for slug in collections]
    titles = ", ".join(profile.title for profile in profiles) or SELECTION_TITLE
    with reading(engine) as session:
        ids = [item_id for slug in collections for item_id in ids_in_collection(session, slug)]
    return ZimOrder(
        title=title or titles,
        description=f"{titles}: tài liệu của {settings.library_name}",
        name=f"dia-chi-{name}",
        publisher=settings.library_name,
        day=clock.today().isoformat(),
        item_ids=(*ids, *item_ids),
        size=size,
    )


_LONGEST_CHANGE = timedelta(hours=1)
"""Time from which a change is until others see it: the file may have been begun in between."""


def recalled_count(settings: Settings, session: Session, note: ZimNote) -> int:
    """Return the number of items in a file that may not be handed out any more.

    Only items that changed since the file was made are looked at, unless a profile changed.
    """
    ids = held_ids(settings, note)
    if profile_versions.newest_id(session) == note.profiles:
        since = note.made_at - _LONGEST_CHANGE
        changes = select(PublicChange.item_id).where(PublicChange.changed >= since)
        changed = set(session.scalars(changes))
        ids = tuple(item_id for item_id in ids if item_id in changed)
    return len(ids) - len(lasting_records(session, ids, clock.today().isoformat()))
