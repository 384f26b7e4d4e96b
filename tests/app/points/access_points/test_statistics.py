"""Statistics pages: live status and boards, for one's own points or for all."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from library import clock
from library.database import work
from library.exchange.workbooks import Table, to_csv, to_xlsx
from points.access_points import inventory
from points.access_points.managers import set_managers
from points.access_points.plan_149 import enter_plan
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import PointDay
from tests.app.browser import Browser
from tests.makers import BY, make_staff

_STATISTICS = "/can-bo/so-lieu"


@pytest.fixture
def province(engine):
    """Enter the points of the plan and two days of Bắc Sơn: one with use, one without."""
    with work(engine) as session:
        enter_plan(session, BY)
        measures = {**dict.fromkeys(MEASURES, 0), "computers": 1}
        point = inventory.point_on(session, "bac-son", date(2026, 10, 5))
        session.add(
            PointDay(point_id=point.id, day=date(2026, 10, 5), **{**measures, "sessions": 3})
        )
        session.add(PointDay(point_id=point.id, day=date(2026, 10, 6), **measures))
    return point


@pytest.fixture
def officer(staff, province):
    """Return the browser of a programme officer."""
    return staff("programme-officer")


@pytest.fixture
def librarian(app, engine, province):
    """Return the browser of the manager of Bắc Sơn."""
    with work(engine) as session:
        member = make_staff(session, "lan", "point-librarian")
        set_managers(session, province.id, frozenset({member.id}))
    return Browser(app).sign_in(member)


def _cells(page):
    return [" ".join(row.itertext()).split() for row in page.all("tr")]


def test_live_status_shows_every_point_on_a_map(officer):
    page = officer.visit(_STATISTICS)
    assert page.heading == "Số liệu: lúc này"
    assert "Thư viện huyện Bắc Sơn" in page.words
    assert len(page.all("circle")) > 10


def test_a_month_shows_charts_and_their_tables(officer):
    page = officer.visit(f"{_STATISTICS}/bac-son/2026-10")
    assert page.heading == "Số liệu: Thư viện huyện Bắc Sơn, tháng 10/2026"
    rows = {row[0]: row[1] for row in _cells(page) if row and row[0].isdigit()}
    assert (rows["5"], rows["6"]) == ("3", "0")
    assert not rows["7"].isdigit()
    assert len(page.all("figure")) == 5


def test_each_chart_is_named_and_described(officer):
    page = officer.visit(f"{_STATISTICS}/toan-tinh/2026")
    ids = {element.get("id") for element in page.tree.iter()}
    for chart in page.all("svg", role="img"):
        assert {chart.get("aria-labelledby"), chart.get("aria-describedby")} <= ids


@pytest.mark.parametrize("period", ["2026-10-05", "2026-10", "2026"])
@pytest.mark.parametrize("scope", ["toan-tinh", "huyen-bac-son", "bac-son"])
def test_every_scope_has_every_period(officer, scope, period):
    page = officer.visit(f"{_STATISTICS}/{scope}/{period}")
    assert "đo bằng máy" in page.words
    assert "đếm tay" in page.words


def test_the_form_redirects_to_the_chosen_board(officer):
    page = officer.visit(f"{_STATISTICS}/mo?noi=bac-son&ky=year&ngay=2026-10-05")
    assert page.heading == "Số liệu: Thư viện huyện Bắc Sơn, năm 2026"


@pytest.mark.parametrize(
    "query", ["ngay=x&ky=y&noi=toan-tinh", "noi=toan-tinh", "ngay=&noi=toan-tinh"]
)
def test_an_invalid_form_redirects_to_the_current_month(officer, query):
    assert f"{clock.today():%m/%Y}" in officer.visit(f"{_STATISTICS}/mo?{query}").heading


@pytest.mark.parametrize("address", ["khong-co/2026", "toan-tinh/nay", "toan-tinh/2026-13"])
def test_an_unknown_scope_or_period_shows_an_error_message(officer, address):
    officer.visit(f"{_STATISTICS}/{address}", status=404)


def test_a_point_librarian_sees_only_their_own_point(librarian):
    assert "Lộc Bình" not in librarian.visit(_STATISTICS).words
    librarian.visit(f"{_STATISTICS}/bac-son/2026-10")
    librarian.visit(f"{_STATISTICS}/bac-son/2026-10?so=sessions")
    for other in ("loc-binh", "toan-tinh", "huyen-bac-son"):
        librarian.visit(f"{_STATISTICS}/{other}/2026-10", status=404)
        librarian.visit(f"{_STATISTICS}/{other}/2026-10?so=sessions", status=404)
        assert librarian.fetch(f"{_STATISTICS}/{other}/2026-10/so-lieu.csv").status_code == 404


def test_staff_without_a_point_are_told_whom_to_ask(staff, province):
    assert "chưa được giao điểm nào" in staff("point-librarian").visit(_STATISTICS).words


def test_a_board_is_exported_as_csv(officer):
    answer = officer.fetch(f"{_STATISTICS}/bac-son/2026-10/so-lieu.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    (day,) = (
        r
        for r in rows
        if r["Kỳ"] == "ngày 05/10/2026"
        and r["Đơn vị"] == "lượt"
        and r["Số liệu"] == "Lượt sử dụng máy"
    )
    assert (day["Giá trị"], day["Cách đếm"]) == ("3", "đo bằng máy")
    assert "bac-son-2026-10.csv" in answer.headers["Content-Disposition"]


def test_a_board_is_exported_as_xlsx_with_definitions(officer):
    answer = officer.fetch(f"{_STATISTICS}/bac-son/2026-10/so-lieu.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    assert book.sheetnames == ["Số liệu", "Định nghĩa"]
    assert book["Số liệu"].max_row > 150
    book.close()


def test_a_text_that_looks_like_a_formula_is_exported_as_text():
    table = Table("x", ("Nơi", "Giá trị"), (("=1+1", -3), ("@a", None)))
    assert "'=1+1,-3" in to_csv(table).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx([table])))
    assert book["x"]["A2"].data_type == "s"
    book.close()
