"""Orders are done once: by two workers, after a kill at any step, cancelled, ordered again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from library import clock
from library.database import reading, work
from library.errors import WrongStateError
from library.jobs import work_orders
from library.jobs.models import WorkOrder
from library.jobs.work_orders import Lane, OrderFailedError, OrderKind, do_next, find_by_key
from library.staff.permissions import Permission
from tests.makers import BY

_LANE = Lane("thử", "site")


class _Killed(BaseException):
    """End of the process that does an order."""


@pytest.fixture
def house(settings, engine, monkeypatch):
    """Return a house with two kinds of work: one may begin again, one must not."""
    return House(settings, engine, monkeypatch)


class House:
    """Orders, the process that does them, and a clock."""

    def __init__(self, settings, engine, monkeypatch):
        self.settings, self.engine, self.monkeypatch = settings, engine, monkeypatch
        self.runs, self.stops, self.later = [], [], timedelta()
        self.inside = lambda _order, _report: None
        kinds = (("lặp", 3), ("một", 1))
        self.kinds = {
            name: OrderKind(name, name, Permission.HEALTH, _LANE, self.run, attempts)
            for name, attempts in kinds
        }
        monkeypatch.setattr(work_orders, "order_kinds", lambda: self.kinds)
        now = clock.now
        monkeypatch.setattr(clock, "now", lambda: now() + self.later)

    def run(self, _settings, _engine, order, report):
        self.runs.append(order.key)
        self.inside(order, report)
        return {"message": f"lần {len(self.runs)}"}

    def order(self, kind="lặp", key="a"):
        with work(self.engine) as session:
            work_orders.order_anew(session, kind, key, {}, BY)

    def do_next(self):
        return do_next(self.settings, self.engine, _LANE, stop=lambda: self.stops.append(1))

    def change(self, action, key="a"):
        with work(self.engine) as session:
            action(session, find_by_key(session, key), BY)

    def read(self, key="a") -> WorkOrder:
        with reading(self.engine) as session:
            return find_by_key(session, key)

    def is_killed(self, *_):
        raise _Killed


def test_two_workers_do_each_order_once(house):
    keys = [f"việc {number}" for number in range(12)]
    for key in keys:
        house.order(key=key)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: [house.do_next() for _ in keys], range(2)))
    assert sorted(house.runs) == sorted(keys)


def test_an_order_is_not_begun_while_another_process_does_it(house):
    house.order()
    house.inside = lambda *_: house.runs.append(house.do_next())
    house.do_next()
    assert house.runs == ["a", False]


@pytest.mark.parametrize("step", ["inside", "finish"])
@pytest.mark.parametrize("later", [timedelta(minutes=2), timedelta(days=-3)])
def test_a_killed_order_is_done_again_when_its_lease_is_over(house, step, later):
    """A clock that was set back holds up nothing."""
    house.order()
    place = house if step == "inside" else work_orders._OrderAtWork
    with house.monkeypatch.context() as kill:
        kill.setattr(place, step, house.is_killed)
        with pytest.raises(_Killed):
            house.do_next()
    assert not house.do_next()
    house.later = later
    assert house.do_next()
    assert (house.read().result["message"], house.read().attempts) == ("lần 2", 2)
    assert not house.do_next()


def test_a_restored_copy_does_not_begin_again_what_must_not_happen_twice(house):
    """Its database holds the order, under way, that made the copy."""
    house.order("một")
    house.inside = house.is_killed
    with pytest.raises(_Killed):
        house.do_next()
    house.later = timedelta(days=40)
    assert house.do_next()
    assert (house.runs, "Bị ngắt" in house.read().problem) == (["a"], True)


def test_cancelled_work_is_not_begun_and_can_be_ordered_again(house):
    house.order()
    house.change(work_orders.cancel)
    assert not house.do_next()
    assert house.read().problem == f"{BY} đã hủy."
    with pytest.raises(WrongStateError, match="đã xong"):
        house.change(work_orders.cancel)
    house.change(work_orders.repeat)
    with pytest.raises(WrongStateError, match="đang chờ"):
        house.change(work_orders.repeat)
    assert house.do_next()
    assert house.read().problem is None


@pytest.mark.parametrize("loss", ["cancel", "order_anew", "timeout"])
def test_work_that_is_cancelled_ordered_anew_or_too_slow_stops_without_a_result(house, loss):
    house.order()
    actions = {
        "cancel": lambda: house.change(work_orders.cancel),
        "order_anew": house.order,
        "timeout": lambda: setattr(house, "later", timedelta(days=3)),
    }

    def lose(_order, report):
        actions[loss]()
        report("đang dở")
        while not house.stops:
            pass

    house.monkeypatch.setattr(work_orders, "_RENEW_SECONDS", 0.01)
    house.inside = lose
    house.do_next()
    order = house.read()
    assert (order.result, order.progress, bool(house.stops)) == (None, "", True)
    house.inside = lambda *_: None
    assert house.do_next() is (loss == "order_anew")


def test_progress_is_stored_and_a_failure_says_why(house):
    def fail(_order, report):
        report("đang đếm")
        while house.read().progress != "đang đếm":
            pass
        raise OrderFailedError("đĩa đầy")

    house.monkeypatch.setattr(work_orders, "_RENEW_SECONDS", 0.01)
    house.order()
    house.inside = fail
    house.do_next()
    assert (house.read().problem, house.read().progress) == ("đĩa đầy", "")
