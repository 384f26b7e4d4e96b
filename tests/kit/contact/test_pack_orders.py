"""Orders of packs: what somebody may wait for goes first, in a process of its own."""

from datetime import timedelta

import pytest

from kit.contact import pack_maker, pack_orders
from kit.contact.pack_orders import Lacks, ReadyPack, packs_folder
from kit.models import Station
from library import clock
from library.database import work
from library.jobs.models import WorkOrder
from library.jobs.work_orders import do_next
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from tests.makers import BY

_PACK = ReadyPack("d", 1, "text", 1, 0, 1, ())


@pytest.fixture
def station(engine):
    """Return a function that enters a station which holds an edition or nothing."""

    def enter(session, name, held_edition=None):
        facts = PointFacts(name, PointLevel.COMMUNE)
        point = inventory.enter(session, name, facts, since=clock.today(), by=BY)
        settings = {"size_limit_mb": 1, "images": "none", "collections": [], "line_hours": ""}
        statement = {"held_number": 0, "taken": 0, "reported": {}, "held_edition": held_edition}
        row = {"id": name, "point_id": point, "created": clock.now(), "created_by": BY}
        session.add(Station(**row, **settings, **statement))
        session.flush()
        return session.get_one(Station, name)

    return enter


def test_looks_at_rights_and_first_contacts_go_before_longer_waiting_orders(
    station, engine, settings, monkeypatch
):
    monkeypatch.setattr(pack_orders, "_is_lost", lambda *_: False)
    with work(engine) as session:
        looked_at = station(session, "xa-4", "a")
        pack_orders.for_line(session, settings, looked_at)
        order = pack_orders.order_of(session, "xa-4", "line")
        order.finished = clock.now() - timedelta(hours=2)
        order.result = pack_orders.result_of(_PACK, Lacks(0, 0, 0, 0))
        pack_orders.for_line(session, settings, station(session, "xa-1", "a"))
        pack_orders.for_stick(session, station(session, "xa-2"), is_full=True, by=BY)
        pack_orders.for_line(session, settings, station(session, "xa-3"))
        pack_orders.for_line(session, settings, looked_at)
    keys = []
    for lane in dict.fromkeys(kind.lane for kind in pack_maker.ORDER_KINDS):
        while do_next(settings, engine, lane, lambda *to: keys.append(to[2].key) or {}):
            pass
    urgent, slow = ["pack xa-4 line", "pack xa-3 line"], ["pack xa-1 line", "pack xa-2 stick"]
    assert keys == urgent + slow


def test_a_pack_that_nothing_names_goes_unless_another_one_is_being_made(station, engine, settings):
    with work(engine) as session:
        own, other = (station(session, name) for name in ("xa-1", "xa-2"))
        for each in (own, other):
            pack_orders.for_line(session, settings, each)
        pack_orders.order_of(session, "xa-2", "line").lease = "another process"
    folder = packs_folder(settings, "xa-2")
    (folder / "making-pack").mkdir(parents=True)
    (folder / f"{'a' * 64}.half").touch()
    (packs_folder(settings, "xa-1") / _PACK.digest).mkdir(parents=True)
    for is_busy in (True, False):
        with work(engine) as session:
            order = pack_orders.order_of(session, "xa-1", "line")
            pack_orders.remove_unused(session, settings, order, _PACK)
            session.get_one(WorkOrder, order.id + 1).lease = None
        assert len(list(folder.iterdir())) == (2 if is_busy else 0)
    assert (packs_folder(settings, "xa-1") / _PACK.digest).is_dir()
