"""A batch that is written as data is read again as the same batch."""

from uuid import UUID

import pytest

from points.usage.events.protocol import KINDS, read_batch, write_batch

_MORE = {
    "session.end": [{"reason": "idle"}],
    "hb": [{}, {"line": "down"}, {"line": "unknown", "sees_input": True}, {"sees_input": True}],
    "session.activity": [{"n": 40}],
    "fault.report": [{"n": 3}],
}


def _event(number, kind, **more):
    event = UUID(int=1_780_000_000_000 << 80 | 7 << 76 | 2 << 62 | number)
    session = UUID(int=5 << 64 | number)
    times = {"seq": number, "t_wall": 1_780_000_000_000, "t_mono": number}
    return {"event_id": str(event), "session_id": str(session), "type": kind, **times, **more}


@pytest.mark.parametrize("kind", KINDS)
def test_a_written_batch_is_read_as_the_same(kind):
    events = [_event(n, kind, **more) for n, more in enumerate(_MORE.get(kind, [{}]))]
    events.append(_event(9, kind, boot_id=str(UUID(int=4)), **_MORE.get(kind, [{}])[0]))
    sent = {"sent_wall": 1_780_000_000_000, "sent_mono": 10, "dropped": 2, "waiting": 3}
    batch = read_batch({"boot_id": str(UUID(int=3)), **sent, "version": "2.1", "events": events})
    assert None not in [event for _, event in batch.events]
    assert read_batch(write_batch(batch)) == batch


def test_the_half_of_a_session_that_is_not_stored_is_not_written():
    sent = {"boot_id": str(UUID(int=3)), "sent_wall": 1, "sent_mono": 10}
    batch = read_batch({**sent, "events": [_event(7, "session.start")]})
    assert UUID(write_batch(batch)["events"][0]["session_id"]).int == 7
