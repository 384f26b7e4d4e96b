"""An administrator reads the audit trail, narrows it, and takes it along."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from library.database import reading, work
from library.staff.audit import note
from library.staff.audit_labels import ACT_NAMES, act_name
from library.staff.models import AuditEntry
from tests.makers import make_item

_TRAIL = "/can-bo/nhat-ky"


@pytest.fixture
def item(engine):
    """Enter an item with a changed title."""
    with work(engine) as session:
        made = make_item(session, "Chợ Kỳ Lừa")
        note(session, "lan", "item.describe", made.id, "=1+1", before={"title": "Cũ"}, after={})
        return made


def test_the_newest_line_comes_first_with_before_and_after(office, item):
    page = office.visit(_TRAIL)
    assert "lan sửa biểu ghi" in page.words
    assert [*page.says("th", scope="row"), *page.says("td")] == ["Nhan đề", "Cũ", "(trống)"]


def test_a_line_that_changed_much_is_told_in_short(office, engine):
    with work(engine) as session:
        told = {f"ô {number}": "x" * 400 for number in range(30)}
        note(session, "lan", "item.describe", "a", before=told, after={})
    page = office.visit(_TRAIL)
    assert "Còn 18 ô nữa" in page.words
    assert "x" * 161 not in page.words


def test_the_trail_of_one_person_and_one_thing(office, item):
    page = office.visit(f"{_TRAIL}?ai=lan&ve={item.id}&viec=item")
    assert "1 dòng" in page.words
    assert page.leads_to(f"{_TRAIL}.csv?ai=lan&viec=item&ve={item.id}")


@pytest.mark.parametrize(
    "asked",
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
def test_nothing_that_is_typed_breaks_it(office, item, asked):
    office.visit(f"{_TRAIL}?{asked}")


def test_it_is_taken_along_as_csv_in_which_nothing_is_worked_out(office, item):
    told = office.fetch(f"{_TRAIL}.csv?ai=lan").get_data()
    assert told.startswith(b"\xef\xbb\xbf")
    heading, line = csv.reader(io.StringIO(told.decode("utf-8-sig")))
    assert dict(zip(heading, line, strict=True)) == {
        **dict(zip(heading, line, strict=True)),
        "Ai": "lan",
        "Việc": "sửa biểu ghi",
        "Chi tiết": "'=1+1",
        "Trước": "title = Cũ",
    }


def test_it_is_taken_along_as_a_workbook(office, item):
    told = office.fetch(f"{_TRAIL}.xlsx?ai=lan").get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(told)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["Ai", "lan"]
    assert rows[1][5] == "=1+1"


def test_an_empty_trail_is_a_workbook_with_headings(office):
    told = office.fetch(f"{_TRAIL}.xlsx?ai=không+ai").get_data()
    assert len(list(openpyxl.load_workbook(io.BytesIO(told)).active.iter_rows())) == 1


def test_an_act_of_the_office_that_nobody_wrote_down_is_written_down(office, engine):
    told = {"ma": "loc-binh", "ten": "Thư viện Lộc Bình"}
    office.send("/can-bo/diem/them", "/can-bo/diem/them", told)
    with reading(engine) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.who, last.action) == ("administrator", "office.enter_point")
    assert "Thư viện Lộc Bình" in last.after.values()


def test_an_act_that_was_undone_is_named():
    assert act_name("page.move.undo") == f"hoàn tác: {ACT_NAMES['page.move']}"
    assert act_name("never.heard") == "never.heard"
