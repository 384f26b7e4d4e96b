"""The new names of points since 1 July 2025 are proposed, corrected and recorded at once."""

from datetime import date

from library.database import reading, work
from points.access_points import inventory
from points.access_points.inventory import PointFacts, PointLevel
from points.access_points.plan_149 import enter_plan
from tests.makers import BY

_PAGE = "/can-bo/diem/ten-moi"


def _name(engine, code, day):
    with reading(engine) as session:
        return inventory.point_on(session, code, day).facts.name


def _rename(officer, chosen):
    """Submit the page with no other point chosen than these."""
    boxes = {name: [] for name in officer.visit(_PAGE).form(_PAGE) if name.startswith("chon-")}
    return officer.send(_PAGE, _PAGE, {**boxes, **chosen})


def test_a_corrected_name_is_recorded_from_the_reform(engine, staff):
    with work(engine) as session:
        enter_plan(session, BY)
    officer = staff("programme-officer")
    assert "11 điểm còn mang tên" in officer.visit("/can-bo/diem").words
    chosen = {"chon-trang-dinh": "1", "name-trang-dinh": "Thư viện Thất Khê"}
    assert "tên mới của 1 điểm" in _rename(officer, chosen).words
    assert _name(engine, "trang-dinh", date(2025, 6, 30)) == "Thư viện huyện Tràng Định"
    assert _name(engine, "trang-dinh", date(2025, 7, 1)) == "Thư viện Thất Khê"
    assert "Thất Khê" not in officer.visit(_PAGE).words


def test_a_point_that_is_not_chosen_keeps_its_name(engine, staff):
    with work(engine) as session:
        enter_plan(session, BY)
    _rename(staff("programme-officer"), {"chon-loc-binh": "1"})
    assert _name(engine, "bac-son", date(2026, 1, 1)) == "Thư viện huyện Bắc Sơn"
    assert _name(engine, "loc-binh", date(2026, 1, 1)) == "Thư viện xã Lộc Bình"


def test_the_ward_of_the_provincial_library_is_asked_not_guessed(engine, staff):
    with work(engine) as session:
        enter_plan(session, BY)
    officer = staff("programme-officer")
    page = officer.visit(_PAGE)
    assert page.form(_PAGE)["place-thu-vien-tinh"] == ""
    assert "Phường Kỳ Lừa, Phường Lương Văn Tri, Phường Tam Thanh" in page.words
    chosen = {"chon-thu-vien-tinh": "1", "place-thu-vien-tinh": "Phường Lương Văn Tri"}
    _rename(officer, chosen)
    with reading(engine) as session:
        places = [
            inventory.point_on(session, "thu-vien-tinh", date(2025, month, 1)).facts.place
            for month in (6, 7)
        ]
    assert places == ["Thành phố Lạng Sơn", "Phường Lương Văn Tri"]


def test_points_whose_place_may_be_two_communes_are_named(engine, staff):
    with work(engine) as session:
        for code, place in (("xa-a", "Xã Chi Lăng"), ("xa-b", "Xã Tân Văn")):
            facts = PointFacts(f"Thư viện {code}", PointLevel.COMMUNE, place=place)
            inventory.enter(session, code, facts, since=date(2024, 1, 1), by=BY)
    notices = staff("programme-officer").visit("/can-bo/diem").says("p")
    (notice,) = [notice for notice in notices if "chưa rõ là đơn vị nào" in notice]
    assert "Thư viện xa-a (Xã Chi Lăng)." in notice and "xa-b" not in notice
