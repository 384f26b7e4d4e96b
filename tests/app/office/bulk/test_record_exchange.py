"""Export of records in exchange formats and import as drafts."""

import io

import pytest
from sqlalchemy import select

from library.bulk import selections
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from tests.makers import BY, make_item

_HERE = "/can-bo/hang-loat"
_SHEET = "mã,nhan đề\nso-1,Chợ Kỳ Lừa\n"


@pytest.fixture
def chosen(engine):
    """Enter an item and select it; return the address of the selection."""
    with work(engine) as session:
        selections.save(session, [make_item(session, "Chợ <Kỳ Lừa>").id], BY)
    return f"{_HERE}/chon/1"


@pytest.mark.parametrize(
    ("file", "begins", "holds"),
    [
        pytest.param("bieu-ghi.mrc", b"0", "Chợ <Kỳ Lừa>", id="MARC"),
        pytest.param("marcxml.xml", b"<?xml", "Chợ &lt;Kỳ Lừa&gt;</subfield>", id="MARCXML"),
        pytest.param("dublin-core.xml", b"<?xml", "Chợ &lt;Kỳ Lừa&gt;</dc:title>", id="DC"),
    ],
)
def test_records_are_exported(office, chosen, file, begins, holds):
    answer = office.fetch(f"{chosen}/{file}")
    content = answer.get_data()
    assert content.startswith(begins)
    assert holds in content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_records_are_previewed_imported_and_undone(office, engine):
    upload = {"tep": (io.BytesIO(_SHEET.encode()), "a.csv"), "bst": "dia-chi", "noi-doc": "library"}
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", upload)
    assert page.heading == "Nhập biểu ghi: a.csv → Địa chí xứ Lạng"
    assert "Chợ Kỳ Lừa" in page.says("ins")
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {})
    with reading(engine) as session:
        assert session.scalars(select(Item.state)).all() == [ItemState.DRAFT]
    page = office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/hoan-tac", {})
    assert "Đã hoàn tác 1 tài liệu" in page.html
    with reading(engine) as session:
        assert session.scalars(select(Item)).all() == []


def test_a_missing_file_shows_an_error_message(office):
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", {}, status=400)
    assert "Hãy chọn một tệp" in page.words


def test_rights_are_asked_and_never_taken_from_the_collection(office):
    upload = {"tep": (io.BytesIO(_SHEET.encode()), "a.csv"), "bst": "dia-chi", "quyen": "CC BY"}
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", upload, status=400)
    assert "nơi đọc không tự lấy theo sưu tập" in page.words
    assert page.form(f"{_HERE}/bieu-ghi")["quyen"] == "CC BY"


def test_a_column_is_remembered_used_and_forgotten(office):
    office.send(f"{_HERE}/cot", f"{_HERE}/cot", {"cot": "Tên kho", "o": "source"})
    sheet = "mã,nhan đề,Tên kho\nx,Chợ,Kho 2\n"
    upload = {
        "tep": (io.BytesIO(sheet.encode()), "a.csv"),
        "bst": "dia-chi",
        "noi-doc": "staff",
    }
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", upload)
    assert "Nguồn: Kho 2" in page.words
    page = office.send(f"{_HERE}/cot", f"{_HERE}/cot", {"bo": "tên kho"})
    assert "Tên kho" not in page.says("td")


def test_a_remembered_column_has_its_marks(office):
    for column, field in (("Kho chữ", "source"), ("Khổ chữ", "note")):
        office.send(f"{_HERE}/cot", f"{_HERE}/cot", {"cot": column, "o": field})
    sheet = "mã,nhan đề,Kho chữ,Khổ chữ\nx,Chợ,to,nhỏ\n"
    upload = {"tep": (io.BytesIO(sheet.encode()), "a.csv"), "bst": "dia-chi", "noi-doc": "staff"}
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", upload)
    assert "Nguồn: to" in page.words
    assert "Ghi chú: nhỏ" in page.words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "1 dòng sẽ thêm"),
        ("skip", "Đã có tài liệu này"),
        ("fill", "1 dòng sẽ đổi"),
    ],
)
def test_a_rule_says_what_happens_to_records_of_held_items(office, engine, rule, words):
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa", isbn="978-604-2-00001-1")
    content = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:title>Chợ Kỳ Lừa'
        "</dc:title><dc:identifier>urn:isbn:9786042000011</dc:identifier>"
        "<dc:publisher>Kim Đồng</dc:publisher></rdf:Description></rdf:RDF>"
    )
    upload = {"tep": (io.BytesIO(content.encode()), "a.xml"), "bst": "dia-chi", "luat": rule}
    upload["noi-doc"] = "staff"
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", upload)
    assert words in page.words


@pytest.mark.parametrize(("column", "field"), [("…", "source"), ("Kho", "id")])
def test_a_mapping_without_column_or_field_is_refused(office, column, field):
    office.send(f"{_HERE}/cot", f"{_HERE}/cot", {"cot": column, "o": field}, status=422)
