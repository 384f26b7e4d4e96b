"""Money, duties, digital goals and new points have their pages."""

import pytest

from app import create_app
from library.database import work
from tests.library.programme.reckoning import Reckoning
from tests.makers import make_item, make_settings

_ROOM = "/can-bo/chuong-trinh"
_OPEN = f"{_ROOM}/mo-diem"
_NEW = {
    "ma": "mau-son",
    "ten": "Thư viện xã Mẫu Sơn",
    "noi": "Xã Mẫu Sơn",
    "tu-ngay": "2026-01-05",
    "so-may": "3",
    "nguon": "ngân sách xã",
}


def test_money_stands_by_line_source_year_and_point_beside_the_plan(onlooker):
    words = onlooker.visit(f"{_ROOM}/kinh-phi?ky=2025").words
    for said in ("1.019.500.000", "ngân sách tỉnh", "III.1 Hạ tầng", "Lộc Bình", "cho một lượt"):
        assert said in words
    whole = onlooker.visit(f"{_ROOM}/kinh-phi?ky=2022-01..2025-12").words
    assert "4.078.000.000" in whole


def test_who_reports_what_to_whom_by_when_stands_on_the_desk(onlooker):
    words = onlooker.visit(_ROOM).words
    assert "báo cáo năm (năm 2025) cho Ủy ban nhân dân tỉnh" in words
    assert "quá hạn" in words


def test_digital_goals_are_reached_straight_from_the_catalogue(onlooker):
    assert "đã công bố 2 trên 200 tài liệu" in onlooker.visit(f"{_ROOM}/so/so-hoa").words


def test_a_point_is_opened_with_one_form(officer, browser):
    page = officer.send(_OPEN, _OPEN, _NEW)
    assert len(page.says("code")) == 3
    assert "mau-son-03" in page.words
    assert "07:30-11:30" in browser.visit("/diem-truy-nhap/mau-son").words


def test_what_is_wrong_opens_nothing_at_all(officer):
    for wrong in ({"so-may": "999"}, {"ma": "Mẫu Sơn"}, {"gio-ngay": "sáng"}):
        officer.send(_OPEN, _OPEN, {**_NEW, **wrong}, status=400)
    officer.visit("/diem-truy-nhap/mau-son", status=404)
    officer.send(_OPEN, _OPEN, {**_NEW, "ma": "loc-binh"}, status=409)


def test_a_candidate_becomes_a_point(officer):
    candidates = f"{_ROOM}/so/nhan-rong"
    told = {"ngay": "2025-08-01", "name": "Điểm Mẫu Sơn", "place": "Xã Mẫu Sơn", "step": "khảo sát"}
    officer.send(candidates, candidates, told)
    assert officer.visit(f"{candidates}/1").leads_to(f"{_OPEN}?so=1")
    form = officer.visit(f"{_OPEN}?so=1").form(_OPEN)
    assert (form["ten"], form["noi"]) == ("Điểm Mẫu Sơn", "Xã Mẫu Sơn")
    with officer.client.post(_OPEN, data={**form, "ma": "mau-son", "so-may": "0"}) as response:
        assert response.status_code == 200
    assert "đã mở" in officer.visit(f"{candidates}/1").words


@pytest.mark.parametrize("address", ["kinh-phi", "so/so-hoa", "mo-diem", ""])
def test_pages_stand_where_nothing_happened_yet(officer, address):
    officer.visit(f"{_ROOM}/{address}")


def test_what_is_due_is_a_list_with_ages_and_a_calendar(onlooker):
    page = onlooker.visit(f"{_ROOM}/viec")
    assert "quá hạn" in page.words
    assert "Chưa đặt máy chủ thư" in page.words
    with onlooker.client.get(f"{_ROOM}/viec.ics") as response:
        assert response.content_type.startswith("text/calendar")
        assert response.data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_calendar_program_subscribes_with_the_key_and_with_nothing_else(settings, browser):
    with browser.client.get("/lich/khoa/chuong-trinh.ics") as response:
        assert response.status_code == 404
    made = create_app(make_settings(settings.home, calendar_key="khóa-bí-mật"))
    client = made.test_client()
    statuses = []
    for key in ("khóa-bí-mật", "khóa"):
        with client.get(f"/lich/{key}/chuong-trinh.ics") as response:
            statuses.append(response.status_code)
    made.extensions["services"].close()
    assert statuses == [200, 404]


