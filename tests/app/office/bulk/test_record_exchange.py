"""Records go out of the office in the forms other programs read, and come in as drafts."""

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
    """Enter an item and choose it; give where its choice stands."""
    with work(engine) as session:
        selections.keep(session, [make_item(session, "Chợ <Kỳ Lừa>").id], BY)
    return f"{_HERE}/chon/1"


@pytest.mark.parametrize(
    ("file", "begins", "holds"),
    [
        pytest.param("bieu-ghi.mrc", b"0", "Chợ <Kỳ Lừa>", id="MARC"),
        pytest.param("marcxml.xml", b"<?xml", "Chợ &lt;Kỳ Lừa&gt;</subfield>", id="MARCXML"),
        pytest.param("dublin-core.xml", b"<?xml", "Chợ &lt;Kỳ Lừa&gt;</dc:title>", id="DC"),
    ],
)
def test_records_go_out(office, chosen, file, begins, holds):
    answer = office.fetch(f"{chosen}/{file}")
    content = answer.get_data()
    assert content.startswith(begins)
    assert holds in content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_records_are_looked_over_taken_in_and_taken_away(office, engine):
    given = {"tep": (io.BytesIO(_SHEET.encode()), "a.csv"), "bst": "dia-chi"}
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", given)
    assert page.heading == "Nhập biểu ghi: a.csv → Địa chí xứ Lạng"
    assert "Chợ Kỳ Lừa" in page.says("ins")
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {})
    with reading(engine) as session:
        assert session.scalars(select(Item.state)).all() == [ItemState.DRAFT]
    page = office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/hoan-tac", {})
    assert "Đã hoàn tác 1 tài liệu" in page.html
    with reading(engine) as session:
        assert session.scalars(select(Item)).all() == []


def test_no_file_is_said(office):
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", {}, status=400)
    assert "Hãy chọn một tệp" in page.words
