"""Pages of a ZIM file."""

from posixpath import dirname, join, normpath

import html5lib
import pytest

from kit.zim.zim_entries import PictureSize, unmarked_words
from library.catalogue.models import DerivativeKind
from library.database import work
from tests.kit.zim.makers import make_entries, make_picture
from tests.makers import make_item

_SCRIPT = '<script>alert("đ")</script>'


def _links(entry):
    tree = html5lib.parse(entry.text, namespaceHTMLElements=False)
    for tag, name in (("a", "href"), ("img", "src"), ("link", "href")):
        for element in tree.iter(tag):
            yield normpath(join(dirname(entry.path), element.get(name)))


def _newspaper(session):
    return [
        make_item(
            session, "Tin tức số 2", collection="bao-chi", series="Tin tức", date="1946-02-03"
        ),
        make_item(
            session, "Tin tức số 1", collection="bao-chi", series="Tin tức", date="1945-12-30"
        ),
        make_item(session, "Tin tức", collection="bao-chi", series="Tin tức"),
    ]


def _with_pictures(session):
    item = make_item(session, "Bản đồ")
    page = item.pages[0]
    page.derivatives = [
        make_picture("a" * 64, 200, DerivativeKind.THUMBNAIL),
        make_picture("b" * 64, 880),
        make_picture("c" * 64, 1280),
    ]
    item.cover = "a" * 64
    return item


def test_every_link_leads_to_a_page_of_the_file(engine):
    with work(engine) as session:
        book = make_item(session, texts=["Chương I. Núi", "Chương II. Sông", "Chương III. Đèo"])
        items = [book, _with_pictures(session), *_newspaper(session)]
    entries = make_entries(engine, items)
    pages = [entry for entry in entries.values() if entry.media_type == "text/html"]
    assert {link for page in pages for link in _links(page)} == {*entries}


def test_all_text_is_escaped(engine):
    with work(engine) as session:
        item = make_item(session, _SCRIPT, texts=[_SCRIPT], creator=_SCRIPT, series=_SCRIPT)
    assert not any("<script" in entry.text for entry in make_entries(engine, [item]).values())


def test_what_may_not_be_handed_out_leaves_no_trace(engine):
    with work(engine) as session:
        public = make_item(session)
        secret = make_item(session, "Sổ mật", texts=["chữ kín"], opens="2030-01-01")
    entries = make_entries(engine, [public, secret])
    assert not any(
        word in entry.path + entry.text
        for entry in entries.values()
        for word in (secret.id, "Sổ mật", "chữ kín")
    )


def test_issues_of_a_newspaper_are_listed_by_year(engine):
    with work(engine) as session:
        items = _newspaper(session)
    entries = make_entries(engine, items)
    assert [path for path in entries if path.startswith("bao/")] == [
        "bao/1-1/khong-ro.html",
        "bao/1-1/1945.html",
        "bao/1-1/1946.html",
    ]
    assert "Tháng 12/1945" in entries["bao/1-1/1945.html"].text


@pytest.mark.parametrize(
    ("size", "pictures"),
    [
        pytest.param(PictureSize.NONE, [], id="none"),
        pytest.param(PictureSize.THUMBNAILS, ["a"], id="small previews"),
        pytest.param(PictureSize.SMALL, ["a", "b"], id="narrow, and the cover"),
        pytest.param(PictureSize.READING, ["a", "c"], id="wide, and the cover"),
    ],
)
def test_the_file_holds_images_of_the_size_chosen(engine, size, pictures):
    with work(engine) as session:
        item = _with_pictures(session)
    entries = make_entries(engine, [item], size)
    assert [entry.digest[0] for entry in entries.values() if entry.digest] == pictures


def test_a_lost_image_is_left_out_of_its_page(engine):
    with work(engine) as session:
        item = _with_pictures(session)
    entries = make_entries(engine, [item], lost=["b" * 64])
    assert "<img" not in entries[f"tai-lieu/{item.id}/1.html"].text


def test_words_with_đ_are_found_without_it():
    assert unmarked_words("Đường phố Đồng Đăng, đường đèo") == "duong dong dang deo"
