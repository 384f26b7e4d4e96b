"""Re-import of an exported list detects edits and ignores changes by spreadsheets."""

import unicodedata

import pytest

from library.bulk.models import Verdict
from library.bulk.problems import NotAnExportError
from library.catalogue import cataloguing
from library.catalogue.profiles import FieldRule
from library.exchange.records.field_rules import Rules
from library.incoming.columns import HEADINGS
from tests.library.incoming.conftest import put
from tests.makers import BY, make_item


@pytest.fixture
def item(session):
    """Enter an item with many fields."""
    described_item = make_item(
        session,
        "Chợ Kỳ Lừa",
        creator="Nông Văn A",
        date="1926-08",
        number="0123",
        description="=SUM(A1)",
    )
    described_item.other_fields = {"subject": "Chợ; Lễ hội"}
    return described_item


def test_an_untouched_list_changes_nothing(item, exported, reimported):
    plan = reimported(exported(item))
    assert (plan.same, plan.lines, plan.remarks) == (1, (), ())


@pytest.mark.parametrize(
    ("name", "text", "old", "new"),
    [
        ("creator", "Nông Văn B", "Nông Văn A", "Nông Văn B"),
        ("subject", "Chợ", "Chợ; Lễ hội", "Chợ"),
        ("creator", "", "Nông Văn A", None),
    ],
)
def test_a_changed_cell_is_planned(item, exported, reimported, name, text, old, new):
    (line,) = reimported(put(exported(item), name, text)).lines
    assert line.verdict is Verdict.CHANGE
    assert (line.before, line.after) == ({name: old}, {name: new})


def test_a_removed_column_is_ignored(item, exported, reimported):
    rows = exported(item)
    place = rows[0].index(HEADINGS["creator"])
    assert reimported([row[:place] + row[place + 1 :] for row in rows]).lines == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("number", "123", id="noughts dropped"),
        pytest.param("date", "1926-08-01", id="a day added to a month"),
        pytest.param("date", "8/1926", id="a month written our way"),
        pytest.param("title", unicodedata.normalize("NFD", "Chợ Kỳ Lừa"), id="NFD"),
        pytest.param("title", "  Chợ Kỳ Lừa  ", id="spaces"),
        pytest.param("description", "=SUM(A1)", id="the apostrophe taken off"),
        pytest.param("access", "Mọi nơi", id="another word for the same"),
        pytest.param("language", "tiếng Việt", id="a name for the code"),
    ],
)
def test_changes_by_a_spreadsheet_are_ignored(item, exported, reimported, name, text):
    assert reimported(put(exported(item), name, text)).lines == ()


def test_a_year_with_a_trailing_zero_is_unchanged(session, exported, reimported):
    rows = exported(make_item(session, date="1930"))
    assert reimported(put(rows, "date", "1930.0")).lines == ()


def test_a_date_turned_into_a_number_is_read_with_a_remark(item, exported, reimported):
    plan = reimported(put(exported(item), "date", "42969"))
    assert plan.lines[0].after == {"date": "2017-08-22"}
    assert "1 ô ngày bị bảng tính đổi thành số" in plan.remarks[0]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        pytest.param("title", "", "Nhan đề không được để trống", id="no title"),
        pytest.param("date", "hôm qua", "“hôm qua” không phải ngày", id="no date"),
        pytest.param("access", "nhà tôi", "“nhà tôi” không phải nơi đọc", id="no access"),
        pytest.param("language", "tiếng Sao Hỏa", "không phải tên hay mã", id="no language"),
        pytest.param("url", "javascript:alert(1)", "không phải địa chỉ", id="no address"),
        pytest.param("state", "đã gỡ", "Cột “Trạng thái” chỉ để xem", id="only to be seen"),
        pytest.param("version", "v1.xyz", "Dấu phiên bản bị mất", id="no version"),
        pytest.param("id", "", "Dòng không có mã", id="no id"),
        pytest.param("id", "khong-co", "Không có tài liệu mã “khong-co”", id="unknown id"),
        pytest.param("note", "#NAME?", "lời báo lỗi của bảng tính", id="an error of Excel"),
    ],
)
def test_a_refused_row_has_the_reason(item, exported, reimported, name, text, says):
    (line,) = reimported(put(exported(item), name, text)).lines
    assert line.verdict is Verdict.REFUSED
    assert says in line.problem


