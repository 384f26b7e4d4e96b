"""Editions of a station: that which it holds, that which it may hold, and the next step to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from kit.canonical import digest
from kit.contact.statements import reported_time
from kit.contact.stations import find
from kit.models import Station
from kit.packs import editions, tiers
from kit.packs.editions import Edition, Entry, Held, Line
from kit.packs.plan import Plan, plan_for
from kit.packs.problems import EditionUnknownError
from kit.packs.record_rows import AUTHORITY, COLLECTION, COMPUTERS, ITEM, PAGE, POINT
from kit.packs.selected_records import records
from library import clock
from library.settings import Settings
from points.access_points.models import AccessPoint

_NOT_RIGHTS = frozenset((AUTHORITY, POINT, COMPUTERS))
"""Kinds of records that are removed by a later pack: others that a station holds may name them."""

_MB = 1_000_000
_TICK = timedelta(microseconds=1)


class Purpose(StrEnum):
    """Purpose of a pack, in the order in which a station gets them over a line."""

    RIGHTS = "rights"
    """Records that fewer people may see, or nobody: small, and taken in before all else."""
    TEXT = "text"
    """Records of everything; images only where the station has those of the item."""
    IMAGES = "images"
    """The next images by priority."""
    STICK = "stick"
    """Everything at once."""


@dataclass(frozen=True, slots=True)
class State:
    """A station with the edition that it may hold at a moment."""

    station: Station
    point: str
    """Code of its point."""
    plan: Plan
    wanted: Edition
    """All that it may hold."""
    read_at: datetime
    """Time at which it was read; later than that of any pack made before."""


def read_state(session: Session, station_id: str) -> State:
    """Return the edition that a station may hold now; raise StationNotFoundError."""
    station = find(session, station_id)
    read_at = _time_of_state(station)
    plan = plan_for(session, station, clock.today())
    wanted = {
        (record.kind, record.key): Entry(
            digest(record.line), "".join(map(editions.short, record.files))
        )
        for record in records(session, plan.selection)
    }
    point = session.get_one(AccessPoint, station.point_id).code
    return State(station, point, plan, wanted, read_at)


def base_of(settings: Settings, held: Held, held_lines: Iterable[Line] | None) -> Edition:
    """Return the edition that a station holds."""
    if held.edition is None:
        return {}
    edition = editions.known(settings, held.edition)
    if edition is None and held_lines is not None:
        edition = editions.of_lines(held_lines)
        if editions.edition_digest(editions.lines_of(edition)) != held.edition:
            edition = None
    if edition is None:
        raise EditionUnknownError(held.edition)
    return edition


def _time_of_state(station: Station) -> datetime:
    """Return the present time; after a clock that was ahead, one later than the last pack's."""
    earlier = (station.made_state, reported_time(station, "held_state_at"))
    later = (at + _TICK for at in earlier if at is not None and at.year < MAXYEAR)
    return max((clock.now(), *later))


def target_of(
    purpose: Purpose,
    base: Edition,
    wanted: Edition,
    *,
    plan: Plan,
    images_mb: int,
) -> Edition:
    """Return the edition to which a pack leads."""
    if purpose is Purpose.STICK:
        return wanted
    if purpose is Purpose.RIGHTS:
        return dict(_with_rights(base, wanted, plan))
    target = {
        line: entry for line, entry in wanted.items() if line[0] not in tiers.STEPS or line in base
    }
    if purpose is Purpose.IMAGES:
        target.update((line, wanted[line]) for line in _next_images(base, wanted, plan, images_mb))
    return target


def _with_rights(
    base: Edition, wanted: Edition, plan: Plan
) -> Iterable[tuple[tuple[str, str], Entry]]:
    """Yield the held lines but those that ended; guarded items change, with all that they name.

    The images of an item that loses a page go, and come again with a later pack: the station's
    database drops those of the page, and the page may be back before the next pack.
    """
    torn = {key.rpartition("/")[0] for kind, key in base.keys() - wanted.keys() if kind == PAGE}
    for line, entry in base.items():
        kind, key = line
        is_torn = kind in tiers.STEPS and key in torn
        if kind in _NOT_RIGHTS or (line in wanted and not is_torn):
            yield line, wanted[line] if kind == COLLECTION else entry
    narrowed = _narrowed(base, wanted, plan)
    for line, entry in wanted.items():
        if narrowed and (line[0] == AUTHORITY or line in narrowed):
            yield line, entry


def _narrowed(base: Edition, wanted: Edition, plan: Plan) -> set[tuple[str, str]]:
    """Return the guarded items that are to change, and those of which they are parts."""
    lines: set[tuple[str, str]] = set()
    for item_id in plan.guarded:
        line = ITEM, item_id
        if line in base and base[line] != wanted[line]:
            while line[1] is not None and line not in lines:
                lines.add(line)
                line = ITEM, plan.wholes.get(line[1])
    return lines


def _next_images(
    base: Edition, wanted: Edition, plan: Plan, images_mb: int
) -> Iterable[tuple[str, str]]:
    """Yield images that the station lacks, by step and priority: at least those of one item."""
    budget = images_mb * _MB
    for step in tiers.STEPS:
        for item_id in plan.order:
            line = step, item_id
            if line in wanted and line not in base:
                yield line
                budget -= plan.sizes[step].get(item_id, 0)
                if budget <= 0:
                    return
