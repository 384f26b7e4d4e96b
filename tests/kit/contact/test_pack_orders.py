"""Orders of packs: what somebody may wait for goes first, in a process of its own."""

from datetime import timedelta

from kit.contact import pack_orders
from kit.models import PackOrder, Station
from library import clock
from library.database import reading, work
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from tests.makers import BY

_MADE = {"digest": "d", "parts": []}


def _order(engine, station, way, minutes, held_edition=None, pack=None):
    with work(engine) as session:
        facts = PointFacts(station, PointLevel.COMMUNE)
        if session.get(Station, station) is None:
            point = inventory.enter(session, station, facts, since=clock.today(), by=BY)
            settings = {"size_limit_mb": 1, "images": "none", "collections": [], "line_hours": ""}
            statement = {"held_number": 0, "taken": 0, "reported": {}}
            row = {"id": station, "point_id": point, "created": clock.now(), "created_by": BY}
            session.add(Station(**row, **settings, **statement))
            session.flush()
        session.add(
            PackOrder(
                station_id=station,
                way=way,
                held_number=0,
                held_edition=held_edition,
                ordered=clock.now() + timedelta(minutes=minutes),
                ordered_by=BY,
                progress="",
                pack=pack,
            )
        )


def _next(engine, *, is_urgent):
    with reading(engine) as session:
        order = pack_orders.next_order(session, is_urgent=is_urgent)
        return order and (order.station_id, order.way)


def _finish(engine, *key):
    with work(engine) as session:
        session.get_one(PackOrder, key).finished = clock.now()


def test_looks_at_rights_and_first_contacts_go_before_longer_waiting_orders(engine):
    _order(engine, "xa-1", "line", 0, held_edition="a")
    _order(engine, "xa-2", "stick", 1)
    _order(engine, "xa-3", "line", 2)
    _order(engine, "xa-4", "line", 3, held_edition="a", pack=_MADE)
    urgent_orders = []
    for _ in range(2):
        urgent_orders.append(_next(engine, is_urgent=True))
        _finish(engine, *urgent_orders[-1])
    assert urgent_orders == [("xa-4", "line"), ("xa-3", "line")]
    assert _next(engine, is_urgent=True) is None
    assert _next(engine, is_urgent=False) == ("xa-1", "line")
