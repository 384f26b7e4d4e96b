"""Uses set apart are shown to those who may see the point; the programme decides on them."""

from datetime import date

import pytest
from sqlalchemy import select

from library import clock
from library.database import reading, work
from library.staff.models import AuditEntry
from points.access_points import inventory
from points.access_points.enrolment import announce
from points.access_points.managers import set_managers
from points.usage.models import UsageDue
from points.usage.rollups.models import ApartUse, ComputerDay, UseRuling
from tests.app.browser import Browser
from tests.makers import make_moment, make_staff

_PAGE = "/can-bo/so-lieu/luot-de-rieng"
_DAY = date(2026, 11, 28)


@pytest.fixture
def uses(engine):
    """Store three uses in the night of Saturday, 28 November, at one of two points."""
    with work(engine) as session:
        for name in ("Bắc Sơn", "Na Sầm"):
            announce(session, name, "Máy 3")
        for number in range(3):
            started = make_moment(f"2026-11-28 15:0{number}")
            columns = {"day": _DAY, "seconds": 60, "reason": "closed-day", "session": bytes(8)}
            session.add(ApartUse(device_id=1, point_id=1, started=started, **columns))
    return 3


def _send(officer, **fields):
    form = {**officer.visit(_PAGE).form(_PAGE), "ly-do": "Có lớp buổi tối", **fields}
    return officer.client.post(_PAGE, data=form)


def _rulings(engine):
    with reading(engine) as session:
        return [(row.accepted, row.uses) for row in session.scalars(select(UseRuling))]


def test_the_board_says_how_many_where_and_what_to_do(uses, staff):
    officer = staff("programme-officer")
    now = officer.visit("/can-bo/so-lieu").words
    assert "3 lượt để riêng ở Bắc Sơn" in now
    assert "hỏi điểm rồi chấp nhận hoặc loại" in now
    page = officer.visit(_PAGE).words
    assert "Máy 3 , ngày 28/11/2026: 3 lượt" in page or "Máy 3, ngày 28/11/2026: 3 lượt" in page
    assert "ngày đóng cửa · từ" in page


@pytest.mark.parametrize("chosen", [{"diem": "1"}, {"may": "1/2026-11-28"}])
@pytest.mark.parametrize(("act", "accepted"), [("chap-nhan", True), ("loai", False)])
def test_a_decision_is_audited_and_figures_are_due(engine, uses, staff, chosen, act, accepted):
    officer = staff("programme-officer")
    with _send(officer, viec=act, **chosen) as response:
        assert response.status_code == 303
    assert _rulings(engine) == [(accepted, 3)]
    with reading(engine) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action.like("uses.%"))).one()
        assert "Có lớp buổi tối" in entry.detail
        assert session.scalars(select(UsageDue.day)).all() == [_DAY]
    page = officer.visit(_PAGE)
    assert "Không có lượt nào chờ xét" in page.words
    officer.send(_PAGE, f"{_PAGE}/1/hoan-tac", {})
    assert "3 lượt" in officer.visit(_PAGE).words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"diem": "1", "ly-do": " "}, "Chưa ghi lý do"),
        ({}, "Chưa chọn lượt nào"),
        ({"may": "không phải"}, "Chưa chọn lượt nào"),
        ({"diem": "1", "den": "0"}, "Chưa chọn lượt nào"),
    ],
)
def test_a_decision_without_reason_or_choice_is_refused(engine, uses, staff, fields, words):
    with _send(staff("programme-officer"), viec="chap-nhan", **fields) as response:
        assert response.status_code == 400
        assert words in response.text
    assert _rulings(engine) == []


def test_the_librarian_of_the_point_sees_but_does_not_decide(app, engine, uses):
    with work(engine) as session:
        member = make_staff(session, "lan", "point-librarian")
        set_managers(session, 1, frozenset({member.id}))
    librarian = Browser(app).sign_in(member)
    page = librarian.visit(_PAGE)
    assert "3 lượt" in page.words
    assert "Cán bộ chương trình chấp nhận hoặc loại" in page.words
    token = librarian.visit(_PAGE).form("/can-bo/dang-xuat")["csrf_token"]
    with librarian.client.post(_PAGE, data={"csrf_token": token, "diem": "1"}) as response:
        assert response.status_code == 403
    assert _rulings(engine) == []


def test_the_librarian_of_another_point_sees_nothing(app, engine, uses):
    with work(engine) as session:
        member = make_staff(session, "mai", "point-librarian")
        set_managers(session, 2, frozenset({member.id}))
    assert "Máy 3" not in Browser(app).sign_in(member).visit(_PAGE).words


def test_hours_that_are_changed_are_applied_to_the_days_of_the_month(engine, uses, staff):
    today = clock.today()
    with work(engine) as session:
        columns = dict.fromkeys(ComputerDay.__table__.columns.keys(), 0)
        session.add(ComputerDay(**{**columns, "device_id": 1, "point_id": 1, "day": today}))
        code = inventory.points_on(session, today)[0].code
    fields = {"ngay": today.isoformat(), "gio": "7:00-22:00", "ly-do": "lớp buổi tối"}
    page = f"/can-bo/diem/{code}"
    staff("programme-officer").send(page, f"{page}/ngay-khac", fields)
    with reading(engine) as session:
        assert session.scalars(select(UsageDue.day)).all() == [today]
