"""Articles of newspaper pages, and their clippings."""

import pytest
from sqlalchemy import select

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Derivative, DerivativeKind, Page
from library.catalogue.text.articles import articles_of, pack_articles, unpack_articles
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word, pack
from library.database import work
from library.storage.content_store import ContentStore
from tests.app.browser import text_of
from tests.app.scans import make_scan
from tests.makers import make_item

_WIDTH, _HEIGHT = 1000, 1400
_NAME = (300, 20, 80, ["BÁO LẠNG SƠN"])
_MARKET = [(50, 150, 40, ["Chợ Kỳ Lừa"]), (50, 210, 20, ["chữ của chợ"] * 6)]
_MARKET_GOES_ON = [(550, 210, 20, ["chữ tiếp theo"] * 6)]
_ROAD = [(50, 500, 40, ["Đường lên biên giới"]), (50, 560, 20, ["chữ của đường"] * 6)]


def _page(*blocks):
    """Return the words of blocks given as (left, top, letter height, lines)."""
    lines = [
        (x, y + 30 * at, size, block, text)
        for block, (x, y, size, texts) in enumerate(blocks)
        for at, text in enumerate(texts)
    ]
    return tuple(
        Word(word, x + 100 * place, y, 90, size, 0.9, block, number)
        for number, (x, y, size, block, text) in enumerate(lines)
        for place, word in enumerate(text.split())
    )


def test_headlines_and_their_columns_are_articles_and_the_name_of_the_paper_is_none():
    page = _page(_NAME, *_MARKET, *_MARKET_GOES_ON, *_ROAD)
    market, road = articles_of(page, _WIDTH, _HEIGHT)
    assert (market.title, road.title) == ("Chợ Kỳ Lừa", "Đường lên biên giới")
    assert [(part.left, part.top) for part in market.parts] == [(50, 150), (50, 210), (550, 210)]
    assert len(market.paragraphs) == 1


def test_a_sentence_in_the_next_column_is_a_paragraph_of_its_own():
    (market, _) = articles_of(
        _page(_NAME, *_MARKET, (550, 210, 20, ["Chữ tiếp theo"] * 6), *_ROAD), _WIDTH, _HEIGHT
    )
    assert len(market.paragraphs) == 2


def test_a_headline_may_be_the_first_line_of_its_block():
    page = _page(*_MARKET, *_MARKET_GOES_ON, (50, 500, 20, ["x"]), *_ROAD)
    tall = tuple(word._replace(block=word.block - (word.block > 4)) for word in page)
    assert [article.title for article in articles_of(tall, _WIDTH, _HEIGHT)][-1] == _ROAD[0][3][0]


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param((*_MARKET, *_ROAD), id="one column"),
        pytest.param((*_MARKET, *_MARKET_GOES_ON), id="one headline"),
        pytest.param((), id="no words"),
    ],
)
def test_a_page_whose_layout_separates_nothing_has_no_list(blocks):
    assert articles_of(_page(*blocks), _WIDTH, _HEIGHT) == ()


def test_stored_articles_hold_for_the_words_in_which_they_were_found():
    articles = articles_of(_page(_NAME, *_MARKET, *_ROAD, *_MARKET_GOES_ON), _WIDTH, _HEIGHT)
    content = pack_articles("words", articles)
    assert unpack_articles(content, "words") == articles
    assert unpack_articles(content, "corrected words") is None


@pytest.fixture
def paper(engine, settings):
    """Enter a newspaper page with two articles; return the function that enters another."""

    def enter(published=True, **description):
        with work(engine) as session:
            fields = {"kind": "Báo", **description}
            item = make_item(session, "Báo Lạng Sơn số 5", texts=(), published=False, **fields)
            words = _page(_NAME, *_MARKET, *_MARKET_GOES_ON, *_ROAD)
            page = make_scan(session, settings, item, as_text(words))
            store = ContentStore(settings.derivatives)
            page.words = store.put(pack(words))
            page.width, page.height = _WIDTH, _HEIGHT
            articles = pack_articles(page.words, articles_of(words, _WIDTH, _HEIGHT))
            page.derivatives.append(
                Derivative(
                    kind=DerivativeKind.ARTICLES,
                    digest=store.put(articles),
                    media_type="application/json",
                    width=_WIDTH,
                    height=_HEIGHT,
                    bytes=len(articles),
                )
            )
            if published:
                publish(session, item, "kiểm thử")
        return item

    return enter


