"""Choice of what goes into a ZIM file: whole collections, and items by their ids."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from kit.handouts.handout_items import ids_in_collection
from kit.zim.zim_entries import PictureSize
from kit.zim.zim_file import ZimOrder
from library import clock
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import profile_of
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
