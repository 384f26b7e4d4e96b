"""Programme pages: budget, duties, digital goals, new points and overviews."""

import re
from datetime import date, timedelta

import pytest

from app import create_app
from library import clock
from library.database import work
from points.programme.registers import entries
from points.programme.registers.schema import register_of
from tests.makers import make_item, make_settings
from tests.points.programme.reckoning import IndependentFigures

_PROGRAMME = "/can-bo/chuong-trinh"
_OPEN = f"{_PROGRAMME}/mo-diem"
_NEW = {
    "ma": "mau-son",
    "ten": "Thư viện xã Mẫu Sơn",
    "noi": "Xã Mẫu Sơn",
    "tu-ngay": "2026-01-05",
    "so-may": "3",
    "nguon": "ngân sách xã",
}


def test_the_budget_is_shown_by_line_source_year_and_point(demo_browser):
    words = demo_browser.visit(f"{_PROGRAMME}/kinh-phi?ky=2025").words
    for text in ("1.019.500.000", "ngân sách tỉnh", "III.1 Hạ tầng", "Lộc Bình", "cho một lượt"):
        assert text in words
    all_years = demo_browser.visit(f"{_PROGRAMME}/kinh-phi?ky=2022-01..2025-12").words
    assert "4.078.000.000" in all_years


def test_the_home_page_shows_reporting_duties(demo_browser):
    words = demo_browser.visit(_PROGRAMME).words
    assert "gửi Ủy ban nhân dân tỉnh báo cáo năm 2025" in words
    assert "quá hạn" in words


@pytest.mark.parametrize(
    ("role", "is_shown"), [("point-librarian", False), ("culture-officer", True)]
)
def test_the_home_page_counts_entries_of_registers_that_one_may_see(
    browser, engine, make_manager, role, is_shown
):
    day = clock.today().replace(day=1) - timedelta(days=1)
    with work(engine) as session:
        book, details = register_of("xac-nhan"), {"remark": "đúng"}
        entries.enter(session, book, point="loc-binh", day=day, details=details, by="X")
    page = browser.sign_in(make_manager(role)).visit(_PROGRAMME)
    assert ("Ghi mới trong sổ" in page.words) is is_shown


def test_digital_goals_are_computed_from_the_catalogue(demo_browser):
    assert "đã công bố 2 trên 200 tài liệu" in demo_browser.visit(f"{_PROGRAMME}/so/so-hoa").words


def test_a_point_is_opened_with_one_form(officer, browser):
    page = officer.send(_OPEN, _OPEN, _NEW)
    assert len(page.says("code")) == 3
    assert "mau-son-03" in page.words
    assert "07:30-11:30" in browser.visit("/diem-truy-nhap/mau-son").words


def test_an_invalid_form_opens_no_point(officer):
    for wrong in ({"so-may": "999"}, {"ma": "Mẫu Sơn"}, {"gio-ngay": "sáng"}):
        officer.send(_OPEN, _OPEN, {**_NEW, **wrong}, status=400)
    officer.visit("/diem-truy-nhap/mau-son", status=404)
    officer.send(_OPEN, _OPEN, {**_NEW, "ma": "loc-binh"}, status=409)


def test_a_candidate_becomes_a_point(officer):
    candidates = f"{_PROGRAMME}/so/nhan-rong"
    fields = {
        "ngay": "2025-08-01",
        "name": "Điểm Mẫu Sơn",
        "place": "Xã Mẫu Sơn",
        "step": "khảo sát",
    }
    officer.send(candidates, candidates, fields)
    assert officer.visit(f"{candidates}/1").has_link_to(f"{_OPEN}?so=1")
    form = officer.visit(f"{_OPEN}?so=1").form(_OPEN)
    assert (form["ten"], form["noi"]) == ("Điểm Mẫu Sơn", "Xã Mẫu Sơn")
    with officer.client.post(_OPEN, data={**form, "ma": "mau-son", "so-may": "0"}) as response:
        assert response.status_code == 200
    assert "đã mở" in officer.visit(f"{candidates}/1").words


@pytest.mark.parametrize("address", ["kinh-phi", "so/so-hoa", "mo-diem", ""])
def test_all_pages_work_without_data(officer, address):
    officer.visit(f"{_PROGRAMME}/{address}")


def test_deadlines_are_a_list_with_ages_and_a_calendar(demo_browser):
    page = demo_browser.visit(f"{_PROGRAMME}/viec")
    assert "quá hạn" in page.words
    assert "Chưa đặt máy chủ thư" in page.words
    with demo_browser.client.get(f"{_PROGRAMME}/viec.ics") as response:
        assert response.content_type.startswith("text/calendar")
        assert response.data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_calendar_subscription_needs_the_key(settings, browser):
    with browser.client.get("/lich/khoa/chuong-trinh.ics") as response:
        assert response.status_code == 404
    site = create_app(make_settings(settings.home, calendar_key="khóa-bí-mật"))
    client = site.test_client()
    statuses = []
    for key in ("khóa-bí-mật", "khóa"):
        with client.get(f"/lich/{key}/chuong-trinh.ics") as response:
            statuses.append(response.status_code)
    site.extensions["services"].close()
    assert statuses == [200, 404]


