"""At the province: stations of access points, their codes, enrolment, retirement and settings."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kit.canonical import digest
from kit.contact.problems import (
    MistypedCodeError,
    PointHasStationError,
    StationEnrolledError,
    StationNotFoundError,
    StationRetiredError,
)
from kit.models import Station
from library import clock

CODE_LIFETIME = timedelta(hours=48)
SILENT_AFTER = timedelta(days=14)
"""Silence after which the office asks somebody to call the commune."""

_ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class StationSettings:
    """Decisions of the province about a station."""

    size_limit_mb: int
    images: str
    collections: tuple[str, ...]
    line_hours: str
    line_kbit: int | None


def enter(session: Session, point_id: int, settings: StationSettings, by: str) -> tuple[str, str]:
    """Enter the station of a point; return its id and the code to be read out."""
    if session.scalar(_in_use().where(Station.point_id == point_id).limit(1)) is not None:
        raise PointHasStationError
    station = Station(
        id=secrets.token_hex(_ID_BYTES),
        point_id=point_id,
        created=clock.now(),
        created_by=by,
        held_number=0,
        taken=0,
        reported={},
    )
    change(station, settings)
    session.add(station)
    code = _give_code(station)
    session.flush()
    return station.id, code


def change(station: Station, settings: StationSettings) -> None:
    """Store what was decided; the station learns it at its next contact, or from its next pack."""
    station.size_limit_mb, station.images = settings.size_limit_mb, settings.images
    station.collections = list(settings.collections)
    station.line_hours, station.line_kbit = settings.line_hours, settings.line_kbit


def settings_of(station: Station) -> StationSettings:
    """Return the decisions about a station."""
    return StationSettings(
        size_limit_mb=station.size_limit_mb,
        images=station.images,
        collections=tuple(station.collections),
        line_hours=station.line_hours,
        line_kbit=station.line_kbit,
    )


def find(session: Session, station_id: str) -> Station:
    """Return a station; raise StationNotFoundError."""
    station = session.get(Station, station_id)
    if station is None:
        raise StationNotFoundError(station_id)
    return station


def all_stations(session: Session, points: Collection[int] | None = None) -> tuple[Station, ...]:
    """Return the stations (of these points), those in use first, in the order of their entry."""
    rows = select(Station).order_by(Station.retired.is_not(None), Station.created, Station.id)
    rows = rows if points is None else rows.where(Station.point_id.in_(points))
    return tuple(session.scalars(rows))


def renew_code(station: Station) -> str:
    """Return a new code for a station that is not enrolled yet; the former one becomes invalid."""
    if station.retired is not None:
        raise StationRetiredError
    if station.enrolled is not None:
        raise StationEnrolledError
    return _give_code(station)


def replace(session: Session, station: Station, by: str) -> tuple[str, str]:
    """Enter another computer in the place of a lost or broken one; return its id and code.

    It has a new name: its letters begin with number one again.
    """
    if station.retired is None:
        retire(station)
        session.flush()
    return enter(session, station.point_id, settings_of(station), by)


def retire(station: Station) -> None:
    """Take a station out of use: it gets nothing more, and nothing of it is taken in."""
    station.retired = station.retired or clock.now()
    station.code_hash = station.code_expires = None


def restore(session: Session, station: Station) -> None:
    """Put a retired station back into use; raise PointHasStationError if another took its place."""
    other_stations = _in_use().where(Station.point_id == station.point_id, Station.id != station.id)
    if session.scalar(other_stations.limit(1)) is not None:
        raise PointHasStationError
    station.retired = None


def enrol(session: Session, code: str, public_key: bytes) -> Station | None:
    """Take the key of the station that waits for a code; None if no station does.

    The same key may come again: the answer may have been lost on the line.
    """
    try:
        code_hash = digest(read_code(code).encode())
    except MistypedCodeError:
        return None
    station = session.scalar(select(Station).where(Station.code_hash == code_hash))
    if station is None or station.code_expires < clock.now():
        return None
    if station.public_key not in (None, public_key):
        return None
    station.public_key = public_key
    station.enrolled = station.enrolled or clock.now()
    return station


def _in_use() -> Select[tuple[Station]]:
    return select(Station).where(Station.retired.is_(None))


def _give_code(station: Station) -> str:
    code = new_code()
    station.code_hash = digest(code.encode())
    station.code_expires = clock.now() + CODE_LIFETIME
    return code


DIGIT_COUNT = 16
"""Fourteen random digits and two that check them."""

_GROUP = 4
_CHECKED_TO = 97
_RANDOM_DIGITS = DIGIT_COUNT - 2


def new_code() -> str:
    """Return a random code; 47 bits, so that guessing over the line within two days is hopeless."""
    number = secrets.randbelow(10**_RANDOM_DIGITS)
    check = _CHECKED_TO + 1 - number * 100 % _CHECKED_TO
    return f"{number:0{_RANDOM_DIGITS}}{check:02}"


def in_groups(code: str) -> str:
    """Return a code in groups of four digits."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(text: str) -> str:
    """Return the digits of a typed code; raise MistypedCodeError if it cannot be one.

    The check digits of ISO 7064 (MOD 97-10) find every wrong digit and every exchange of two.
    """
    digits = "".join(letter for letter in text if letter in "0123456789")
    if len(digits) != DIGIT_COUNT or int(digits) % _CHECKED_TO != 1:
        raise MistypedCodeError(DIGIT_COUNT)
    return digits