def test_lines_power_incidents_and_repairs_stand_by_point(onlooker):
    words = onlooker.visit(f"{_ROOM}/ha-tang?ky=2025").words
    for said in ("Viettel Lạng Sơn", "220.000 đồng/tháng", "bảo dưỡng định kỳ: 1", "500.000"):
        assert said in words


def test_who_still_needs_which_course_stands_by_point_and_skill(onlooker):
    words = onlooker.visit(f"{_ROOM}/dao-tao?ky=2025").words
    assert "Truyền thông, vận động" in words
    assert "tại Phòng Đào tạo của Thư viện tỉnh" in words
    assert "21 người" in words


@pytest.mark.parametrize("name", ["ha-tang", "dao-tao"])
def test_both_go_out_as_a_sheet(onlooker, name):
    with onlooker.client.get(f"{_ROOM}/{name}.xlsx?ky=2025") as response:
        assert (response.status_code, response.data[:2]) == (200, b"PK")


def test_services_say_where_they_are_free_and_how_they_are_used(officer):
    told = {"diem": "loc-binh", "ngay": "2025-03-01"}
    for register, more in (
        ("dich-vu", {"name": "Tra cứu luật", "free": "1", "new": "1"}),
        ("dung-dich-vu", {"name": "tra cứu LUẬT", "uses": "12"}),
        ("mien-phi", {"what": "Không thu phí Internet", "basis": "12/QĐ-UBND"}),
    ):
        officer.send(f"{_ROOM}/so/{register}", f"{_ROOM}/so/{register}", {**told, **more})
    page = officer.visit(f"{_ROOM}/dich-vu?ky=2025")
    assert "Tra cứu luật11112" in "".join(page.says("tr"))
    assert "Không thu phí Internet" in page.words
    assert "Tra cứu luật110…" in "".join(officer.visit(f"{_ROOM}/dich-vu?ky=2026").says("tr"))


def test_pictures_of_an_event_are_items_the_house_holds(officer, engine):
    with work(engine) as session:
        item = make_item(session, "Ngày hội đọc sách")
    events = f"{_ROOM}/so/su-kien"
    told = {"diem": "loc-binh", "ngay": "2025-03-01", "name": "Ngày hội", "kind": "sự kiện"}
    told["audience"] = "mọi người"
    page = officer.send(events, events, {**told, "pictures": "xxxxx"}, status=400)
    assert "Kho không có tài liệu mã xxxxx" in page.words
    assert officer.send(events, events, {**told, "pictures": item.id}).leads_to(
        f"/can-bo/tai-lieu/{item.id}"
    )


def test_each_collection_says_how_it_was_read(onlooker, reckoned_reads):
    page = onlooker.visit(f"{_ROOM}/noi-dung?ky=2025")
    (row,) = [row for row in page.says("tr") if not row.startswith("Sưu tập")]
    assert row.endswith(reckoned_reads)


@pytest.fixture
def reckoned_reads(made_once):
    """Give the last two cells of the only collection, from the bare table."""
    reckoned = Reckoning(made_once, 2025, 2025)
    return "".join(f"{reckoned.read(inside=there):,}".replace(",", ".") for there in (True, False))


def test_outreach_says_whom_it_reached(onlooker, made_once):
    events = Reckoning(made_once, 2025, 2025).of_register("su-kien")
    for audience in {event["audience"] for event in events}:
        told = [event["attendances"] for event in events if event["audience"] == audience]
        row = f"{audience}{len(told)}{sum(told):,}".replace(",", ".")
        assert row in onlooker.visit(f"{_ROOM}/dich-vu?ky=2025").says("tr")


def test_what_the_programme_owes_stands_on_the_desk_with_its_age(onlooker):
    words = onlooker.visit("/can-bo").words
    assert "Việc của chương trình" in words
    assert "quá hạn" in words