def test_a_value_forbidden_by_the_collection_is_refused(item, exported, reimported):
    rule = FieldRule("kind", "Loại", "text", False, "", values=("Sách",), closed=True)
    rules = Rules(fields={"dia-chi": {"kind": rule}})
    (line,) = reimported(put(exported(item), "kind", "Báo"), rules=rules).lines
    assert line.problem.startswith("Loại tài liệu: “Báo” không có trong danh mục")


def test_a_collection_specific_field_is_exported_and_reimported(item, exported, reimported):
    rule = FieldRule("khac_tren", "Khắc trên", "text", False, "")
    rules = Rules(fields={"dia-chi": {"khac_tren": rule}})
    rows = exported(item, own=rules.own)
    assert reimported(rows, rules=rules).lines == ()
    rows[1][rows[0].index("Khắc trên")] = "đá"
    (line,) = reimported(rows, rules=rules).lines
    assert (line.before, line.after) == ({"khac_tren": None}, {"khac_tren": "đá"})


def test_swapped_day_and_month_are_reported(session, exported, reimported):
    rows = exported(make_item(session, date="2017-05-08"))
    (line,) = reimported(put(rows, "date", "5/8/2017")).lines
    assert "đổi chỗ ngày và tháng; ghi như 2017-05-08" in line.problem


def test_an_item_in_two_rows_is_refused_in_both(item, exported, reimported):
    rows = put(exported(item), "creator", "Nông Văn B")
    lines = reimported([*rows, rows[1]]).lines
    assert [(line.row, line.verdict) for line in lines] == [
        (2, Verdict.REFUSED),
        (3, Verdict.REFUSED),
    ]


def test_a_cell_changed_since_the_export_clashes(session, item, exported, reimported):
    rows = put(exported(item), "creator", "Nông Văn B")
    cataloguing.describe(session, cataloguing.find_item(session, item.id), {"creator": "C"}, BY)
    session.flush()
    (line,) = reimported(rows).lines
    assert line.verdict is Verdict.CLASH
    assert "Có người đã sửa “Tác giả”" in line.problem
    assert (line.before, line.after) == ({"creator": "C"}, {"creator": "Nông Văn B"})


def test_two_who_change_different_cells_do_not_clash(session, item, exported, reimported):
    rows = put(exported(item), "creator", "Nông Văn B")
    cataloguing.describe(session, cataloguing.find_item(session, item.id), {"kind": "Sách"}, BY)
    session.flush()
    (line,) = reimported(rows).lines
    assert (line.verdict, line.after) == (Verdict.CHANGE, {"creator": "Nông Văn B"})


def test_semicolons_title_rows_and_empty_rows_are_accepted(item, exported, reimported):
    rows = put(exported(item), "creator", "Nông Văn B")
    plan = reimported([["Bảng của tôi"], [""], *rows, ["", ""], [""]], separator=";")
    assert [line.row for line in plan.lines] == [4]


def test_an_unknown_column_is_reported(item, exported, reimported):
    rows = exported(item)
    plan = reimported([[*rows[0], "Việc của tôi"], [*rows[1], "xem lại"]])
    assert plan.remarks == ("Cột “Việc của tôi” không có trong bảng xuất nên không được dùng.",)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["tệp", "nhan đề"], ["a.pdf", "A"]], id="another list"),
        pytest.param([["Mã tài liệu", "Nhan đề"], ["x", "A"]], id="no version"),
        pytest.param([["Mã tài liệu", "Dấu phiên bản", "Nhan đề", "Nhan đề"]], id="twice"),
        pytest.param([], id="nothing"),
    ],
)
def test_another_list_is_refused_with_a_message(reimported, rows):
    with pytest.raises(NotAnExportError, match="Hãy xuất bảng từ lần chọn"):
        reimported(rows)
