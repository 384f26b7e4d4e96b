"""Rules for a public computer: opening hours, idle times, reporting intervals."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from points.access_points import inventory, kiosk_notices
from points.access_points.models import AccessPoint, Device
from points.access_points.opening_hours import HANOI

# seconds
WARNED_AFTER, ENDED_AFTER = 8 * 60, 10 * 60
YIELD_AFTER = 60 * 60
SEEN_EVERY, HIDDEN_EVERY = 60, 5 * 60


@dataclass(frozen=True, slots=True)
class KioskRules:
    """Rules sent to one computer; durations are in seconds."""

    label: str
    point: str
    hours: tuple[str, ...]
    """Today's intervals; empty when closed, or when nobody recorded any."""
    closed_because: str | None
    warned_after: int = WARNED_AFTER
    ended_after: int = ENDED_AFTER
    yield_after: int = YIELD_AFTER
    """Time after which a reader is asked to make room for waiting people; nobody is logged out."""
    seen_every: int = SEEN_EVERY
    hidden_every: int = HIDDEN_EVERY
    line_probe: str = ""
    """Address an agent requests to test the Internet connection; the library itself when empty."""
    links: tuple[tuple[str, str], ...] = ()
    """Titles and addresses of the links of the point."""
    others_wait: bool = False
    lesson: tuple[int, int] | None = None
    """Id of the class in progress, and its end in milliseconds since 1970."""

    @property
    def revision(self) -> str:
        """Hash of the rules; it changes whenever a rule changes."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:12]


def rules_for(
    session: Session, device_id: int, point_id: int, at: datetime, *, line_probe: str = ""
) -> KioskRules:
    """Return the rules of a computer of a point at a moment."""
    day = at.astimezone(HANOI).date()
    lesson = kiosk_notices.lesson_at(session, device_id, point_id, at)
    code = session.get_one(AccessPoint, point_id).code
    today = inventory.hours_on(session, code, day)
    return KioskRules(
        label=session.get_one(Device, device_id).label,
        point=inventory.point_on(session, code, day).facts.name,
        hours=tuple(str(interval) for interval in today.intervals) if today else (),
        closed_because=today.exception if today else None,
        line_probe=line_probe,
        links=tuple(
            (link.title, link.address) for link in kiosk_notices.links_of(session, point_id)
        ),
        others_wait=kiosk_notices.is_wait_announced(session, point_id, at),
        lesson=None if lesson is None else (lesson.id, int(lesson.ends.timestamp() * 1000)),
    )
