"""A province whose power fails while letters arrive: nothing is lost, nothing counted twice."""

import os
import random
import signal

import pytest
from sqlalchemy import event, func, select

from kit.models import OutboxEntry
from library.database import reading, work
from points.usage.events.timeline import moment
from points.usage.models import DeviceEvent
from tests.kit.outbox.figures import DELIVERY, read_figures
from tests.kit.outbox.world import BEGIN, store
from tests.points.usage.room import Misfortunes, simulate

_KILLS, _DAYS = 30, 6
_BAD = Misfortunes(power_cut=0.3, sent_twice=0.5, out_of_order=0.5)
_STATEMENTS_OF_AN_ENTRY = 8


def _is_killed(world, letter, statement):
    """Receive a letter in a process that is killed before its n-th statement; True if it was."""
    _, engine = world.province
    engine.dispose()
    child = os.fork()
    if child == 0:
        counts = iter(range(1, 1 << 30))

        def count(*_arguments):
            if next(counts) == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(engine, "before_cursor_execute", count)
        event.listen(engine, "commit", count)
        world.receive(letter)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _event_count(engine):
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(DeviceEvent))


@pytest.mark.slow
def test_letters_received_under_thirty_kills_give_the_figures_of_a_line(world, online):
    dice = random.Random(40)
    room = simulate(3, devices=2, days=_DAYS, first=BEGIN, bad=_BAD)
    kills, taken = 0, []
    for number, parcel in enumerate(room.parcels):
        world.clocks.now = moment(parcel.arrives)
        world.deliver(parcel.device, parcel.batch, DELIVERY)
        with work(online) as session:
            store(session, parcel.device, parcel.batch, world.clocks.now, DELIVERY)
        while kills < _KILLS * (number + 1) // len(room.parcels):
            letter = world.letter(world.taken())
            last = _last_number(world)
            statement = dice.randint(1, _STATEMENTS_OF_AN_ENTRY * max(last - world.taken(), 1))
            is_killed = letter is not None and _is_killed(world, letter, statement)
            kills += is_killed
            taken.append(world.taken())
            if not is_killed:
                break  # nothing more waits; the next batch may be cut
    while (letter := world.letter(world.taken())) is not None:
        world.receive(letter)
    assert kills >= _KILLS // 2
    assert taken == sorted(taken)
    assert len(set(taken)) > 1
    world.at_province()
    assert _event_count(world.province[1]) == _event_count(online)
    assert read_figures(world.province[1]) == read_figures(online)


def _last_number(world):
    with reading(world.station[1]) as session:
        return session.scalar(select(func.max(OutboxEntry.number)))