def test_an_article_is_cut_out_with_its_pictures_text_and_source(browser, paper):
    address = f"/tai-lieu/{paper().id}/trang/1"
    listed = browser.visit(address)
    (link, _) = listed.all("a", class_="articles__cut")
    assert listed.all("a", href="#bai-1-1") and listed.all("rect", id="bai-1-1")
    article = browser.visit(link.get("href"))
    assert len(article.all("svg", class_="cutting__part")) == 3
    assert "chữ của chợ" in article.words and "Báo Lạng Sơn số 5" in article.words
    browser.visit(f"{address}/bai/3", status=404)


def test_a_corrected_word_is_in_its_article_before_the_pipeline_finds_it_again(
    browser, paper, engine, settings
):
    item = paper()
    with work(engine) as session:
        page = session.scalar(select(Page).where(Page.item_id == item.id))
        words = _page(_NAME, *_MARKET, *_MARKET_GOES_ON, (50, 500, 40, ["Đường mới"]), _ROAD[1])
        page.words = ContentStore(settings.derivatives).put(pack(words))
    assert browser.visit(f"/tai-lieu/{item.id}/trang/1/bai/2").says("h1") == ["Đường mới"]


@pytest.mark.parametrize("fault", ["not yet stored", "lost", "damaged"])
def test_articles_that_are_not_stored_are_found_on_request(
    browser, paper, engine, settings, index, fault
):
    item = paper()
    index()
    with work(engine) as session:
        row = session.scalar(select(Derivative).where(Derivative.kind == DerivativeKind.ARTICLES))
        file = ContentStore(settings.derivatives).path(row.digest)
        if fault == "not yet stored":
            session.delete(row)
        elif fault == "lost":
            file.unlink()
        else:
            file.chmod(0o600)
            file.write_bytes(file.read_bytes()[:100])
    assert browser.visit(f"/tai-lieu/{item.id}/trang/1").all("a", class_="articles__cut")
    assert browser.visit(f"/tai-lieu/{item.id}/trang/1/bai/1").says("h1") == ["Chợ Kỳ Lừa"]
    browser.visit("/tra-cuu?q=duong+len+bien+gioi")


def test_an_article_is_cited_with_its_title_and_its_paper(browser, paper):
    address = f"/tai-lieu/{paper().id}/trang/1/bai/1"
    article = browser.visit(address)
    assert "Chợ Kỳ Lừa, Báo Lạng Sơn số 5" in article.words
    ris = next(link for link in article.all("a") if "RIS" in text_of(link))
    text = browser.fetch(ris.get("href")).get_data(as_text=True)
    assert "TI  - Chợ Kỳ Lừa" in text and "T2  - Báo Lạng Sơn số 5" in text


def test_only_newspapers_have_articles(browser, paper):
    address = f"/tai-lieu/{paper(kind='Sách').id}/trang/1"
    assert not browser.visit(address).all("a", class_="articles__cut")
    browser.visit(f"{address}/bai/1", status=404)


def test_a_hit_leads_to_the_article_with_the_words(browser, paper, index):
    address = f"/tai-lieu/{paper().id}/trang/1/bai/2"
    index()
    page = browser.visit("/tra-cuu?q=duong+len+bien+gioi")
    assert page.has_link_to(address) and not page.has_link_to(address[:-1] + "1")


def test_a_hit_that_may_not_be_read_names_no_article(browser, paper, index):
    paper(access=Access.LIBRARY)
    index()
    assert "Bài trong báo" not in browser.visit("/tra-cuu?q=lang+son").words


def test_articles_are_renamed_merged_and_taken_back(browser, office, paper):
    item = paper()
    form = f"/can-bo/tai-lieu/{item.id}/trang/1/bai"
    (base,) = office.visit(form).all("input", name="tren")
    fields = {"tren": base.get("value"), "viec": "luu", "nhan-de-1": "Phiên chợ", "gop-2": "1"}
    office.send(form, form, fields)
    article = browser.visit(f"/tai-lieu/{item.id}/trang/1/bai/1")
    assert article.says("h1") == ["Phiên chợ"] and "chữ của đường" in article.words
    browser.visit(f"/tai-lieu/{item.id}/trang/1/bai/2", status=404)
    office.send(form, form, fields, status=409)
    (base,) = office.visit(form).all("input", name="tren")
    office.send(form, form, {"tren": base.get("value"), "viec": "theo-may"})
    assert browser.visit(f"/tai-lieu/{item.id}/trang/1/bai/1").says("h1") == ["Chợ Kỳ Lừa"]


def test_an_article_may_be_read_only_where_its_paper_may(browser, paper):
    browser.visit(f"/tai-lieu/{paper(access=Access.LIBRARY).id}/trang/1/bai/1", status=403)
    browser.visit(f"/tai-lieu/{paper(published=False).id}/trang/1/bai/1", status=404)
