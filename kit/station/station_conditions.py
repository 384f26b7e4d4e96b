"""Conditions of a station, for `diachi doctor`: enrolment, age of the edition, clock."""

from datetime import timedelta

from sqlalchemy import Engine

from kit.station.clock_health import clock_problem
from kit.station.problems import NotEnrolledError
from kit.station.state import served_edition
from kit.station.station_identity import read_identity
from library import clock
from library.clock import HANOI
from library.database import reading
from library.installation import installation
from library.monitoring.conditions import Condition, Finding, Pace
from library.settings import Settings

_OLD = timedelta(days=60)
"""Age at which somebody should bring a stick; the province thinks of a station each month."""


def holds_recent_edition(settings: Settings) -> Finding:
    """Check that the station is enrolled and holds an edition of the last two months."""
    if not settings.station:
        return None
    if read_identity(settings) is None:
        return False, str(NotEnrolledError())
    with installation(settings) as engine, reading(engine) as session:
        edition = served_edition(session)
    if edition is None:
        return True, "chưa nhận gói nào"
    day = f"{edition.state_at.astimezone(HANOI):%d/%m/%Y}"
    if clock.now() - edition.state_at > _OLD:
        return False, f"bản ngày {day} đã cũ: hãy xin thư viện tỉnh gói mới (USB hoặc mạng)"
    return True, f"bản ngày {day}, gói số {edition.number}"


def has_true_clock(settings: Settings) -> Finding:
    """Check the clock against the province, the edition, the uses, and the room."""
    if not settings.station:
        return None
    with installation(settings) as engine:
        return _clock(engine)


def _clock(engine: Engine) -> Finding:
    with reading(engine) as session:
        problem = clock_problem(session)
    return problem is None, problem or "khớp với tỉnh và các máy của phòng, theo những gì đã thấy"


CONDITIONS = (
    Condition("edition", "kho ở trạm", holds_recent_edition, Pace.QUICK, needs_database=True),
    Condition("station-clock", "đồng hồ trạm", has_true_clock, Pace.QUICK, needs_database=True),
)
