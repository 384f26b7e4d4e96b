"""State of a station: its edition, and the health of its disk and clock."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.models import HeldEdition
from kit.outbox import acknowledgements
from kit.outbox.outbox_entries import Owed, owed
from kit.packs.pack_files import Manifest
from kit.station.clock_health import clock_problem
from kit.station.station_identity import Identity, read_identity
from library import clock
from library.catalogue.models import Item
from library.recordings.extents import Extent, total_extent
from library.settings import Settings

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class StationState:
    """Everything that the page of the station says about itself."""

    identity: Identity | None
    edition: HeldEdition | None
    age_days: int | None
    new_items: tuple[tuple[str, str], ...]
    """Ids and titles of the items that came with the last pack."""
    item_count: int
    extent: Extent
    """Extent of all items together."""
    free_mb: int
    has_space: bool
    clock_problem: str | None
    now: datetime
    owed: Owed
    """Entries that the province has not taken yet."""
    last_answer: datetime | None
    """Time of the last acknowledgement of the province, by its own clock."""


def station_state(settings: Settings, session: Session) -> StationState:
    """Return the state of this station."""
    edition, now = served_edition(session), clock.now()
    answer = acknowledgements.last(settings)
    free_mb = shutil.disk_usage(settings.home).free // _MEGABYTE
    return StationState(
        identity=read_identity(settings),
        edition=edition,
        age_days=max(0, (now - edition.state_at).days) if edition else None,
        new_items=_titles(session, edition.new_items) if edition else (),
        item_count=session.scalar(select(func.count()).select_from(Item)) or 0,
        extent=total_extent(session),
        free_mb=free_mb,
        has_space=free_mb >= settings.free_mb,
        clock_problem=clock_problem(session),
        now=now,
        owed=owed(session, answer.taken if answer else 0),
        last_answer=answer and answer.at,
    )


def served_edition(session: Session) -> HeldEdition | None:
    """Return the edition that is served; None before the first pack."""
    newest_first = select(HeldEdition).order_by(HeldEdition.number.desc())
    return session.scalar(newest_first.limit(1))


def is_newer(manifest: Manifest, held: HeldEdition | None) -> bool:
    """Return True if the state in a pack is later than that of the edition held.

    Its number alone does not say so: a province that was restored from a backup counts anew.
    """
    return held is None or manifest.order > (held.state_at, held.number)


def _titles(session: Session, item_ids: list[str]) -> tuple[tuple[str, str], ...]:
    rows = session.execute(select(Item.id, Item.title).where(Item.id.in_(item_ids)))
    titles = dict(rows.all())
    return tuple((item_id, titles[item_id]) for item_id in item_ids if item_id in titles)
