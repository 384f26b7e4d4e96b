"""Events of public computers, as these send them."""

from datetime import datetime, timedelta
from uuid import UUID

from points.usage.events import intake
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds


def make_event(wall, number=1, kind="hb", mono=1000, **fields):
    """Return an event at a time of the computer's clock, in milliseconds."""
    event_id = str(UUID(int=wall << 80 | 7 << 76 | 2 << 62 | number))
    times = {"t_wall": wall, "t_mono": mono}
    return {"event_id": event_id, "seq": number, "type": kind, **times, **fields}


def send_run(session, boot: UUID, begins: datetime, events, at: datetime, delivery):
    """Send a run of the first computer: times since its beginning, kinds and fields of events."""
    minute, wall = timedelta(minutes=1), milliseconds(begins)
    rows = [
        make_event(wall, number, kind, after // timedelta(milliseconds=1), **more)
        | {"t_wall": milliseconds(begins + after)}
        for number, (after, kind, more) in enumerate(events)
    ]
    for first in range(0, len(rows), 200):
        times = {"sent_wall": milliseconds(at), "sent_mono": (at - begins) // minute * 60_000}
        batch = {"boot_id": str(boot), **times, "events": rows[first : first + 200]}
        intake.receive(session, 1, read_batch(batch), at, delivery)
    return rows
