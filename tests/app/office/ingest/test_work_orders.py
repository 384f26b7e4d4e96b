"""Page of the work of the machine: who ordered what, its progress and outcome; cancel, again."""

import pytest

from library import clock
from library.database import reading, work
from library.jobs.work_orders import find_by_key, order_anew, reopen
from library.staff.models import AuditEntry
from tests.makers import BY

_PAGE = "/can-bo/viec-cua-may"


@pytest.fixture
def order(engine):
    """Order a pack of a station; return the id of the order."""
    with work(engine) as session:
        payload = {"station": "a1", "way": "line", "held": [0, None]}
        return order_anew(session, "pack", "pack a1 line", payload, BY, "Xã <Bắc> Sơn").id


def _change(engine, **values):
    with work(engine) as session:
        row = find_by_key(session, "pack a1 line")
        reopen(row, BY)
        for name, value in values.items():
            setattr(row, name, value)


def test_work_is_shown_with_its_progress_result_or_problem(office, engine, order):
    assert "Làm gói cho trạm: Xã <Bắc> Sơn" in office.visit(_PAGE).words
    assert "đang chờ" in office.visit(_PAGE).words
    moments = {"started": clock.now(), "lease": "x"}
    _change(engine, **moments, progress="Đang chép tệp 5", attempts=2)
    page = office.visit(_PAGE)
    assert all(text in page.words for text in ("đang làm", "Đang chép tệp 5", "lần thứ 2"))
    _change(engine, finished=clock.now(), result={"message": "Gói số 4"})
    assert "Gói số 4" in office.visit(_PAGE).words
    _change(engine, finished=clock.now(), problem="Đĩa đầy")
    assert "Đĩa đầy" in office.visit(_PAGE).words


def test_work_is_cancelled_and_ordered_again_by_name(office, engine, order):
    assert "administrator đã hủy" in office.send(_PAGE, f"{_PAGE}/{order}/huy", {}).words
    assert "đang chờ" in office.send(_PAGE, f"{_PAGE}/{order}/lai", {}).words
    with reading(engine) as session:
        actions = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions[-2:] == ["order.cancel", "order.repeat"]


def test_each_sees_and_changes_only_work_that_is_theirs_to_order(staff, engine, order):
    officer, cataloguer = staff("programme-officer"), staff("cataloguer")
    assert "Bắc" in officer.visit(_PAGE).words
    assert "Chưa có việc nào" in cataloguer.visit(_PAGE).words
    form = cataloguer.visit("/can-bo/tai-khoan").form("/can-bo/tai-khoan/mat-khau")
    assert cataloguer.client.post(f"{_PAGE}/{order}/huy", data=form).status_code == 404
    with reading(engine) as session:
        assert find_by_key(session, "pack a1 line").finished is None
