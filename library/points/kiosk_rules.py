"""Tells a public computer the rules of its place: hours, idle time, how often to speak."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from library.points import inventory, kiosk_notices
from library.points.models import AccessPoint, Device
from library.points.opening_hours import HANOI

WARNED_AFTER, ENDED_AFTER = 8 * 60, 10 * 60
YIELD_AFTER = 60 * 60
SEEN_EVERY, HIDDEN_EVERY = 60, 5 * 60


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What one computer is told; seconds throughout."""

    label: str
    point: str
    hours: tuple[str, ...]
    """Today's intervals; empty when closed, or when nobody recorded any."""
    closed_because: str | None
    warned_after: int = WARNED_AFTER
    ended_after: int = ENDED_AFTER
    yield_after: int = YIELD_AFTER
    """When a reader is asked to make room for those who wait; nobody is turned out."""
    seen_every: int = SEEN_EVERY
    hidden_every: int = HIDDEN_EVERY
    line_probe: str = ""
    """Where an agent knocks to learn whether the line is up; the library itself when empty."""
    links: tuple[tuple[str, str], ...] = ()
    """Names and addresses the point offers."""
    others_wait: bool = False
    lesson: tuple[int, int] | None = None
    """The class that is held here, and when it ends, in milliseconds since 1970."""

    @property
    def revision(self) -> str:
        """Another one as soon as a rule is."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:12]


def rules_for(
    session: Session, device_id: int, point_id: int, at: datetime, *, line_probe: str = ""
) -> DeskRules:
    """Return the rules of a computer that stands at a point, as they are at a moment."""
    day = at.astimezone(HANOI).date()
    lesson = kiosk_notices.lesson_at(session, device_id, point_id, at)
    code = session.get_one(AccessPoint, point_id).code
    today = inventory.hours_on(session, code, day)
    return DeskRules(
        label=session.get_one(Device, device_id).label,
        point=inventory.on(session, code, day).facts.name,
        hours=tuple(str(interval) for interval in today.intervals) if today else (),
        closed_because=today.exception if today else None,
        line_probe=line_probe,
        links=tuple(
            (link.title, link.address) for link in kiosk_notices.links_of(session, point_id)
        ),
        others_wait=kiosk_notices.somebody_waits(session, point_id, at),
        lesson=None if lesson is None else (lesson.id, int(lesson.ends.timestamp() * 1000)),
    )
