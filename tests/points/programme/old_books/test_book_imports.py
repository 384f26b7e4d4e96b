"""Imports of assets, manual counts and registers: written once, whole, and undone exactly."""

from datetime import date

import pytest
from sqlalchemy import func, select

from library.bulk import change_reports, planned_changes
from library.bulk.models import Verdict
from library.bulk.problems import (
    ChangeNotAppliedError,
    ChangeNotPlannedError,
    NothingToApplyError,
)
from library.database import work
from library.exchange.filled_sheets import read_sheets
from library.staff.models import AuditEntry
from points.access_points import equipment, inventory
from points.access_points.models import Asset, AssetState
from points.access_points.plan_149 import enter_plan
from points.access_points.problems import PointNotFoundError
from points.programme import month_closing
from points.programme.models import RegisterEntry
from points.programme.old_books import book_imports, book_templates, import_plans
from points.programme.old_books.book_imports import Choices
from points.programme.old_books.book_rows import row_of
from points.programme.old_books.books import book_of
from points.programme.old_books.import_plans import HandedIn
from points.programme.problems import NotYourPointError
from points.usage import manual_counts
from tests.makers import BY
from tests.points.programme.old_books.workbooks import MONEY_HEADINGS, workbook

_TODAY = date(2026, 1, 10)
_ASSETS = ("Số tài sản", "Loại", "Đơn vị", "Ngày nhận", "Nguyên giá", "Tình trạng")
_COUNTS = ("Ngày", "Điểm", "Số người đến", "Lượt dùng máy")


@pytest.fixture
def session(engine):
    """Yield a session with the points of the plan."""
    with work(engine) as session:
        enter_plan(session, BY)
        yield session


def _plan(session, book, *rows, **answers):
    file = HandedIn(workbook(*rows), "sổ.xlsx", "Sổ giấy 2013", **answers)
    plan = import_plans.plan(session, book_of(book), file, today=_TODAY, own=None)
    return planned_changes.save(session, plan, BY).id


def _apply(session, number, **choices):
    return book_imports.apply(session, number, Choices(**choices), by=BY, own=None)


def _rows(session, number):
    return [row_of(line) for line in book_imports.lines_of(session, number)]


def _problems(session, number):
    return [row.problems for row in _rows(session, number)]


def test_assets_are_entered_with_their_state_and_source(session):
    row = ("BN-01", "Máy tính để bàn", "Bắc Sơn", "26/4/2013", "12 triệu", "hỏng")
    _apply(session, _plan(session, "thiet-bi", _ASSETS, row))
    record = equipment.record_on(session, "BN-01", _TODAY)
    assert (record.since, record.state) == (date(2013, 4, 26), AssetState.BROKEN)
    assert record.reason.startswith("Sổ giấy 2013")
    assert equipment.asset_of(session, "BN-01").cost == 12_000_000


def test_an_asset_is_corrected_but_never_moved_by_an_old_book(session):
    first = ("BN-01", "máy in", "Bắc Sơn", "2013", None, None)
    _apply(session, _plan(session, "thiet-bi", _ASSETS, first))
    at_other_point = _plan(session, "thiet-bi", _ASSETS, ("BN-01", "máy in", "Lộc Bình", "2013"))
    assert "đang ở điểm khác" in _problems(session, at_other_point)[0]["@point"]
    number = _plan(session, "thiet-bi", _ASSETS, ("BN-01", "máy in", "Bắc Sơn", "2013", 5_000_000))
    _apply(session, number, update=True)
    assert equipment.asset_of(session, "BN-01").cost == 5_000_000
    book_imports.undo(session, number, by=BY, own=None)
    assert equipment.asset_of(session, "BN-01").cost is None


