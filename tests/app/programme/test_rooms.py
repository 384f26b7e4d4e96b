"""Money, duties, digital goals and new points have their pages."""

import pytest

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
