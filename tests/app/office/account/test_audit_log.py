"""Audit log pages: reading, filtering and export."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from library.database import reading, work
from library.staff.audit import note
from library.staff.audit_labels import ACTION_LABELS, action_label
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
    assert [*page.says("th", scope="row"), *page.says("td")] == ["Nhan đề", "Cũ", "(trống)"]


def test_an_entry_with_many_changes_is_abbreviated(office, engine):
    with work(engine) as session:
        values = {f"ô {number}": "x" * 400 for number in range(30)}
        note(session, "lan", "item.describe", "a", old=values, new={})
    page = office.visit(_AUDIT_LOG)
    assert "Còn 18 ô nữa" in page.words
    assert "x" * 161 not in page.words


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
    assert action_label("never.heard") == "never.heard"