def test_undo_deletes_new_assets_but_not_those_that_were_used(session):
    rows = [(f"BN-0{n}", "máy in", "Bắc Sơn", "2013", None, None) for n in (1, 2)]
    number = _plan(session, "thiet-bi", _ASSETS, *rows)
    _apply(session, number)
    equipment.change(
        session, "BN-02", since=_TODAY, by=BY, reason="hỏng nguồn", state=AssetState.BROKEN
    )
    assert book_imports.undo(session, number, by=BY, own=None) == (1, 1)
    assert session.scalars(select(Asset.number)).all() == ["BN-02"]


def test_counts_of_days_and_months_are_entered_and_undone(session):
    point = inventory.point_on(session, "loc-binh", _TODAY)
    manual_counts.enter(session, "loc-binh", date(2019, 3, 4), by=BY, visits=9)
    rows = (("4/3/2019", "Lộc Bình", "12 lượt", 5), ("4/2019", "Lộc Bình", 250, None))
    number = _plan(session, "so-dem", _COUNTS, *rows)
    _apply(session, number, update=True)
    counted = manual_counts.counted_days(session, point.id, date(2019, 1, 1), date(2019, 12, 31))
    assert [(c.day, c.visits, c.uses) for c in counted] == [
        (date(2019, 4, 30), 250, None),
        (date(2019, 3, 4), 12, 5),
    ]
    book_imports.undo(session, number, by=BY, own=None)
    (month,) = session.query(manual_counts.TallyMonth)
    assert (month.month.month, month.visits, month.visits_days, month.uses) == (3, 9, 1, None)


def test_a_month_that_was_counted_day_by_day_is_not_counted_twice(session):
    manual_counts.enter(session, "loc-binh", date(2019, 4, 2), by=BY, visits=9)
    rows = (("4/2019", "Lộc Bình", 250, None), ("2019", "Lộc Bình", 900, None))
    number = _plan(session, "so-dem", _COUNTS, *rows, ("5/2019", "Lộc Bình", None, None))
    month, year, empty = _problems(session, number)
    assert "tính hai lần" in month["@day"]
    assert "cần ngày hoặc tháng" in year["@day"]
    assert "không có số đếm" in empty["visits"]


def test_people_who_attended_are_linked_to_their_course_by_its_name(session):
    course = ("Khai giảng", "Tên khóa", "Loại", "Số giờ")
    lesson = ("4/2018", "Tin học cơ bản", "cơ bản cho người mới", 16)
    _apply(session, _plan(session, "khoa-hoc", course, lesson))
    attendance = ("Ngày", "Điểm", "Họ và tên", "Tên khóa", "Số giờ")
    people = (("5/4/2018", "Bắc Sơn", "Lan", "tin hoc co ban", "7,5"),)
    unknown = ("5/4/2018", "Bắc Sơn", "Nam", "Khóa lạ", 8)
    number = _plan(session, "du-hoc", attendance, *people, unknown)
    rows = _rows(session, number)
    assert rows[0].values == {"who": "Lan", "course": 1, "hours": 7.5}
    assert "Sổ chưa có mục “Khóa lạ”" in rows[1].problems["course"]


def test_a_row_written_twice_in_one_file_is_imported_once(session):
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 10, 10)
    number = _plan(session, "kinh-phi", MONEY_HEADINGS, row, row)
    assert _problems(session, number)[1] == {"@row": "Trùng với dòng 2 của tệp này."}


def test_an_import_is_applied_and_undone_once(session):
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 10, 10)
    number = _plan(session, "kinh-phi", MONEY_HEADINGS, row)
    _apply(session, number)
    with pytest.raises(ChangeNotPlannedError):
        _apply(session, number)
    book_imports.undo(session, number, by=BY, own=None)
    with pytest.raises(ChangeNotAppliedError):
        book_imports.undo(session, number, by=BY, own=None)


class _PowerCutError(Exception):
    """The process is killed."""


