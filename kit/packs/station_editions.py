"""Editions of a station: the one that it may hold now, and the one that it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.canonical import digest
from kit.models import Station
from kit.packs import editions
from kit.packs.editions import Edition, Entry, Held, Line
from kit.packs.plan import Plan, plan_for
from kit.packs.problems import EditionUnknownError, StationNotFoundError
from kit.packs.selected_records import records
from library import clock
from library.catalogue.authorities.models import Authority
from library.catalogue.profile_versions import ProfileVersion
from library.catalogue.public_changes import PublicChange
from library.readers.models import Question
from library.settings import Settings
from library.stories.models import Story
from points.access_points.models import AccessPoint, PointRecord

_TIMES = (
    *(PublicChange.changed, ProfileVersion.saved, Authority.changed, Story.changed),
    *(Question.published, PointRecord.recorded),
)


@dataclass(frozen=True, slots=True)
class State:
    """A station with the edition that it may hold at a moment."""

    station: Station
    point: str
    """Code of its point."""
    plan: Plan
    wanted: Edition
    """All that it may hold."""
    changed_at: str
    """Time of the latest change."""


def read_state(session: Session, station_id: str) -> State:
    """Return the edition that a station may hold now; raise StationNotFoundError."""
    station = session.get(Station, station_id)
    if station is None:
        raise StationNotFoundError(station_id)
    plan = plan_for(session, station, clock.today())
    wanted = {
        (record.kind, record.key): Entry(
            digest(record.line), "".join(map(editions.short, record.files))
        )
        for record in records(session, plan.selection)
    }
    point = session.get_one(AccessPoint, station.point_id).code
    return State(station, point, plan, wanted, _latest_change(session, station.created))


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


def _latest_change(session: Session, earliest: datetime) -> str:
    """Return the time of the latest change that readers may see."""
    times = (session.scalar(select(func.max(column))) for column in _TIMES)
    return max(filter(None, (earliest, *times))).isoformat()
