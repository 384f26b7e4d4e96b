"""Staff order maintenance, which runs as a command in the background."""

import pytest

from library.database import reading, work
from library.errors import WrongStateError
from library.jobs.work_orders import do_next, find_by_key, order_kinds, place
from tests.makers import BY, make_environment


@pytest.fixture
def order(engine, settings, monkeypatch):
    """Return a function that places an order, done by commands in this installation."""
    for name, value in make_environment(settings.home).items():
        monkeypatch.setenv(name, value)

    def place_order(kind):
        with work(engine) as session:
            place(session, order_kinds()[kind], BY)

    return place_order


@pytest.fixture
def do_order(engine, settings, order):
    """Return a function that orders maintenance, does it, and returns its order."""

    def do(kind):
        order(kind)
        assert do_next(settings, engine, order_kinds()[kind].lane)
        assert not do_next(settings, engine, order_kinds()[kind].lane)
        with reading(engine) as session:
            return find_by_key(session, kind)

    return do


@pytest.mark.slow
def test_an_ordered_check_is_done_and_its_result_kept(do_order):
    assert do_order("check-files").result["message"] == (
        "Đã kiểm tra 0 tệp gốc: 0 nguyên vẹn, 0 hỏng. Đã kiểm tra 0 tệp của trang: 0 mất hoặc hỏng."
    )


@pytest.mark.slow
def test_an_order_that_fails_says_why(do_order):
    assert "DIACHI_BACKUP_TO" in do_order("back-up").problem


def test_the_same_work_is_not_ordered_twice(order):
    order("back-up")
    with pytest.raises(WrongStateError, match="đang chờ"):
        order("back-up")
    order("check-files")


def test_each_service_does_its_own_orders(order, engine, settings):
    order("back-up")
    assert not do_next(settings, engine, order_kinds()["test-alert"].lane)
