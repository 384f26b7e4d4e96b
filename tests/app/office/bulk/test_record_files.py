"""Files of imported records are delivered for them in one ZIP file."""

import io
import zipfile

import pytest
from sqlalchemy import select

from library.accessions.models import Accession
from library.catalogue.models import Item
from library.database import reading

_HERE = "/can-bo/hang-loat"
_PDF = b"%PDF-1.4 tam"
_DUBLIN_CORE = """<dublin_core schema="dc">
<dcvalue element="title">Chợ Kỳ Lừa</dcvalue></dublin_core>"""


def _zipped(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


_SAF = {
    "x/item_1/dublin_core.xml": _DUBLIN_CORE,
    "x/item_1/contents": "cho.pdf\tbundle:ORIGINAL\nlicense.txt\tbundle:LICENSE\n",
    "x/item_1/cho.pdf": _PDF,
    "x/item_1/license.txt": "giấy phép",
}


def _import(office, content, name):
    upload = {"tep": (io.BytesIO(content), name), "bst": "dia-chi", "noi-doc": "staff"}
    office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", upload)
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", {})


def _deliver(office, content):
    page, action = f"{_HERE}/lan/1", f"{_HERE}/lan/1/tep"
    return office.send(page, action, {"tep": (io.BytesIO(content), "tep.zip")})


def _deliveries(engine):
    with reading(engine) as session:
        rows = select(Item.source_id, Accession.source).join(Item, Item.id == Accession.item_id)
        return [tuple(row) for row in session.execute(rows)]


def test_the_files_of_a_simple_archive_go_to_their_records(office, engine):
    _import(office, _zipped(_SAF), "xuat.zip")
    page = _deliver(office, _zipped(_SAF))
    assert "Đã nhận tệp cho 1 trên 1 biểu ghi" in page.words
    assert _deliveries(engine) == [("item_1", "cho.pdf")]


@pytest.mark.parametrize("member", ["so-1.pdf", "sach/so-1.pdf"])
def test_files_are_matched_by_their_names(office, engine, member):
    _import(office, "mã,nhan đề\nso-1,Chợ\nso-2,Đền\n".encode(), "a.csv")
    page = _deliver(office, _zipped({member: _PDF, "khac.pdf": _PDF}))
    assert "Đã nhận tệp cho 1 trên 2 biểu ghi" in page.words
    assert _deliveries(engine) == [("so-1", "so-1.pdf")]


def test_files_of_no_record_are_reported(office, engine):
    _import(office, "mã,nhan đề\nso-1,Chợ\n".encode(), "a.csv")
    assert "Không tệp nào trong ZIP" in _deliver(office, _zipped({"khac.pdf": _PDF})).words
    assert _deliveries(engine) == []


def test_the_same_files_are_not_taken_twice(office, engine):
    _import(office, _zipped(_SAF), "xuat.zip")
    _deliver(office, _zipped(_SAF))
    assert "đang chờ xử lý" in _deliver(office, _zipped(_SAF)).words
    assert len(_deliveries(engine)) == 1
