"""Rights of a ZIM file after it was made: items in it that may not be handed out any more."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.handouts.handout_items import lasting_records
from kit.zim.zim_orders import ZimNote, held_ids
from library import clock
from library.catalogue import profile_versions
from library.catalogue.public_changes import PublicChange
from library.settings import Settings

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
