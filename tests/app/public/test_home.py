"""Home page, collection pages and robots.txt."""

import re
from datetime import date

from library import clock
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from library.stories import edit_stories
from library.stories.edit_stories import PartDetails, StoryDetails
from library.stories.models import StoryKind
from tests.app.scans import add_page_pdf, make_scan
from tests.makers import make_item, save_profile


def test_the_home_page_leads_to_every_collection(browser):
    page = browser.visit("/")
    assert all(page.has_link_to(f"/suu-tap/{slug}") for slug in ("van-ban", "bao-chi", "dia-chi"))


def test_the_home_page_shows_the_newest_items(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa")
    assert browser.visit("/").has_link_to(f"/tai-lieu/{item.id}")


def test_the_home_page_shows_no_draft(browser, engine):
    with work(engine) as session:
        item = make_item(session, published=False)
    assert not browser.visit("/").has_link_to(f"/tai-lieu/{item.id}")


def test_the_home_page_remembers_this_day(browser, engine, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 25))
    with work(engine) as session:
        make_item(session, "Báo ra ngày ấy", date="1990-11-25")
    assert "Ngày 25/11 năm xưa" in browser.visit("/").says("h2")


def test_on_a_day_without_anniversaries_the_month_is_remembered(browser, engine, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 25))
    with work(engine) as session:
        make_item(session, "Báo ra tháng ấy", date="1990-11-07")
        make_item(session, "Báo ra năm nay", date="2026-11-25")
    headings = browser.visit("/").says("h2")
    assert "Tháng này năm xưa" in headings and "Ngày 25/11 năm xưa" not in headings


def test_the_newest_story_and_newspaper_are_on_the_home_page(browser, engine, settings):
    with work(engine) as session:
        for number in (1, 2):
            item = make_item(
                session,
                f"Xứ Lạng số {number}",
                texts=(),
                published=False,
                kind="Báo",
                series="Xứ Lạng",
                date=f"2025-11-0{number}",
            )
            make_scan(session, settings, item, "Tin tức")
            publish(session, item, "kiểm thử")
        details = StoryDetails(
            StoryKind.STORY, "Đường qua ải", "", "", "", "", (PartDetails("Lời.", item.id, ""),)
        )
        edit_stories.publish(session, edit_stories.enter(session, details, "lan"), "lan")
    page = browser.visit("/")
    assert page.says("section", aria_labelledby="so-bao")[0].endswith("Xứ Lạng số 2 2/11/2025")
    assert page.has_link_to("/chuyen-ke/1") and page.all("img", class_="tale__face")
    assert page.all("img", src="/duyet/ban-do-tinh.svg")
    assert browser.fetch("/duyet/ban-do-tinh.svg").text.count("<path") == 65


def test_pictures_of_the_home_page_are_light(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, "Bản đồ", texts=(), published=False, kind="Bản đồ")
        page = make_scan(session, settings, item, "Lạng Sơn", widths=(880, 1280))
        page.derivatives[1].bytes = 20_000
        page.derivatives[2].bytes = 30_000
        publish(session, item, "kiểm thử")
        light = page.derivatives[1].digest
    (face,) = browser.visit("/").all("img", class_="highlight__face")
    assert light in face.get("src")


def test_a_drawing_that_is_shown_small_may_be_its_thumbnail(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, "Ga (máy vẽ)", texts=(), published=False, kind="Tranh")
        page = make_scan(session, settings, item, "Ga", widths=(880,))
        publish(session, item, "kiểm thử")
        thumbnail = next(image for image in page.derivatives if image.kind == "thumbnail")
    (face,) = browser.visit("/").all("img", class_="highlight__face")
    assert f"{thumbnail.digest} {thumbnail.width}w" in face.get("srcset")
    assert face.get("sizes") == "11rem"


def test_pictures_and_maps_are_highlights_of_the_home_page(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False, kind="Ảnh")
        item.cover = make_scan(session, settings, item, "Chợ Kỳ Lừa").derivatives[0].digest
        publish(session, item, "kiểm thử")
    assert "Tài liệu tiêu biểu" in browser.visit("/").says("h2")


