"""Tests of broken, hostile and mislabelled files: each is refused with a message and kept."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from pypdf import PdfWriter
from sqlalchemy import select

from library.accessions.models import Accession
from library.database import reading
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import run_pipeline, submit
from tests.ingest.papers import PdfPage
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow

_LAUGHS = b"<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a 'ha'>" + b"".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>".encode() for n in range(12)
)
_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)


def _png(width: int, height: int) -> bytes:
    """Return a PNG that declares this size but has almost no pixel data."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        data = kind + content
        return struct.pack(">I", len(content)) + data + struct.pack(">I", zlib.crc32(data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def _zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def _office(laughs: bytes) -> dict[str, bytes]:
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": laughs}
    docx = {"[Content_Types].xml": _TYPES, "word__document.xml": laughs}
    return {"cười.odt": _zipped(**odt), "cười.docx": _zipped(**docx)}


def _locked_zip() -> bytes:
    """Return a ZIP with an encrypted file."""
    packed = bytearray(_zipped(**{"a.pdf": papers.pdf_of(PdfPage())}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


def _empty_pdf() -> bytes:
    written = io.BytesIO()
    PdfWriter().write(written)
    return written.getvalue()


def _contents() -> dict[str, bytes]:
    """Return the content of each file; its expected message is in `_MESSAGES`."""
    valid_pdf = papers.pdf_of(PdfPage(papers.scan()))
    bomb = bytes(200 << 20)
    return {
        "rỗng.pdf": b"\n",
        "cụt.pdf": valid_pdf[: len(valid_pdf) // 3],
        "không trang.pdf": _empty_pdf(),
        "dài.png": _png(100_000, 900),
        "vuông.png": _png(30_000, 30_000),
        "ảnh cụt.jpg": b"\xff\xd8\xff\xe0 half a photograph",
        "âm thanh.docx": b"RIFF\0\0\0\0WAVEfmt " + bytes(500),
        "lối ra.zip": _zipped(**{"..__..__etc__cron.txt": b"x"}),
        "khóa.zip": _locked_zip(),
        "lồng.zip": _zipped(**{"trong.zip": _zipped(**{"a.txt": b"a"})}),
        "nổ.zip": _zipped(**{"1.png": bomb}),
        "trống.zip": _zipped(**{"readme.md": b"-"}),
        "rar.zip": b"Rar!\x1a\x07\x01\0" + bytes(50),
        "cười.xml": _LAUGHS + b"]><mets>&m;</mets>",
        **_office(_LAUGHS + b"]><a>&m;</a>"),
    }


_MESSAGES = {
    "rỗng.pdf": "không thuộc loại tệp",
    "cụt.pdf": "bị hỏng hoặc chưa chép hết",
    "không trang.pdf": "không có trang nào",
    "dài.png": "Ảnh quá lớn: 100000 × 900",
    "vuông.png": "Ảnh quá lớn: 30000 × 30000",
    "ảnh cụt.jpg": "bị hỏng hoặc chưa chép hết",
    "âm thanh.docx": "Không mở được bản ghi",
    "lối ra.zip": "trỏ ra ngoài thư mục nén",
    "khóa.zip": "có mật khẩu",
    "khóa.pdf": "có mật khẩu",
    "lồng.zip": "tệp nén nằm trong một tệp nén khác",
    "nổ.zip": "lớn bất thường",
    "trống.zip": "không có ảnh hay tài liệu nào",
    "rar.zip": "bị hỏng hoặc chưa chép hết",
    "cười.xml": "tự định nghĩa thực thể XML",
    "cười.odt": "bị hỏng",
    "cười.docx": "bị hỏng",
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[object, object, dict]]:
    """Return an installation that processed only problem files."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    folder = tmp_path_factory.mktemp("giao")
    for name, content in _contents().items():
        (folder / name).write_bytes(content)
    papers.write_encrypted_pdf(folder / "khóa.pdf")
    submit(settings, engine, *sorted(folder.iterdir()))
    yield settings, engine, run_pipeline(settings, engine)
    engine.dispose()


@pytest.mark.parametrize("name", _MESSAGES)
def test_each_file_is_refused_with_the_expected_message(day, name):
    outcome = day[2][name]
    assert _MESSAGES[name] in (outcome.message or "")
    assert outcome.status in ("refused", "partial")
    assert outcome.message.endswith(".")
    assert "/" not in outcome.message.replace("METS/ALTO", "")


def test_the_masters_of_refused_files_are_kept(day):
    settings, engine, _ = day
    store = ContentStore(settings.masters)
    with reading(engine) as session:
        digests = [file.digest for row in session.scalars(select(Accession)) for file in row.files]
    assert len(digests) == len(_MESSAGES)
    assert all(store.is_sound(digest) for digest in digests)


def test_refused_files_leave_no_derivatives(day):
    settings = day[0]
    assert sum(path.stat().st_size for path in settings.derivatives.glob("??/*")) < 1 << 20
    assert not list(settings.temporary.glob("doc-*"))
