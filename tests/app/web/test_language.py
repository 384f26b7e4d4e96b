"""English translation of all pages for readers."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import render_template_string

import app as site
from app.web import formats
from library.database import work
from library.recordings.language_names import LANGUAGES, language_name
from library.recordings.media_fields import LABELS
from tests.makers import make_item, make_page

_TEMPLATES = Path(site.__file__).parent / "templates"
_ENGLISH = Path(site.__file__).parent / "translations" / "en" / "messages.po"
_REASONS = {
    "chỉ đọc trên máy tính của thư viện",
    "chỉ đọc tại chỗ, không tải về được",
    "chưa đến ngày mở cho bạn đọc",
    "là bản sao của thư viện, chỉ đọc trên trang này",
    "là bản sao của thư viện, cần một chỗ đọc",
    "tài liệu chưa công bố",
    "chỉ xem cùng người của cộng đồng, hẹn trước với thư viện",
    "không dành cho máy đọc tự động, theo ý của cộng đồng",
    "đã hết thời hạn được đồng ý cho đọc",
    "chỉ đọc trên máy tính của thư viện, vì đã hết thời hạn đồng ý cho đăng",
    "chỉ mở theo mùa, theo ý của cộng đồng",
    "có lời báo trước cần đọc",
    "không tải về được, theo ý của cộng đồng",
    "Không có xã, phường nào tên như vậy.",
}
"""Reasons given with decisions on rights and seats, and of a search for maps without a place."""
_FOR_READERS = ("layout/", "components/", "public/", "readers/", "points/kiosk/", "errors/")


@pytest.fixture(scope="module")
def messages():
    """Return all messages of the templates for readers."""
    extracted = extract_from_dir(
        _TEMPLATES,
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": {"silent": "false"}},
    )
    languages = {language_name(code) for code in LANGUAGES}
    labels = {label for labels in LABELS.values() for label in labels.values()}
    return (
        _REASONS
        | languages
        | labels
        | {
            message
            for name, _line, message, _comments, _context in extracted
            if name.startswith(_FOR_READERS)
        }
    )


@pytest.fixture(scope="module")
def english():
    """Return the English catalogue."""
    with _ENGLISH.open("rb") as written:
        return {message.id: message.string for message in read_po(written) if message.id}


def _is_translated(string):
    """Return True if there is a translation; one with a plural has two."""
    return all(string) if isinstance(string, tuple) else bool(string)


def test_every_message_is_translated(messages, english):
    assert [text for text in messages if not _is_translated(english.get(text))] == []


def test_the_catalogue_has_no_unused_messages(messages, english):
    assert set(english) - messages == set()


def test_switching_to_english_returns_to_the_page(browser):
    page = browser.visit("/ngon-ngu/en?tiep=/tro-giup")
    assert page.heading == "Help"
    assert page.all("html")[0].get("lang") == "en"


def test_a_reader_switches_back_to_vietnamese(browser):
    browser.visit("/ngon-ngu/en?tiep=/")
    assert browser.visit("/ngon-ngu/vi?tiep=/tro-giup").heading == "Trợ giúp"


def test_switching_to_english_keeps_the_query(browser):
    (link,) = browser.visit("/tra-cuu?q=chợ+kỳ+lừa").all("a", hreflang="en")
    assert browser.visit(link.get("href")).heading == "Search: chợ kỳ lừa"


@pytest.mark.parametrize(
    ("accepted", "heading"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "Trợ giúp"),
        ("en-US,en;q=0.9,vi;q=0.8", "Trợ giúp"),
        ("en-GB,en;q=0.9", "Help"),
        ("fr-FR,fr;q=0.9", "Help"),
        ("*", "Trợ giúp"),
    ],
)
def test_a_browser_that_names_no_vietnamese_gets_english(browser, accepted, heading):
    response = browser.fetch("/tro-giup", headers={"Accept-Language": accepted})
    assert heading in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_the_chosen_language_goes_before_that_of_the_browser(browser):
    browser.visit("/ngon-ngu/vi?tiep=/")
    response = browser.fetch("/tro-giup", headers={"Accept-Language": "en"})
    assert '<html lang="vi"' in response.text


def test_a_public_computer_with_an_english_browser_gets_vietnamese(browser):
    browser.client.set_cookie("may", "whatever")
    response = browser.fetch("/tro-giup", headers={"Accept-Language": "en-US"})
    assert '<html lang="vi"' in response.text


def test_the_office_is_in_vietnamese_for_any_browser(browser):
    response = browser.fetch("/can-bo/dang-nhap", headers={"Accept-Language": "en"})
    assert '<html lang="vi"' in response.text


def test_months_and_days_are_written_as_english_writes_them(app):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert formats.month_title(2024, 9) == "September 2024"
        assert formats.day("2017-08-22") == "22 August 2017"
        assert formats.day("1886") == "1886"


def test_one_item_is_singular_in_english(app):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        rendered = render_template_string(
            "{% trans count=1, total=1 %}{{ total }} tài liệu"
            "{% pluralize count %}{{ total }} tài liệu{% endtrans %}"
        )
    assert rendered == "1 item"


def test_vietnamese_text_is_tagged_on_an_english_page(browser):
    browser.client.set_cookie("ngon-ngu", "en")
    (heading,) = browser.visit("/dia-danh/xa-tan-van").all("h1")
    assert heading.get("lang") == "vi"
    (translated,) = browser.visit("/suu-tap/van-ban").all("h1")
    assert (translated.text, translated.get("lang")) == ("Official documents", "en")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org", "//example.org", "/\\example.org", "/\t/example.org", ""]
)
def test_switching_language_redirects_to_no_other_site(browser, elsewhere):
    response = browser.fetch("/ngon-ngu/en", query_string={"tiep": elsewhere})
    assert response.headers["Location"] == "/"


def test_an_unknown_language_is_not_found(browser):
    browser.visit("/ngon-ngu/xx", status=404)


@pytest.mark.parametrize("address", ["/", "/tra-cuu?q=x", "/suu-tap/van-ban", "/tro-giup", "/may"])
def test_every_page_is_available_in_english(browser, address):
    browser.client.set_cookie("ngon-ngu", "en")
    browser.visit(address)


def test_a_title_in_an_english_heading_is_marked_as_vietnamese(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Chợ & <phố>")
        make_page(session, item, "Chợ")
    browser.visit("/ngon-ngu/en?tiep=/")
    for address in ("bao-sai", "trang/1", "gan"):
        page = browser.visit(f"/tai-lieu/{item.id}/{address}")
        (heading,) = page.all("h1")
        assert [part.get("lang") for part in heading.iter("span")] == ["vi"]
        assert "<span" not in page.says("title")[0]
        assert "Chợ & <phố>" in page.says("title")[0]
