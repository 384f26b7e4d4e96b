"""Search of a place under its other units: said openly, and turned off by one link."""

import pytest

_OFF, _ON = "Chỉ tìm theo tên đã gõ", "Tìm cả theo tên khác"
_LABEL = "xã Hồng Phong, trước 10/6/1981 thuộc Văn Lãng"


@pytest.fixture
def earlier(holdings):
    """Publish an item that names a predecessor of the commune Đồng Đăng."""
    text = "Uỷ ban xã Hồng Phong, huyện Văn Lãng, tỉnh Lạng Sơn."
    return holdings("Biên bản", date="1975", texts=[text])


@pytest.mark.parametrize("query", ["xã+Đồng+Đăng", 'nơi:"Xã+Đồng+Đăng"'], ids=["words", "field"])
def test_a_search_of_a_commune_finds_and_names_its_predecessors(browser, earlier, query):
    page = browser.visit(f"/tra-cuu?q={query}")
    assert page.has_link_to(f"/tai-lieu/{earlier.id}") or f"/tai-lieu/{earlier.id}/" in page.html
    assert _LABEL in page.words
    assert any("Hồng Phong" in words for words in page.says("mark"))


def test_one_link_turns_it_off_and_another_on_again(browser, earlier):
    page = browser.visit("/tra-cuu?q=xã+Đồng+Đăng")
    without = browser.visit(_link(page, _OFF))
    assert "tên cũ, tên mới của nơi ấy" not in without.words
    assert "Không tài liệu nào có đủ các chữ đã gõ." in without.words
    assert _LABEL in browser.visit(_link(without, _ON)).words


def test_the_choice_stays_in_the_links_of_the_page(browser, earlier):
    page = browser.visit("/tra-cuu?q=xã+Hồng+Phong&ten-khac=khong")
    (feed,) = page.all("link", rel="alternate", type="application/atom+xml")
    assert "ten-khac=khong" in feed.get("href")
    narrowing = [a.get("href") for a in page.all("a") if "thap-ky=" in a.get("href", "")]
    assert all("ten-khac=khong" in address for address in narrowing)


def test_a_facet_names_units_so_that_none_is_mistaken(browser, earlier, holdings):
    holdings("Xã Hồng Phong, huyện Văn Lãng: sổ", date="1976")
    holdings("Chợ phiên", date="1976")
    page = browser.visit("/tra-cuu?thap-ky=1970")
    assert {"Xã Đồng Đăng 2", "Huyện Văn Lãng 2"} <= set(page.says("li"))
    narrowed = browser.visit("/tra-cuu?thap-ky=1970&noi=x-hong-phong--van-lang")
    assert "Xã Hồng Phong (Văn Lãng)" in narrowed.words and "Chợ phiên" not in narrowed.words


def test_other_doors_take_the_choice_as_a_parameter(browser, earlier):
    totals = [
        browser.client.get(f"/api/v1/search?q=xã Đồng Đăng{more}").json["total"]
        for more in ("", "&other_names=no")
    ]
    assert totals == [1, 0]
    answers = [
        browser.client.get(f'/sru?query=dc.coverage="xã Đồng Đăng"{more}').text
        for more in ("", "&x-other-names=no")
    ]
    assert ["numberOfRecords>1<" in text for text in answers] == [True, False]


def _link(page, text: str) -> str:
    return next(a.get("href") for a in page.all("a") if a.text == text)
