"""Audit log pages: reading, filtering and export."""

import csv
import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from library import clock
from library.catalogue.authorities import edit_records, linking
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.changes.row_words import changed_values
from library.database import Base, reading, work
from library.staff.audit import note
from library.staff.audit_labels import ACTION_LABELS, action_label
from library.staff.audit_log import AuditLine, ValueChange
from library.staff.models import AuditEntry
from tests.makers import make_item

_AUDIT_LOG = "/can-bo/nhat-ky"


@pytest.fixture
def item(engine):
    """Enter an item with a changed title."""
    with work(engine) as session:
        created = make_item(session, "Chợ Kỳ Lừa")
        note(session, "lan", "item.describe", created.id, "=1+1", old={"title": "Cũ"}, new={})
        return created


def test_the_newest_entry_comes_first_with_old_and_new_values(office, item):
    page = office.visit(_AUDIT_LOG)
    assert "lan sửa biểu ghi" in page.words
    assert "Nhan đềCũ (để trống)" in page.words


def test_an_entry_with_many_changes_is_abbreviated(office, engine):
    with work(engine) as session:
        values = {f"ô {number}": "x" * 400 for number in range(30)}
        note(session, "lan", "item.describe", "a", old=values, new={})
    page = office.visit(_AUDIT_LOG)
    assert "Còn 27 chỗ nữa" in page.words
    assert "x" * 401 not in page.words


def test_entries_are_filtered_by_person_and_subject(office, item):
    page = office.visit(f"{_AUDIT_LOG}?ai=lan&ve={item.id}&viec=item")
    assert "1 dòng" in page.words
    assert page.has_link_to(f"{_AUDIT_LOG}.csv?ai=lan&viec=item&ve={item.id}")


@pytest.mark.parametrize(
    "query",
    [
        "ai=%27%22--",
        "tu=hôm+qua",
        "trang=-1",
        "viec=%25",
        "ve=%00",
        "den=9999-12-31",
        "tu=0001-01-01",
    ],
)
def test_no_filter_value_causes_a_server_error(office, item, query):
    office.visit(f"{_AUDIT_LOG}?{query}")


def test_the_csv_export_contains_no_formulas(office, item):
    content = office.fetch(f"{_AUDIT_LOG}.csv?ai=lan").get_data()
    assert content.startswith(b"\xef\xbb\xbf")
    heading, line = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert dict(zip(heading, line, strict=True)) == {
        **dict(zip(heading, line, strict=True)),
        "Ai": "lan",
        "Việc": "sửa biểu ghi",
        "Chi tiết": "'=1+1",
        "Trước": "title = Cũ",
    }


def test_the_audit_log_is_exported_as_xlsx(office, item):
    content = office.fetch(f"{_AUDIT_LOG}.xlsx?ai=lan").get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["Ai", "lan"]
    assert rows[1][5] == "=1+1"


def test_an_empty_export_has_headings(office):
    content = office.fetch(f"{_AUDIT_LOG}.xlsx?ai=không+ai").get_data()
    assert len(list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())) == 1


def test_an_action_without_its_own_audit_entry_gets_one(office, engine):
    fields = {"ma": "loc-binh", "ten": "Thư viện Lộc Bình"}
    office.send("/can-bo/diem/them", "/can-bo/diem/them", fields)
    with reading(engine) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.who, last.action) == ("administrator", "office.enter_point")
    assert "Thư viện Lộc Bình" in last.after.values()


def test_an_undone_action_is_named():
    assert action_label("page.move.undo") == f"hoàn tác: {ACTION_LABELS['page.move']}"
    assert action_label("never.heard") == "việc khác"


def test_no_name_of_a_table_column_or_address_is_shown(office):
    columns = [
        (f"{table.name} 1: {column.name}", column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
    ]
    line = AuditLine(
        **{"id": 1, "at": clock.now(), "who": "lan", "action": "item.describe", "subject": "a"},
        detail=None,
        alterations=tuple(ValueChange(name, None, "x") for name, _ in columns),
    )
    shown = {change.name for change in changed_values(line, {})}
    assert len(shown) > 100
    assert not [words for words in shown if re.search(r"[a-z]_[a-z]", words)]
    assert not shown & {*(name for name, _ in columns), *(column for _, column in columns)}
    endpoints = {rule.endpoint for rule in office.app.url_map.iter_rules()}
    labels = {action_label(name) for name in (*endpoints, *ACTION_LABELS)}
    assert not [words for words in labels if re.search(r"[a-z][._][a-z]", words)]


def test_a_renamed_name_stands_in_its_history_and_in_that_of_its_records(office, engine):
    with work(engine) as session:
        item = make_item(session, "Then cổ", creator="Vi Hong")
        record = linking.links_of(session, item.id)[0][1]
        details = AuthorityDetails("Vi Hồng", record.kind, begins="1936")
        edit_records.edit(session, record, details, "lan")
    for address in (f"/can-bo/lich-su/ten/{record.id}", f"/can-bo/tai-lieu/{item.id}/lich-su"):
        page = office.visit(address)
        assert "lan sửa tên trong danh mục" in page.words
        assert "TênVi Hong Hồng" in page.words
        assert "Từ1936" in page.words
