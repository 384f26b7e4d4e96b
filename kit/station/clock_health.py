"""Health of a station's clock: what the province and the room show against it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.models import HeldEdition, OutboxEntry
from kit.outbox import clock_marks, machine_time, outbox_entries
from kit.outbox.entry_times import AGREEMENT
from kit.outbox.room_events import BATCH_KIND
from library import clock
from points.usage.events.timeline import EARLIEST_WALL_MS, milliseconds, moment

_SLACK = timedelta(minutes=5)
"""Difference between two clocks that is no fault."""

_LATEST_BATCHES = 200
_MIN_COMPUTERS = 2
"""The clock of one computer says nothing against that of the station."""

_MILLISECOND = timedelta(milliseconds=1)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ORDER = "Hãy xem giờ đúng rồi đặt lại; nếu tắt máy rồi lại sai thì thay pin đồng hồ."


def clock_problem(session: Session) -> str | None:
    """Return a sentence if the clock contradicts the province, the past, or the room."""
    now = clock.now()
    true_time = _province_time(session)
    if true_time is not None:
        is_off = abs(now - true_time) > 2 * _SLACK
        return _sentence(now - true_time, "thư viện tỉnh") if is_off else None
    if now < _reached(session) - _SLACK:
        return (
            "Đồng hồ của máy trạm chạy chậm: hiện giờ của máy sớm hơn cả lần nhận gói hoặc lượt "
            f"dùng gần nhất. {_ORDER}"
        )
    ahead = _ahead_of_room(session, now)
    return ahead and _sentence(ahead, "các máy của phòng")


def _province_time(session: Session) -> datetime | None:
    """Return the time by a contact in this run of the machine; None without one."""
    here = machine_time.machine_time()
    for uptime_ms, true_ms in clock_marks.marks(session, (here.run,)).get(here.run, ())[-1:]:
        return moment(true_ms + here.uptime_ms - uptime_ms)
    return None


def _reached(session: Session) -> datetime:
    """Return the latest time that is over: of the province, of an edition, or of an entry."""
    taken = session.scalar(select(func.max(HeldEdition.taken)))
    entered = session.scalar(select(func.max(OutboxEntry.at)))
    floor = moment(_province_floor(session))
    return max(floor, taken or floor, entered or floor)


def _province_floor(session: Session) -> int:
    """Return the latest time of the province that is over, in milliseconds."""
    state_at = session.scalar(select(func.max(HeldEdition.state_at)))
    floors = [floor_ms for _, floor_ms in clock_marks.floors(session)]
    return max([EARLIEST_WALL_MS, *floors, *([milliseconds(state_at)] if state_at else [])])


def _ahead_of_room(session: Session, now: datetime) -> timedelta | None:
    """Return by how much the clock is ahead of most computers; None if it agrees with as many."""
    here = machine_time.machine_time()
    entries = select(OutboxEntry).where(OutboxEntry.kind == BATCH_KIND)
    latest = entries.order_by(OutboxEntry.number.desc()).limit(_LATEST_BATCHES)
    floor_ms = _province_floor(session) - _SLACK // _MILLISECOND
    ahead_by_device: dict[int, timedelta] = {}
    for entry in session.scalars(latest):
        passed = timedelta(milliseconds=here.uptime_ms - entry.uptime_ms)
        if entry.run != here.run or abs(now - passed - entry.at) > _SLACK:
            continue  # of another run, or before the clock was set
        content = outbox_entries.content_of(entry)
        device, wall_ms = content["device"], content["batch"]["sent_wall"]
        if wall_ms < floor_ms:
            continue  # reset by a flat battery, as others of the room may be
        ahead = (milliseconds(entry.at) - wall_ms) * _MILLISECOND
        ahead_by_device[device] = min(ahead_by_device.get(device, ahead), ahead)
    supports = {
        ahead: sum(abs(ahead - other) <= AGREEMENT for other in ahead_by_device.values())
        for ahead in ahead_by_device.values()
    }
    agreeing = 1 + sum(not _is_off(ahead) for ahead in ahead_by_device.values())
    most = max(supports, key=supports.__getitem__, default=timedelta())
    is_contradicted = _is_off(most) and supports[most] >= max(_MIN_COMPUTERS, agreeing + 1)
    return most if is_contradicted else None


def _is_off(ahead: timedelta) -> bool:
    return abs(ahead) > AGREEMENT


def _sentence(ahead: timedelta, witness: str) -> str:
    way, size = "nhanh" if ahead > timedelta() else "chậm", abs(ahead)
    units = (("ngày", _DAY), ("giờ", _HOUR), ("phút", timedelta(minutes=1)))
    unit, length = next(pair for pair in units if size >= 2 * pair[1])
    off = f"{way} khoảng {round(size / length)} {unit}"
    return f"Đồng hồ của máy trạm {off} so với {witness}. {_ORDER}"