def test_covers_without_a_picture_differ_by_collection(browser, engine, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 25))
    with work(engine) as session:
        for collection in ("bao-chi", "dia-chi"):
            make_item(session, collection=collection, date="1990-11-25")
    covers = {cover.get("class") for cover in browser.visit("/").all("span", class_="cover--text")}
    assert len(covers) == 2


def test_titles_below_covers_are_whole_or_end_with_a_word(browser, engine, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 25))
    long_title = "Quyết định 2487/QĐ-UBND về thủ tục hành chính của Sở Khoa học và Công nghệ tỉnh"
    with work(engine) as session:
        make_item(session, long_title, date="1990-11-25")
        make_item(session, "Chợ phiên " * 20, date="1991-11-25")
    titles = browser.visit("/").says("span", class_="card__title")
    assert long_title in titles
    (short,) = [title for title in titles if title.startswith("Chợ")]
    assert short.endswith(("phiên...", "Chợ...")) and len(short) <= 124


def test_an_empty_collection_is_not_shown_among_others(browser, engine):
    with work(engine) as session:
        make_item(session, collection="dia-chi")
    assert browser.visit("/").says("h3") == ["Địa chí xứ Lạng"]


def test_featured_items_are_on_the_home_page(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Địa bạ triều Nguyễn", collection="dia-chi")
    profile = f'title = "Địa chí"\nsummary = "Sách"\nfeatured = ["{item.id}"]\nlook = "wall"\n'
    save_profile(engine, "dia-chi", profile)
    assert "Tài liệu tiêu biểu" in browser.visit("/").says("h2")
    assert "Tài liệu tiêu biểu" in browser.visit("/suu-tap/dia-chi").says("h2")


def test_a_collection_stands_in_alphabetical_order(browser, engine):
    with work(engine) as session:
        for title in ("Đồng Đăng", "Dân ca", "Ải Chi Lăng"):
            make_item(session, title, collection="dia-chi")
    page = browser.visit("/suu-tap/dia-chi")
    assert page.says("span", class_="card__title") == ["Ải Chi Lăng", "Dân ca", "Đồng Đăng"]


def test_a_collection_shows_nothing_for_staff_only(browser, engine):
    with work(engine) as session:
        make_item(session, collection="dia-chi", access=Access.STAFF)
    assert browser.visit("/suu-tap/dia-chi").says("li", class_="card") == []


def test_a_large_collection_comes_in_screens(browser, engine):
    with work(engine) as session:
        for number in range(30):
            make_item(session, f"Tập {number}", collection="dia-chi")
    page = browser.visit("/suu-tap/dia-chi?trang=2")
    assert page.says("span", class_="card__title")[-1] == "Tập 29"


def test_an_unknown_collection_page_lists_the_known_ones(browser):
    assert "van-ban" in browser.visit("/suu-tap/khong-co", status=404).words


def test_help_shows_how_to_search(browser):
    assert "Ngoặc kép" in browser.visit("/tro-giup").words


def test_robots_txt_excludes_useless_addresses(browser):
    assert "Disallow: /can-bo" in browser.fetch("/robots.txt").text


def _may_fetch(rules, path):
    """Return True if robots may fetch a path, by RFC 9309: the longest matching rule decides."""
    matches = [(0, True)]
    for kind, _, pattern in (line.partition(": ") for line in rules.splitlines()):
        expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\$", "$")
        if kind in ("Allow", "Disallow") and re.match(expression, path):
            matches.append((len(pattern), kind == "Allow"))
    return max(matches)[1]


def test_scholar_may_fetch_the_pdf_that_the_item_names(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False, creator="Lan")
        add_page_pdf(settings, make_scan(session, settings, item, "Chợ Kỳ Lừa"))
        publish(session, item, "kiểm thử")
    rules = browser.fetch("/robots.txt").text
    (link,) = browser.visit(f"/tai-lieu/{item.id}").all("meta", name="citation_pdf_url")
    path = link.get("content").removeprefix("http://localhost")
    assert _may_fetch(rules, path)
    assert not _may_fetch(rules, f"{path}?trang=1")
    assert not _may_fetch(rules, path.replace(".pdf", ".epub"))
    answer = browser.fetch(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "Set-Cookie" not in answer.headers