def test_infrastructure_is_shown_by_point(demo_browser):
    words = demo_browser.visit(f"{_PROGRAMME}/ha-tang?ky=2025").words
    for text in ("Viettel Lạng Sơn", "220.000 đồng/tháng", "bảo dưỡng định kỳ: 1", "500.000"):
        assert text in words


def test_training_needs_are_shown_by_point_and_skill(demo_browser):
    words = demo_browser.visit(f"{_PROGRAMME}/dao-tao?ky=2025").words
    assert "Truyền thông, vận động" in words
    assert "tại Phòng Đào tạo của Thư viện tỉnh" in words
    assert "21 người" in words


@pytest.mark.parametrize("name", ["ha-tang", "dao-tao"])
def test_both_overviews_are_exported_as_xlsx(demo_browser, name):
    with demo_browser.client.get(f"{_PROGRAMME}/{name}.xlsx?ky=2025") as response:
        assert (response.status_code, response.data[:2]) == (200, b"PK")


def test_services_show_free_use_and_usage(officer):
    fields = {"diem": "loc-binh", "ngay": "2025-03-01"}
    for register, more in (
        ("dich-vu", {"name": "Tra cứu luật", "free": "1", "new": "1"}),
        ("dung-dich-vu", {"name": "tra cứu LUẬT", "uses": "12"}),
        ("mien-phi", {"what": "Không thu phí Internet", "basis": "12/QĐ-UBND"}),
    ):
        officer.send(
            f"{_PROGRAMME}/so/{register}", f"{_PROGRAMME}/so/{register}", {**fields, **more}
        )
    page = officer.visit(f"{_PROGRAMME}/dich-vu?ky=2025")
    assert "Tra cứu luật11112" in "".join(page.says("tr"))
    assert "Không thu phí Internet" in page.words
    assert "Tra cứu luật110…" in "".join(officer.visit(f"{_PROGRAMME}/dich-vu?ky=2026").says("tr"))


def test_images_of_an_event_must_be_catalogue_items(officer, engine):
    with work(engine) as session:
        item = make_item(session, "Ngày hội đọc sách")
    events = f"{_PROGRAMME}/so/su-kien"
    fields = {"diem": "loc-binh", "ngay": "2025-03-01", "name": "Ngày hội", "kind": "sự kiện"}
    fields["audience"] = "mọi người"
    page = officer.send(events, events, {**fields, "pictures": "xxxxx"}, status=400)
    assert "Kho không có tài liệu mã xxxxx" in page.words
    assert officer.send(events, events, {**fields, "pictures": item.id}).has_link_to(
        f"/can-bo/tai-lieu/{item.id}"
    )


def test_each_collection_shows_its_readings(demo_browser, reckoned_reads):
    page = demo_browser.visit(f"{_PROGRAMME}/noi-dung?ky=2025")
    (row,) = [row for row in page.says("tr") if not row.startswith("Sưu tập")]
    assert row.endswith(reckoned_reads)


@pytest.fixture
def reckoned_reads(made_once):
    """Return the last two cells of the only collection, computed from the raw table."""
    reckoned = IndependentFigures(made_once, 2025, 2025)
    return "".join(
        f"{reckoned.read(inside=inside):,}".replace(",", ".") for inside in (True, False)
    )


@pytest.mark.slow
def test_outreach_shows_the_audiences_reached(demo_browser, made_once):
    events = IndependentFigures(made_once, 2025, 2025).of_register("su-kien")
    for audience in {event["audience"] for event in events}:
        attendances = [event["attendances"] for event in events if event["audience"] == audience]
        row = f"{audience}{len(attendances)}{sum(attendances):,}".replace(",", ".")
        assert row in demo_browser.visit(f"{_PROGRAMME}/dich-vu?ky=2025").says("tr")


def test_the_office_home_page_shows_overdue_programme_duties(demo_browser):
    words = demo_browser.visit("/can-bo").words
    assert "Việc của chương trình" in words
    assert "quá hạn" in words


def test_the_budget_shows_yearly_plans_and_appraisals(officer):
    assert "chưa có" in officer.visit(f"{_PROGRAMME}/kinh-phi?ky=2025").words
    plans, appraisals = (f"{_PROGRAMME}/so/{code}" for code in ("ke-hoach-nam", "tham-dinh"))
    fields = {"ngay": "2025-01-08", "year": "2025", "body": "Sở"}
    officer.send(plans, plans, {**fields, "budget": "1.000.000.000"})
    money = {"what": "Thay máy", "requested": "360.000.000"}
    officer.send(appraisals, appraisals, {**fields, **money})
    words = officer.visit(f"{_PROGRAMME}/kinh-phi?ky=2025").words
    assert "chưa ban hành" in words
    assert "1 hồ sơ, 360.000.000 đồng" in words


def test_twelve_months_of_use_are_added_up_in_vietnamese_notation(demo_browser, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 15))
    cells = demo_browser.visit("/diem-truy-nhap/thu-vien-tinh").says("td")
    assert [cell for cell in cells if re.fullmatch(r"\d{1,3}\.\d{3}", cell)]


def test_a_line_that_was_never_measured_has_no_per_cent_sign(officer):
    assert "… %" not in officer.visit(f"{_PROGRAMME}/ha-tang").words