def test_a_kill_in_the_middle_stores_nothing(engine, session):
    rows = [
        ("15/3/2019", "Lộc Bình", f"Khoản {n}", "III.1", "ngân sách tỉnh", n, n) for n in range(20)
    ]
    number = _plan(session, "kinh-phi", MONEY_HEADINGS, *rows)
    session.commit()
    with pytest.raises(_PowerCutError), work(engine) as other:
        _apply(other, number)
        raise _PowerCutError
    with work(engine) as other:
        assert other.scalar(select(func.count()).select_from(RegisterEntry)) == 0
        assert change_reports.change_report(other, number).counts == {Verdict.NEW: 20}


def test_amounts_in_millions_are_multiplied_as_the_book_says(session):
    title = ("SỔ CHI (Đơn vị tính: triệu đồng)",)
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 12.5, "1.250.000 đ")
    number = _plan(session, "kinh-phi", title, (*MONEY_HEADINGS[:5], "Dự toán", "Đã chi"), row)
    values = _rows(session, number)[0].values
    assert (values["planned"], values["spent"]) == (12_500_000, 1_250_000)


def test_the_year_and_the_point_of_the_book_complete_its_rows(session):
    headings = ("Ngày", "Tên sự kiện", "Hình thức", "Đối tượng", "Số người dự")
    rows = (("21/4", "Ngày Sách", "sự kiện", "mọi người", "120 người"),)
    number = _plan(session, "su-kien", headings, *rows, year=2018, point="bac-son")
    row = _rows(session, number)[0]
    assert (row.day, row.point, row.problems) == (date(2018, 4, 21), "bac-son", {})


def test_headings_of_two_lines_are_read_without_merged_cells(session):
    upper = ("Ngày", "Điểm", "Nội dung chi", "Mục", "Nguồn kinh phí", "Kinh phí", None)
    lower = (*(None,) * 5, "Dự toán", "Thực chi")
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 10, 9)
    number = _plan(session, "kinh-phi", ("SỔ CHI",), upper, lower, row)
    (only,) = _rows(session, number)
    assert (only.values["planned"], only.values["spent"]) == (10, 9)


def test_a_row_of_money_without_an_amount_is_not_imported(session):
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", None, None)
    number = _plan(session, "kinh-phi", MONEY_HEADINGS, row)
    assert "không có số tiền" in _problems(session, number)[0]["spent"]


def test_days_and_the_sum_of_their_month_are_not_both_counted(session):
    sums, days = ("4/2019", "Lộc Bình", 250, None), ("5/4/2019", "Lộc Bình", 9, None)
    together = _plan(session, "so-dem", _COUNTS, sums, days)
    assert "tính hai lần" in _problems(session, together)[0]["@day"]
    _apply(session, _plan(session, "so-dem", _COUNTS, sums))
    later = _plan(session, "so-dem", _COUNTS, days)
    assert "số cộng của cả tháng" in _problems(session, later)[0]["@day"]


def test_refused_rows_keep_the_unit_of_the_title_and_columns_of_the_same_name(session):
    headings = ("Ngày", "Điểm", "Nội dung", "Mục", "Nguồn", "Thực chi", "Ghi chú", "Ghi chú")
    row = ("35/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 25.125, "một", "hai")
    number = _plan(session, "kinh-phi", ("Đơn vị: triệu đồng",), headings, row)
    rows = _rows(session, number)
    returned = HandedIn(book_templates.refused_rows(book_of("kinh-phi"), rows), "a.xlsx", "")
    plan = import_plans.plan(session, book_of("kinh-phi"), returned, today=_TODAY, own=None)
    (row,) = _rows(session, planned_changes.save(session, plan, BY).id)
    assert row.values["spent"] == 25_125_000
    assert row.cells["Ghi chú (2)"] == "hai"


def test_a_month_closed_after_the_preview_is_left_unless_chosen(session):
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 10, 10)
    number = _plan(session, "kinh-phi", MONEY_HEADINGS, row)
    month_closing.close(session, date(2019, 3, 1), today=_TODAY, by=BY)
    with pytest.raises(NothingToApplyError):
        _apply(session, number)
    _apply(session, number, closed=True)
    assert change_reports.change_report(session, number).done == 1


