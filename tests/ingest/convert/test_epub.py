"""Tests of electronic books: text and pictures by chapter, and hostile books."""

import io
import zipfile

import pytest
from PIL import Image

from ingest.convert import epub
from ingest.convert.file_type import detect_kind
from ingest.convert.to_pdf import convert_to_pdf
from ingest.problems import ArchiveTooLargeError, BrokenFileError, LockedBookError, NoPagesError
from ingest.record import FileKind
from ingest.tools import pdf
from tests.ingest.convert.epub_files import write_book

_ENTITY = '<!DOCTYPE package [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def _picture(width: int = 300, height: int = 200) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(written, "PNG")
    return written.getvalue()


def _paragraphs(path):
    return epub.read_paragraphs(path, "sách.epub")[0]


def test_chapters_are_read_in_their_order_each_on_a_new_page(tmp_path):
    path = write_book(tmp_path / "a", ["<h1>Một</h1><p>Chợ Kỳ Lừa</p>", "<h1>Hai</h1><p>Ải</p>"])
    assert detect_kind(path, "sách.epub") is FileKind.EPUB
    read = [(part.text, part.heading, part.begins_page) for part in _paragraphs(path)]
    assert read == [
        ("Một", True, False),
        ("Chợ Kỳ Lừa", False, False),
        ("Hai", True, True),
        ("Ải", False, False),
    ]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<img src="../pictures/a.png"/>', True),
        ('<img src="../pictures/a%2Epng"/>', True),
        ('<svg><image xlink:href="../pictures/a.png"/></svg>', True),
        ('<img src="http://127.0.0.1/a.png"/>', False),
        ('<img src="//127.0.0.1/a.png"/>', False),
        ('<img src="file:///etc/hostname"/>', False),
        ('<img src="../../../../etc/hostname"/>', False),
        ('<img src="../pictures/huge.png"/>', False),
        ('<img src="1.xhtml"/>', False),
        ('<img src="[x"/>', False),
    ],
)
def test_only_pictures_of_the_book_are_shown(tmp_path, markup, shown):
    huge = _picture()
    huge = huge[:16] + (64_000).to_bytes(4, "big") * 2 + huge[24:]
    files = {"OEBPS/pictures/a.png": _picture(), "OEBPS/pictures/huge.png": huge}
    path = write_book(tmp_path / "a", [f"<p>chữ</p>{markup}"], files)
    pictures = [part.picture for part in _paragraphs(path) if part.picture]
    assert [(picture.width, picture.height) for picture in pictures] == [(63, 42)] * shown


def test_scripts_and_entities_of_a_chapter_give_no_text(tmp_path):
    chapter = "<script>alert(1)</script><p>A &x; B</p><style>p {}</style>"
    texts = [part.text for part in _paragraphs(write_book(tmp_path / "a", [chapter]))]
    assert texts == ["A &x; B"]


@pytest.mark.slow
def test_a_book_becomes_a_pdf_with_its_text_and_pictures(tmp_path):
    files = {"OEBPS/a.png": _picture()}
    chapters = ['<h1>Một</h1><p>Chợ Kỳ Lừa</p><img src="../a.png"/>', "<h1>Hai</h1>"]
    path = write_book(tmp_path / "a", chapters, files)
    document = convert_to_pdf(path, FileKind.EPUB, "sách.epub")
    (tmp_path / "a.pdf").write_bytes(document.pdf)
    pages = [pdf.facts(tmp_path / "a.pdf", index) for index in range(2)]
    assert ["Chợ Kỳ Lừa" in page.text for page in pages] == [True, False]
    assert pages[0].image_share > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "chapters", "files", "problem"),
    [
        pytest.param(_ENTITY, ["a"], {}, BrokenFileError, id="its list declares entities"),
        pytest.param("<a", ["a"], {}, BrokenFileError, id="its list is no XML"),
        pytest.param("", ["a"], {"META-INF/container.xml": b"<a/>"}, BrokenFileError, id="no list"),
        pytest.param("", ["a" * (70 << 20)], {}, ArchiveTooLargeError, id="70 MB of one letter"),
        pytest.param(
            "",
            ["a"],
            {
                "META-INF/encryption.xml": b"<encryption><EncryptedData><EncryptionMethod "
                b'Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData>'
                b"</encryption>"
            },
            LockedBookError,
            id="it is locked",
        ),
    ],
)
def test_a_bad_book_is_refused_with_its_reason(tmp_path, package, chapters, files, problem):
    path = write_book(tmp_path / "a", chapters, files, package)
    with pytest.raises(problem):
        _paragraphs(path)


def test_a_book_whose_fonts_are_hidden_is_open(tmp_path):
    method = b'<EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>'
    files = {"META-INF/encryption.xml": b"<encryption>" + method + b"</encryption>"}
    assert _paragraphs(write_book(tmp_path / "a", ["<p>a</p>"], files))


def test_a_book_without_text_has_no_pages(tmp_path):
    with pytest.raises(NoPagesError):
        convert_to_pdf(write_book(tmp_path / "a", []), FileKind.EPUB, "a.epub")


def test_a_book_describes_itself(tmp_path):
    path = write_book(tmp_path / "a", ["<p>chữ</p>"])
    with zipfile.ZipFile(path) as book:
        contents = {name: book.read(name) for name in book.namelist()}
    head = (
        '<package><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>  Xứ Lạng </dc:title><dc:creator>Lan</dc:creator><dc:creator>Minh</dc:creator>"
        "<dc:date>1998-05-01T00:00:00Z</dc:date><dc:date>rác</dc:date>"
        "<dc:language>vi-VN</dc:language><title>khác</title></metadata>"
    )
    place = next(name for name in contents if name.endswith(".opf"))
    contents[place] = contents[place].replace(b"<package>", head.encode())
    with zipfile.ZipFile(path, "w") as book:
        for name, content in contents.items():
            book.writestr(name, content)
    assert dict(epub.described(path, "a.epub")) == {
        "title": "Xứ Lạng",
        "creator": "Lan; Minh",
        "date": "1998-05-01",
        "language": "vi",
    }
