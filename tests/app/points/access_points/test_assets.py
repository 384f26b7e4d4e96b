"""Asset pages: price, source, remaining value and the exported list."""

import io

import pytest
from openpyxl import load_workbook

from library import clock
from library.database import work
from points.access_points import inventory
from points.access_points.managers import set_managers
from points.access_points.plan_149 import enter_plan
from tests.app.browser import Browser
from tests.makers import BY, make_staff

_BAC_SON, _ASSETS = "/can-bo/diem/bac-son", "/can-bo/tai-san"
_FIELDS = {
    "so": "BS/01",
    "loai": "Máy tính để bàn",
    "nguon": "Dự án BMGF-VN",
    "ngay-nhan": "2013-04-26",
    "nguyen-gia": "12.000.000",
    "nam-dung": "2014",
}


@pytest.fixture
def librarian(app, engine):
    """Return the browser of the manager of Bắc Sơn, which has one computer."""
    with work(engine) as session:
        enter_plan(session, BY)
        member = make_staff(session, "lan", "point-librarian")
        point = inventory.point_on(session, "bac-son", clock.today())
        set_managers(session, point.id, frozenset({member.id}))
    browser = Browser(app).sign_in(member)
    browser.send(_BAC_SON, f"{_BAC_SON}/tai-san", _FIELDS)
    return browser


def _sheet(browser):
    with browser.client.get("/can-bo/so-tai-san.xlsx") as response:
        assert response.status_code == 200
        book = load_workbook(io.BytesIO(response.data))
    heads, *rows = book["Tài sản"].values
    return [dict(zip(heads, row, strict=True)) for row in rows], book


def test_the_list_shows_price_source_years_and_remaining_value(librarian):
    (row,), book = _sheet(librarian)
    assert row["Nguyên giá (đồng)"] == 12_000_000
    assert row["Nguồn vốn"] == "Dự án BMGF-VN"
    assert row["Năm đưa vào sử dụng"] == 2014
    assert row["Thời gian sử dụng (năm)"] == 5
    assert (row["Hao mòn lũy kế (đồng)"], row["Giá trị còn lại (đồng)"]) == (12_000_000, 0)
    assert "23/2023/TT-BTC" in str(list(book["Cách tính"].values))


def test_unknown_values_stay_empty_in_the_list(librarian):
    librarian.send(_BAC_SON, f"{_BAC_SON}/tai-san", {"so": "BS/02", "loai": "Quạt"})
    rows, _ = _sheet(librarian)
    assert [row["Giá trị còn lại (đồng)"] for row in rows] == [0, None]
    assert "Chưa tính được" in librarian.visit(_ASSETS).words


def test_a_price_is_corrected_later(librarian):
    address = f"{_ASSETS}/BS/01"
    page = librarian.send(address, address, {**_FIELDS, "nguyen-gia": "15.000.000"})
    assert "Đã sửa tài sản BS/01" in page.words
    assert _sheet(librarian)[0][0]["Nguyên giá (đồng)"] == 15_000_000


@pytest.mark.parametrize("fields", [{"nam-dung": "13"}, {"nguyen-gia": "nhiều"}])
def test_an_invalid_year_or_price_shows_an_error_message(librarian, fields):
    address = f"{_ASSETS}/BS/01"
    page = librarian.send(address, address, {**_FIELDS, **fields}, status=400)
    assert "Hãy ghi" in page.words


def test_assets_of_other_points_are_neither_seen_nor_corrected(librarian, app, engine):
    with work(engine) as session:
        other = make_staff(session, "huệ", "point-librarian")
        point = inventory.point_on(session, "loc-binh", clock.today())
        set_managers(session, point.id, frozenset({other.id}))
    browser = Browser(app).sign_in(other)
    assert _sheet(browser)[0] == []
    browser.visit(f"{_ASSETS}/BS/01", status=403)


def test_the_list_is_exported_as_csv(librarian):
    with librarian.client.get("/can-bo/so-tai-san.csv") as response:
        assert response.data.decode("utf-8-sig").splitlines()[1].startswith("Thư viện huyện Bắc")


def test_two_people_correct_other_facts_of_an_asset(librarian):
    address = f"{_ASSETS}/BS/01"
    seen = librarian.visit(address).form(address)
    librarian.send(address, address, {"so-may": "SN-1"})
    page = librarian.send(address, address, {**seen, "nguon": "Tài trợ"})
    form = page.form(address)
    assert (form["so-may"], form["nguon"]) == ("SN-1", "Tài trợ")


def test_a_cleared_field_stays_cleared_when_the_form_is_refused(librarian):
    address = f"{_ASSETS}/BS/01"
    page = librarian.send(address, address, {"nguon": "", "nam-dung": "1"}, status=400)
    assert page.form(address)["nguon"] == ""
