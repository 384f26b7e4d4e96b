"""Spreadsheet round trip: export, re-import, preview, apply and undo."""

import csv
import io

import pytest

from app.office.bulk import record_exchange
from library.bulk import selections
from library.catalogue import cataloguing
from library.database import reading, work
from tests.makers import BY, make_item

_HERE = "/can-bo/hang-loat"


@pytest.fixture
def item(engine):
    """Enter an item whose title contains markup."""
    with work(engine) as session:
        return make_item(session, "Chợ <b>Kỳ Lừa</b>", creator="A")


@pytest.fixture
def rows(office, item):
    """Select the item and return the rows of its exported list."""
    office.send(_HERE, f"{_HERE}/chon", {"tai-lieu": item.id})
    text = office.fetch(f"{_HERE}/chon/1/bang.csv").get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def creator(engine, item):
    """Return a function that reads the current author."""

    def read_now():
        with reading(engine) as session:
            return cataloguing.find_item(session, item.id).creator

    return read_now


def _written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return io.BytesIO(text.getvalue().encode()), "bảng.csv"


def _edited(rows, creator="B"):
    rows[1][rows[0].index("Tác giả")] = creator
    return {"bang": _written(rows)}


def test_an_edited_list_is_previewed_applied_and_undone(office, rows, creator):
    page = office.send(f"{_HERE}/bang", f"{_HERE}/bang", _edited(rows))
    assert page.heading == "Bảng tính nộp lại: bảng.csv"
    assert (page.says("del")[0], page.says("ins")[0]) == ("A", "B")
    assert creator() == "A"
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {})
    assert creator() == "B"
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/hoan-tac", {})
    assert creator() == "A"


def test_the_list_is_also_exported_as_xlsx(office, rows):
    answer = office.fetch(f"{_HERE}/chon/1/bang.xlsx")
    assert answer.get_data().startswith(b"PK")
    assert "tai-lieu" in answer.headers["Content-Disposition"]


def test_refused_rows_are_shown_next_to_the_others(office, rows):
    rows[1][0] = "khong-co"
    page = office.send(f"{_HERE}/bang", f"{_HERE}/bang", _edited(rows))
    assert "Không có tài liệu mã “khong-co”." in page.words
    assert page.says("button") == [] or "Áp dụng" not in page.words


def test_a_missing_file_shows_an_error_message(office):
    page = office.send(f"{_HERE}/bang", f"{_HERE}/bang", {}, status=400)
    assert "Hãy chọn một tệp" in page.words


def test_an_unrelated_list_shows_an_error_message(office):
    other = {"bang": _written([["tệp", "nhan đề"], ["a.pdf", "A"]])}
    page = office.send(f"{_HERE}/bang", f"{_HERE}/bang", other, status=422)
    assert "không có cột “Mã tài liệu”" in page.words


def test_the_changes_are_listed(office, rows):
    office.send(f"{_HERE}/bang", f"{_HERE}/bang", _edited(rows))
    assert "Bảng tính nộp lại: bảng.csv" in office.visit(f"{_HERE}/lan").words


def test_an_unknown_change_is_not_found(office):
    office.visit(f"{_HERE}/lan/9", status=404)


def test_a_cataloguer_may_do_the_whole_round_trip(staff, rows, creator):
    cataloguer = staff("cataloguer")
    cataloguer.send(f"{_HERE}/bang", f"{_HERE}/bang", _edited(rows))
    cataloguer.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {})
    assert creator() == "B"


def test_an_item_changed_since_is_not_undone(office, rows, engine, item, creator):
    office.send(f"{_HERE}/bang", f"{_HERE}/bang", _edited(rows))
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {})
    with work(engine) as session:
        cataloguing.describe(session, cataloguing.find_item(session, item.id), {"creator": "C"}, BY)
    page = office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/hoan-tac", {}, status=409)
    assert "1 tài liệu không trả lại như cũ được" in page.words
    assert page.has_link_to(f"/can-bo/tai-lieu/{item.id}")
    assert page.has_link_to(f"{_HERE}/lan/1")
    assert creator() == "C"


def test_an_undo_that_could_not_be_whole_offers_to_restore_the_rest(office, engine):
    with work(engine) as session:
        ids = [make_item(session, title, creator="A").id for title in ("Một", "Hai")]
        selections.save(session, ids, BY)
    plan = {"o": "creator", "cach": "fill", "noi-dung": "B"}
    office.send(f"{_HERE}/chon/1", f"{_HERE}/chon/1/doi-o", plan)
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {})
    with work(engine) as session:
        cataloguing.describe(session, cataloguing.find_item(session, ids[0]), {"creator": "C"}, BY)
    page = office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/hoan-tac", {}, status=409)
    offered = page.form(f"{_HERE}/lan/1/hoan-tac")
    assert any("Hoàn tác 1 tài liệu kia" in name for name in page.says("button"))
    assert f"{BY} đã sửa tiếp lúc" in page.words
    office.client.post(f"{_HERE}/lan/1/hoan-tac", data=offered).close()
    with reading(engine) as session:
        creators = [cataloguing.find_item(session, item_id).creator for item_id in ids]
    assert creators == ["C", "A"]
    again = f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {}
    assert "1 đổi ngay, 0 chờ duyệt, 0 bị từ chối" in office.send(*again).words


@pytest.mark.parametrize(
    "content", [b"00024nam a2200037   4500\x1e\x1d", b"<collection><record/></collection>"]
)
def test_records_at_the_door_of_spreadsheets_are_sent_to_theirs(office, content):
    upload = {"bang": (io.BytesIO(content), "sách.mrc")}
    page = office.send(f"{_HERE}/bang", f"{_HERE}/bang", upload, status=422)
    assert "tệp biểu ghi" in page.says("p", class_="field__problem")[0]
    assert page.has_link_to(f"{_HERE}/bieu-ghi")


def test_a_too_large_list_is_refused(office, rows, monkeypatch):
    monkeypatch.setattr(record_exchange, "_MAX_BYTES", 10)
    page = office.send(f"{_HERE}/bang", f"{_HERE}/bang", _edited(rows), status=422)
    assert "quá lớn" in page.words
