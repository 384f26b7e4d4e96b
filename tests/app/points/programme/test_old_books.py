"""Import of old books in the programme office: template, preview, confirmation, undo, rights."""

import io
from datetime import date

import openpyxl
import pytest

from library import clock
from library.database import reading, work
from points.access_points import inventory, managers
from points.programme import month_closing
from points.programme.old_books.books import books
from points.programme.periods import year
from points.programme.registers import entries
from points.programme.reports.freeze import snapshot
from tests.app.browser import Browser
from tests.makers import make_staff
from tests.points.programme.old_books.workbooks import MONEY_HEADINGS, messy_budget, workbook

_OLD_BOOKS = "/can-bo/chuong-trinh/nhap-so"
_MONEY = f"{_OLD_BOOKS}/kinh-phi"
_ROW = ("15/3/2019", "loc-binh", "Cước Internet", "III.1", "ngân sách tỉnh", 1_000_000, 900_000)


def _hand_in(browser, book=_MONEY, content=None, name="sổ 2019.xlsx", *, status=200, **answers):
    file = io.BytesIO(content or workbook(MONEY_HEADINGS, _ROW))
    values = {"tep": (file, name), "so-goc": "Sổ giấy 2019", **answers}
    return browser.send(book, book, values, status=status)


def _decide(browser, number, act, *, status=200, **answers):
    address = f"{_OLD_BOOKS}/lan/{number}"
    return browser.send(address, address, {"viec": act, **answers}, status=status)


def _money(engine):
    with reading(engine) as session:
        return entries.entries(session, "kinh-phi")


def test_the_page_lists_every_book(officer):
    page = officer.visit(_OLD_BOOKS)
    for book in books():
        assert page.has_link_to(f"{_OLD_BOOKS}/{book}")


@pytest.mark.parametrize("book", books())
def test_every_book_has_a_template_that_is_read_back(officer, book):
    content = officer.fetch(f"{_OLD_BOOKS}/{book}/mau.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet["A1"].value == books()[book].day
    page = _hand_in(officer, f"{_OLD_BOOKS}/{book}", content)
    assert "chưa có gì được ghi" in page.words


def test_a_messy_book_is_shown_row_by_row_before_anything_is_stored(officer, engine):
    page = _hand_in(officer, content=messy_budget())
    assert "4 dòng mới" in page.words
    assert "1 dòng cần sửa" in page.words
    assert "“31/2/2019” không phải ngày" in page.words
    assert "“nhiều” không phải số tiền" in page.words
    assert "không có điểm “Thư viện Không Có”" in page.words
    assert _money(engine) == ()


def test_the_totals_can_be_compared_with_the_paper_book(officer):
    page = _hand_in(officer, content=messy_budget())
    cells = page.says("td")
    place = cells.index("Thư viện huyện Tràng Định")
    assert cells[place + 1 : place + 4] == ["2", "2.750.000", "2.650.000"]


def test_a_confirmed_import_is_stored_with_its_source(officer, engine):
    _hand_in(officer, content=messy_budget())
    assert "Đã nhập 4 dòng; để lại 1 dòng" in _decide(officer, 1, "nhap").words
    stored = _money(engine)
    assert {entry.day for entry in stored} >= {date(2019, 3, 15), date(2019, 4, 2)}
    assert all("Sổ giấy 2019" in entry.reason for entry in stored)


def test_refused_rows_come_back_as_a_workbook_that_is_read_again(officer, engine):
    _hand_in(officer, content=messy_budget())
    content = officer.fetch(f"{_OLD_BOOKS}/lan/1/can-sua.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(content))
    headings = [cell.value for cell in book.active[1]]
    assert headings[-1] == "Cần sửa"
    for heading, value in (("Ngày tháng", "28/2/2019"), ("Tên đơn vị", "van-quan")):
        book.active.cell(2, headings.index(heading) + 1).value = value
    book.active.cell(2, headings.index("Dự toán (đồng)") + 1).value = "5 triệu"
    corrected = io.BytesIO()
    book.save(corrected)
    assert "1 dòng mới" in _hand_in(officer, content=corrected.getvalue()).words


def test_the_same_file_twice_does_nothing_twice(officer, engine):
    content = workbook(MONEY_HEADINGS, _ROW)
    _hand_in(officer, content=content)
    _decide(officer, 1, "nhap")
    page = _hand_in(officer, content=content)
    assert "đã nhập lúc" in page.words
    assert "1 dòng đã có, y hệt" in page.words
    assert "Không có dòng nào để áp dụng" in _decide(officer, 2, "nhap", status=409).words
    assert len(_money(engine)) == 1


def test_two_imports_of_the_same_rows_at_once_store_them_once(officer, engine):
    _hand_in(officer)
    _hand_in(officer)
    _decide(officer, 1, "nhap")
    assert "Không có dòng nào để áp dụng" in _decide(officer, 2, "nhap", status=409).words
    assert len(_money(engine)) == 1


def test_stored_rows_are_updated_only_by_choice_and_go_back_at_undo(officer, engine):
    _hand_in(officer)
    _decide(officer, 1, "nhap")
    other = workbook(MONEY_HEADINGS, (*_ROW[:-1], 950_000))
    page = _hand_in(officer, content=other)
    assert "900.000 950.000" in page.words
    _decide(officer, 2, "nhap", **{"cap-nhat": "1"})
    assert _money(engine)[0].get("spent") == 950_000
    _decide(officer, 2, "hoan-tac")
    assert _money(engine)[0].get("spent") == 900_000


def test_undo_takes_back_everything_but_rows_changed_since(officer, engine):
    second = ("2/4/2019", "van-quan", "Sửa máy in", "III.1", "ngân sách tỉnh", None, 200_000)
    _hand_in(officer, content=workbook(MONEY_HEADINGS, _ROW, second))
    _decide(officer, 1, "nhap")
    entry = "/can-bo/chuong-trinh/so/kinh-phi/1"
    officer.send(entry, entry, {"spent": "901.000", "viec": "sua"})
    page = _decide(officer, 1, "hoan-tac")
    assert "Đã hoàn tác 1 dòng; để lại 1 dòng" in page.words
    assert page.has_link_to(entry)
    assert [entry.get("spent") for entry in _money(engine)] == [901_000]


def test_a_plan_that_is_dropped_is_gone(officer, engine):
    _hand_in(officer)
    assert "chưa có gì được ghi vào sổ" in _decide(officer, 1, "bo").words
    officer.visit(f"{_OLD_BOOKS}/lan/1", status=404)
    assert _money(engine) == ()


def test_rows_of_a_closed_month_are_left_unless_chosen(officer, engine):
    with work(engine) as session:
        month_closing.close(session, date(2019, 3, 1), today=clock.today(), by="Lan")
    page = _hand_in(officer)
    assert "Nhập cả 1 dòng thuộc tháng đã chốt" in page.words
    assert "Không có dòng nào" in _decide(officer, 1, "nhap", status=409).words
    assert "Đã nhập 1 dòng" in _decide(officer, 1, "nhap", **{"thang-chot": "1"}).words


def test_a_month_closed_after_the_preview_can_still_be_chosen(officer, engine):
    _hand_in(officer)
    with work(engine) as session:
        month_closing.close(session, date(2019, 3, 1), today=clock.today(), by="Lan")
    page = _decide(officer, 1, "nhap", status=409)
    assert "Nhập cả 1 dòng thuộc tháng đã chốt" in page.words


@pytest.fixture
def manager(points, engine, app):
    """Return the browser of a librarian who manages Lộc Bình only."""
    with work(engine) as session:
        member = make_staff(session, "Vi Văn Nam", "point-librarian")
        point = inventory.point_on(session, "loc-binh", date.max)
        managers.set_managers(session, point.id, frozenset({member.id}))
    return Browser(app).sign_in(member)


def test_a_point_librarian_imports_only_into_the_own_point(manager, engine):
    other = ("2/4/2019", "Văn Quan", "Sửa máy in", "III.1", "ngân sách tỉnh", None, 200_000)
    province = ("2/4/2019", "Toàn tỉnh", "Bảo trì", "III.1", "ngân sách tỉnh", None, 200_000)
    page = _hand_in(manager, content=workbook(MONEY_HEADINGS, _ROW, other, province))
    assert "Bạn không phụ trách điểm “Văn Quan”" in page.words
    assert "do cán bộ chương trình nhập" in page.words
    _decide(manager, 1, "nhap")
    assert [entry.point for entry in _money(engine)] == ["loc-binh"]


def test_an_import_of_somebody_else_is_not_shown(officer, manager):
    _hand_in(officer)
    manager.visit(f"{_OLD_BOOKS}/lan/1", status=403)


def test_a_book_of_the_programme_is_refused_to_a_point_librarian(manager):
    manager.visit(f"{_OLD_BOOKS}/kiem-tra", status=403)
    assert not manager.visit(_OLD_BOOKS).has_link_to(f"{_OLD_BOOKS}/kiem-tra")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "say"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), "cu.xls", "Excel đời cũ", id="xls"),
        pytest.param(b"PK\x03\x04hong", "hong.xlsx", "Không đọc được tệp", id="broken"),
        pytest.param(b"xin ch\xc3\xa0o", "thu.csv", "không có dòng tên cột", id="no table"),
        pytest.param(workbook(("a", "b"), (1, 2)), "la.xlsx", "không có dòng tên cột", id="other"),
    ],
)
def test_a_file_that_is_no_book_gets_a_sentence(officer, content, name, say):
    assert say in _hand_in(officer, content=content, name=name, status=422).words


