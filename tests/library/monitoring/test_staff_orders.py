"""Staff order maintenance, which runs as a command in the background."""

import pytest

from library.database import reading, work
from library.errors import WrongStateError
from library.monitoring import staff_orders
from library.monitoring.models import OrderKind
from tests.makers import BY, make_environment


@pytest.fixture
def order(engine, settings, monkeypatch):
    """Return a function that places an order, done by commands in this installation."""
    for name, value in make_environment(settings.home).items():
        monkeypatch.setenv(name, value)

    def place(kind):
        with work(engine) as session:
            staff_orders.place(session, kind, BY)

    return place


def _latest(engine):
    with reading(engine) as session:
        return staff_orders.latest(session, 1)[0]


def test_an_ordered_check_is_done_and_its_result_kept(order, engine):
    order(OrderKind.CHECK_FILES)
    assert staff_orders.run_next(engine, staff_orders.OF_PIPELINE)
    order = _latest(engine)
    assert (order.passed, order.message) == (
        True,
        "Đã kiểm tra 0 tệp gốc: 0 nguyên vẹn, 0 hỏng. "
        "Đã kiểm tra 0 tệp của trang: 0 mất hoặc hỏng.",
    )
    assert not staff_orders.run_next(engine, staff_orders.OF_PIPELINE)


@pytest.mark.slow
def test_an_order_that_fails_says_why(order, engine):
    order(OrderKind.BACK_UP)
    staff_orders.run_next(engine, staff_orders.OF_PIPELINE)
    assert _latest(engine).passed is False
    assert "DIACHI_BACKUP_TO" in _latest(engine).message


def test_the_same_work_is_not_ordered_twice(order):
    order(OrderKind.BACK_UP)
    with pytest.raises(WrongStateError, match="đang chờ"):
        order(OrderKind.BACK_UP)
    order(OrderKind.CHECK_FILES)


def test_each_service_does_its_own_orders(order, engine):
    order(OrderKind.BACK_UP)
    assert not staff_orders.run_next(engine, staff_orders.OF_SITE)


def test_an_order_whose_service_died_is_closed_at_the_next_start(order, engine):
    order(OrderKind.BACK_UP)
    with work(engine) as session:
        row = staff_orders.latest(session, 1)[0]
        row.started = row.ordered
    staff_orders.close_interrupted(engine, staff_orders.OF_PIPELINE)
    assert "Bị ngắt" in _latest(engine).message
