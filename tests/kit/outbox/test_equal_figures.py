"""Late letters give the figures that the computers themselves would have given over a line."""

from datetime import timedelta

import pytest

from library.database import work
from points.usage.events.timeline import moment
from tests.kit.outbox.figures import DELIVERY, read_figures
from tests.kit.outbox.world import BEGIN, store
from tests.points.usage.room import Misfortunes, simulate

_BAD = Misfortunes(
    power_cut=0.3, calendar_reset=0.3, sent_twice=0.5, out_of_order=0.5, line_down=range(3, 6)
)
_DAYS = 9


@pytest.mark.slow
def test_a_bad_week_is_counted_as_if_there_were_a_line(world, online):
    room = simulate(5, devices=2, days=_DAYS, first=BEGIN, bad=_BAD)
    for parcel in room.parcels:
        world.clocks.now = moment(parcel.arrives)
        world.deliver(parcel.device, parcel.batch, DELIVERY)
        with work(online) as session:
            store(session, parcel.device, parcel.batch, world.clocks.now, DELIVERY)
    world.clocks.now += timedelta(days=90)
    while letter := world.letter(world.taken(), 2_000):
        receipt = world.receive(letter)
        assert not receipt.refused
    world.at_province()
    assert len(world.letters()) == 2
    assert read_figures(world.province[1]) == read_figures(online)