def test_what_was_typed_stays_when_the_file_is_refused(officer):
    page = _hand_in(officer, content=b"khong", name="a.csv", status=422, nam="2019")
    assert page.form(_MONEY)["so-goc"] == "Sổ giấy 2019"
    assert page.form(_MONEY)["nam"] == "2019"


def test_figures_say_from_which_paper_book_they_are_copied(officer, engine):
    _hand_in(officer)
    _decide(officer, 1, "nhap")
    sentence = "Kinh phí: 1 dòng chép từ Sổ giấy 2019"
    for address in ("kinh-phi?ky=2019", "chi-so?ky=2019"):
        assert sentence in officer.visit(f"/can-bo/chuong-trinh/{address}").words
        assert sentence not in officer.visit(f"/can-bo/chuong-trinh/{address[:-1]}8").words
    with reading(engine) as session:
        assert snapshot(session, year(2019), clock.today()).paper == (sentence,)
    _decide(officer, 1, "hoan-tac")
    assert sentence not in officer.visit("/can-bo/chuong-trinh/chi-so?ky=2019").words


def test_the_office_neither_lists_nor_decides_imports_of_books(officer, engine):
    _hand_in(officer)
    with work(engine) as session:
        member = make_staff(session, "Nông Thị Mai", "administrator")
    office = Browser(officer.app).sign_in(member)
    assert "kinh-phi" not in office.visit("/can-bo/hang-loat/lan").html
    office.visit("/can-bo/hang-loat/lan/1", status=404)
    form = office.visit(f"{_OLD_BOOKS}/lan/1").form(f"{_OLD_BOOKS}/lan/1")
    for act in ("ap-dung", "hoan-tac"):
        answer = office.client.post(f"/can-bo/hang-loat/lan/1/{act}", data=form)
        assert answer.status_code == 404
    assert _money(engine) == ()
