"""Late letters give the figures that the computers themselves would have given over a line."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from library.database import reading, work
from points.usage.events.intake import Delivery
from points.usage.events.timeline import moment
from points.usage.rollups import maintenance
from points.usage.rollups.models import ComputerDay, PointMonth
from tests.kit.outbox.world import BEGIN, furnish, store
from tests.makers import make_database, make_settings
from tests.points.usage.room import Misfortunes, simulate

_BAD = Misfortunes(
    power_cut=0.3, calendar_reset=0.3, sent_twice=0.5, out_of_order=0.5, line_down=range(3, 6)
)
_DAYS = 9


@pytest.fixture
def online(tmp_path):
    """A province to which the computers speak themselves."""
    engine = make_database(make_settings(tmp_path / "nối mạng"))
    furnish(engine, 2)
    yield engine
    engine.dispose()


def _figures(engine):
    maintenance.bring_up_to_date(engine, 13)
    with reading(engine) as session:
        return [
            tuple(getattr(row, column.name) for column in table.__table__.columns)
            for table in (ComputerDay, PointMonth)
            for row in session.scalars(select(table).order_by(*table.__table__.primary_key))
        ]


def test_a_bad_week_is_counted_as_if_there_were_a_line(world, online):
    room = simulate(5, devices=2, days=_DAYS, first=BEGIN, bad=_BAD)
    for parcel in room.parcels:
        world.clocks.now = moment(parcel.arrives)
        delivery = Delivery(by_agent=False, network="4abc")
        world.deliver(parcel.device, parcel.batch, delivery)
        with work(online) as session:
            store(session, parcel.device, parcel.batch, world.clocks.now, delivery)
    world.clocks.now += timedelta(days=90)
    while letter := world.letter(world.taken(), 2_000):
        receipt = world.receive(letter)
        assert not receipt.refused
    world.at_province()
    assert len(world.letters()) == 2
    assert _figures(world.province[1]) == _figures(online)
