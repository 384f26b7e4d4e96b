"""Staff keep points, hours, computers and assets in the browser: dated, with reasons, their own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.database import reading, work
from library.points import device_list, enrolment, equipment, inventory
from library.points.managers import entrust, kept_by
from library.points.models import Device
from library.points.plan_149 import enter_plan
from library.staff.models import AuditEntry
from library.staff.permissions import Role
from tests.app.browser import Browser
from tests.makers import BY, make_staff

_POINTS = "/can-bo/diem"
_BAC_SON = f"{_POINTS}/bac-son"


@pytest.fixture
def plan(engine):
    """Enter the points of the plan."""
    with work(engine) as session:
        enter_plan(session, BY)


@pytest.fixture
def officer(staff, plan):
    """Give the browser of a programme officer."""
    return staff(Role.PROGRAMME_OFFICER)


@pytest.fixture
def librarian(app, engine, plan):
    """Give the browser of someone who keeps Bắc Sơn."""
    with work(engine) as session:
        member = make_staff(session, "lan", Role.POINT_LIBRARIAN)
        point = inventory.on(session, "bac-son", clock.today())
        entrust(session, point.id, frozenset({member.id}))
    return Browser(app).sign_in(member)


@pytest.fixture
def find(engine):
    """Give a function that asks the books."""

    def found(ask):
        with reading(engine) as session:
            return ask(session)

    return found


def _today():
    return clock.today()


def test_all_points_are_listed(officer):
    assert len(officer.visit(_POINTS).all("tr")) == 22


def test_a_point_is_entered_with_its_place(officer, find):
    told = {
        "ma": "xa-na-duong",
        "ten": "Thư viện xã Na Dương",
        "noi": "Xã Na Dương",
        "vi-do": "21,7",
    }
    page = officer.send(f"{_POINTS}/them", f"{_POINTS}/them", told)
    assert page.heading == "Thư viện xã Na Dương"
    point = find(lambda session: inventory.on(session, "xa-na-duong", _today()))
    assert (point.facts.place, point.facts.latitude) == ("Xã Na Dương", 21.7)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param({"ma": "Xã 1", "ten": "x"}, "không dùng làm mã", id="code"),
        pytest.param({"ma": "bac-son", "ten": "x"}, "Đã có điểm", id="code taken"),
        pytest.param({"ma": "xa-1", "ten": " "}, "Chưa ghi tên", id="no name"),
        pytest.param({"ma": "xa-1", "ten": "x", "vi-do": "north"}, "vĩ độ", id="no degrees"),
        pytest.param({"ma": "xa-1", "ten": "x", "tu-ngay": "mai"}, "không phải một ngày", id="day"),
    ],
)
def test_what_is_told_badly_is_refused_in_words_and_kept_in_the_form(officer, told, said):
    page = officer.send(f"{_POINTS}/them", f"{_POINTS}/them", told, status=page_status(said))
    assert said in page.words
    assert page.form(f"{_POINTS}/them")["ma"] == told["ma"]


def page_status(said):
    """Return the status with which a refusal is answered."""
    return 409 if said == "Đã có điểm" else 400


def test_a_change_is_dated_and_what_was_before_stays(officer, find):
    since = _today() - timedelta(days=3)
    told = {"ten": "Thư viện Bắc Sơn", "noi": "Xã Bắc Sơn", "tu-ngay": since, "ly-do": "sắp xếp"}
    page = officer.send(_BAC_SON, f"{_BAC_SON}/doi", told)
    assert page.heading == "Thư viện Bắc Sơn"
    before = find(lambda s: inventory.on(s, "bac-son", since - timedelta(days=1)))
    assert before.facts.name == "Thư viện huyện Bắc Sơn"


def test_a_change_without_a_reason_is_refused(officer, find):
    assert "lý do" in officer.send(_BAC_SON, f"{_BAC_SON}/doi", {"ly-do": ""}, status=400).words


def test_a_point_is_retired_for_a_reason(officer):
    told = {"phuc-vu": "khong", "ly-do": "sáp nhập hai điểm"}
    page = officer.send(_BAC_SON, f"{_BAC_SON}/doi", told)
    assert "ngừng phục vụ" in page.words
    assert "sáp nhập hai điểm" in page.words


def test_several_intervals_a_day_are_kept(librarian, find):
    librarian.send(_BAC_SON, f"{_BAC_SON}/gio", {"thu-0": "7h30-11h30, 13:30–17:00"})
    week = find(lambda session: inventory.week_on(session, "bac-son", _today()))
    assert week[0] == "07:30-11:30 13:30-17:00"


def test_hours_that_are_none_are_refused_and_kept_in_the_form(librarian):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/gio", {"thu-2": "sáng"}, status=400)
    assert "không phải giờ mở cửa" in page.words
    assert page.form(f"{_BAC_SON}/gio")["thu-2"] == "sáng"


def test_a_day_otherwise_needs_its_reason(librarian, find):
    day = _today() + timedelta(days=1)
    told = {"ngay": day.isoformat(), "gio": "", "ly-do": "mất điện"}
    assert "mất điện" in librarian.send(_BAC_SON, f"{_BAC_SON}/ngay-khac", told).words
    assert find(lambda s: inventory.hours_on(s, "bac-son", day)).intervals == ()
    without = {**told, "ly-do": " "}
    librarian.send(_BAC_SON, f"{_BAC_SON}/ngay-khac", without, status=400)


def _codes(page):
    return page.says("code")


def test_codes_are_shown_once_and_open_an_enrolment(librarian, engine):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/may", {"ten": "Máy", "may": "3"})
    assert page.says("th", scope="row") == ["Máy 1", "Máy 2", "Máy 3"]
    with work(engine) as session:
        assert enrolment.enrol(session, _codes(page)[0]) is not None
    assert "chỉ hiện một lần" in librarian.visit("/can-bo/ma-dang-ky").words


@pytest.mark.parametrize("many", ["0", "41", "-1"])
def test_nobody_enrols_so_many_at_once(librarian, many):
    librarian.send(_BAC_SON, f"{_BAC_SON}/may", {"ten": "Máy", "may": many}, status=400)


@pytest.fixture
def machine(engine, plan):
    """Enrol a computer of Bắc Sơn, and return its number and its token."""
    with work(engine) as session:
        code = enrolment.announce(session, "bac-son", "Máy 1")
        return session.scalar(select(Device.id)), enrolment.enrol(session, code)


def test_a_revoked_computer_is_let_in_no_more_and_a_new_code_lets_it_in(librarian, machine, find):
    number, token = machine
    told = {"may": number, "ly-do": "máy mất"}
    librarian.send(_BAC_SON, f"{_BAC_SON}/thu-hoi", told)
    assert find(lambda session: enrolment.device_of(session, token)) is None
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/cap-ma", {"may": number})
    assert len(_codes(page)) == 1
    trail = find(lambda session: list(session.scalars(select(AuditEntry.action))))
    assert {"device.revoke", "device.renew"} <= set(trail)


def test_a_computer_is_moved_by_who_sees_both_points(officer, machine, find):
    number, _ = machine
    told = {"may": number, "diem": "loc-binh"}
    page = officer.send(_BAC_SON, f"{_BAC_SON}/chuyen-may", told)
    assert "từ nay ở Thư viện huyện Lộc Bình" in page.words
    (computer,) = find(lambda session: device_list.computers(session, clock.now()))
    assert computer.point == "Thư viện huyện Lộc Bình"


def test_an_asset_is_entered_moved_and_its_state_dated(officer, find):
    told = {"so": "TS-01", "loai": "Máy tính để bàn", "nguon": "BMGF-VN", "ngay-nhan": "2013-06-01"}
    page = officer.send(_BAC_SON, f"{_BAC_SON}/tai-san", {**told, "so-nam": "5"})
    assert "đã hết thời gian sử dụng" in page.words
    moved = {"so": "TS-01", "trang-thai": "broken", "diem": "loc-binh", "ly-do": "sét đánh"}
    officer.send(_BAC_SON, f"{_BAC_SON}/tai-san/doi", moved)
    record = find(lambda session: equipment.on(session, "TS-01", _today()))
    assert (record.state, record.reason) == ("broken", "sét đánh")


def test_a_librarian_neither_sees_nor_changes_another_point(librarian, engine, plan):
    assert "Lộc Bình" not in librarian.visit(_POINTS).words
    librarian.visit(f"{_POINTS}/loc-binh", status=403)
    with work(engine) as session:
        enrolment.announce(session, "loc-binh", "Máy 1")
    librarian.app.config["WTF_CSRF_ENABLED"] = False
    told = {"ten": "x", "may": "1", "ly-do": "x"}
    for there in ("loc-binh/gio", "loc-binh/may", "loc-binh/thu-hoi", "bac-son/thu-hoi"):
        assert librarian.client.post(f"{_POINTS}/{there}", data=told).status_code == 403, there
    assert librarian.client.post(f"{_BAC_SON}/cap-ma", data=told).status_code == 403


def test_a_librarian_moves_no_asset_away_to_another_point(librarian):
    told = {"so": "TS-02", "loai": "Máy in"}
    librarian.send(_BAC_SON, f"{_BAC_SON}/tai-san", told)
    away = {"so": "TS-02", "diem": "loc-binh", "ly-do": "x", "trang-thai": "in-use"}
    librarian.send(_BAC_SON, f"{_BAC_SON}/tai-san/doi", away, status=403)


def test_a_point_is_entrusted_by_the_province(officer, engine, find):
    with work(engine) as session:
        member = make_staff(session, "hoa", Role.POINT_LIBRARIAN)
    page = officer.send(_BAC_SON, f"{_BAC_SON}/giao", {"nguoi": str(member.id)})
    assert "Điểm nay giao cho: hoa." in page.words
    assert len(find(lambda session: kept_by(session, member.id))) == 1


def test_a_point_nobody_knows_is_not_found(officer):
    officer.visit(f"{_POINTS}/khong-co", status=404)


def test_the_point_with_most_computers_is_still_a_light_page(officer, engine):
    with work(engine) as session:
        for number in range(40):
            enrolment.announce(session, "thu-vien-tinh", f"Máy {number + 1}")
    assert len(officer.visit(f"{_POINTS}/thu-vien-tinh").html.encode()) < 60_000
