"""The clocks of a room's computers, as the batches of a letter name them: witnesses of its time."""

from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.outbox.entry_times import RoomClocks
from kit.outbox.room_events import BATCH_KIND
from points.usage.events.timeline import EARLIEST_WALL_MS
from points.usage.models import DeviceBoot

_WATCH_MS = timedelta(hours=12) // timedelta(milliseconds=1)
"""A computer is asked twice a day: somebody may set its clock."""

_LATEST_MS = 1 << 53
_LAST_ID = 2**31 - 1
_MOST_COMPUTERS = 200
"""Witnesses of a run: no room has more, and each is asked about each entry."""


def clocks_in(lines: Iterable[object], dated_runs: Container[str]) -> RoomClocks:
    """Return the clocks that the entries of a letter name, except in runs that need none."""
    clocks: dict[str, dict[int, dict[int, tuple[int, int]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for line in lines:
        try:
            _number, kind, _at, run, uptime_ms, content = line
            if kind != BATCH_KIND or run in dated_runs:
                continue
            sighting = int(uptime_ms), int(content["batch"]["sent_wall"])
            computers, device = clocks[str(run)], int(content["device"])
        except (KeyError, TypeError, ValueError, OverflowError):
            continue  # it is refused when its turn comes
        is_known = device in computers or len(computers) < _MOST_COMPUTERS
        if is_known and 0 < device <= _LAST_ID and EARLIEST_WALL_MS <= sighting[1] < _LATEST_MS:
            watches = computers[device]
            watch = sighting[0] // _WATCH_MS
            watches[watch] = max(watches.get(watch, sighting), sighting, key=_began)
    return {
        run: {device: sorted(watches.values()) for device, watches in computers.items()}
        for run, computers in clocks.items()
    }


def _began(sighting: tuple[int, int]) -> int:
    """Return the begin of the station's run by a computer; a batch that was delayed says less."""
    uptime_ms, wall_ms = sighting
    return wall_ms - uptime_ms


def last_skews(session: Session, clocks: RoomClocks) -> dict[int, int]:
    """Return by how much the clocks of computers were behind when that was known last."""
    devices = {device for computers in clocks.values() for device in computers}
    shown = DeviceBoot.origin - DeviceBoot.skew
    latest = (
        select(func.max(DeviceBoot.id))
        .where(DeviceBoot.device_id.in_(devices), shown >= EARLIEST_WALL_MS)
        .group_by(DeviceBoot.device_id)
    )
    rows = select(DeviceBoot.device_id, DeviceBoot.skew).where(DeviceBoot.id.in_(latest))
    return dict(session.execute(rows).all())