def test_an_import_is_not_undone_by_somebody_who_no_longer_manages_its_points(session):
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 10, 10)
    number = _plan(session, "kinh-phi", MONEY_HEADINGS, row)
    _apply(session, number)
    with pytest.raises(NotYourPointError):
        book_imports.undo(session, number, by=BY, own={"bac-son"})


def test_a_file_of_a_point_that_does_not_exist_is_refused(session):
    with pytest.raises(PointNotFoundError):
        _plan(session, "so-dem", _COUNTS, ("5/4/2019", None, 9, None), point="khong-co")


def test_raised_and_circled_figures_are_no_days_and_no_column_numbers(session):
    rows = (("²", "Lộc Bình", 9, None), ("②", "③", "④", "⑤"))
    number = _plan(session, "so-dem", _COUNTS, *rows)
    assert ["@day" in problems for problems in _problems(session, number)] == [True, True]


def test_a_cell_without_end_is_quoted_in_part(session):
    number = _plan(session, "so-dem", _COUNTS, ("x" * 9000, "y" * 9000, 9, None))
    problems = _problems(session, number)[0]
    assert max(len(problems["@day"]), len(problems["@point"])) < 200


def test_a_row_older_than_the_records_of_its_point_is_remarked(session):
    rows = (("15/3/2009", "Lộc Bình", 9, None), ("15/3/2019", "Lộc Bình", 9, None))
    old, new = _rows(session, _plan(session, "so-dem", _COUNTS, *rows))
    assert "điểm có hồ sơ từ" in " ".join(old.remarks)
    assert new.remarks == ()


def test_refused_rows_keep_the_empty_columns_to_be_filled(session):
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh")
    rows = _rows(session, _plan(session, "kinh-phi", MONEY_HEADINGS, row))
    (sheet,) = read_sheets(book_templates.refused_rows(book_of("kinh-phi"), rows), "a.xlsx")
    assert sheet.rows[0].cells[:7] == MONEY_HEADINGS


def test_rows_refused_after_the_preview_are_sent_as_they_were_handed_in(session):
    heading, sum_of_month = ("Tháng", "Điểm", "Số người đến"), ("3/2019", "Chi Lăng", "40")
    number = _plan(session, "so-dem", heading, sum_of_month, ("4/2019", "Chi Lăng", "50"))
    _apply(session, _plan(session, "so-dem", _COUNTS, ("05/03/2019", "Chi Lăng", "4", "1")))
    _apply(session, number)
    content = book_templates.refused_rows(book_of("so-dem"), _rows(session, number))
    (sheet,) = read_sheets(content, "sửa.xlsx")
    assert sheet.rows[1].cells[:3] == sum_of_month


def test_a_heading_with_other_marks_is_another_heading(session):
    headings = ("Số tài sản", "Loại", "Đơn vị", "Ngày nhận", "Nguôn")
    file = HandedIn(workbook(headings, ("BN-01", "máy in", "Bắc Sơn", "2013", "x")), "a.xlsx", "")
    plan = import_plans.plan(session, book_of("thiet-bi"), file, today=_TODAY, own=None)
    assert "không nhập cột “Nguôn”" in " ".join(plan.remarks)
    assert "source" not in plan.lines[0].after


def test_the_audit_trail_names_the_file_and_its_rows(session):
    row = ("15/3/2019", "Lộc Bình", "Cước", "III.1", "ngân sách tỉnh", 10, 10)
    number = _plan(session, "kinh-phi", MONEY_HEADINGS, row)
    _apply(session, number)
    book_imports.undo(session, number, by=BY, own=None)
    applied, undone = session.scalars(
        select(AuditEntry).where(AuditEntry.action.startswith("bulk.")).order_by(AuditEntry.id)
    )
    assert (applied.detail, applied.after["dòng"]) == ("Kinh phí: sổ.xlsx", "1")
    assert len(applied.after["SHA-256"]) == 64
    assert undone.after == {"dòng": "1", "dòng để lại": "0"}
