"""Documents that the province withdrew: gone from the site of a station with the pack."""

from tests.app.browser import Browser
from tests.kit.station.packs import held_by, item_record, page_record

_FLOOD = [item_record("lut", "Trận lụt"), page_record("lut", 1, "nước lên to")]
_MAC = [item_record("mac", "Thành nhà Mạc"), page_record("mac", 1, "thành ở Lạng Sơn")]
_WITHDRAWN = [record.name for record in _MAC]


def _finds(browser, words):
    return "Thành nhà Mạc" in browser.visit(f"/tra-cuu?q={words}").words


def test_a_pack_is_searchable_with_and_without_marks(take, app, index):
    take([*_FLOOD, *_MAC])
    index()
    assert _finds(Browser(app), "lạng sơn")
    assert _finds(Browser(app), "lang+son")


def test_what_is_withdrawn_is_found_no_more_even_before_the_index_follows(take, app, index):
    take([*_FLOOD, *_MAC])
    index()
    browser = Browser(app)
    assert _finds(browser, "lang+son")
    take(held=held_by(*_FLOOD, *_MAC), removals=_WITHDRAWN, number=2)
    assert not _finds(browser, "lang+son")
    index()
    assert not _finds(browser, "lang+son")


def test_the_address_of_a_withdrawn_document_leads_nowhere(take, app, index):
    take([*_FLOOD, *_MAC])
    index()
    browser = Browser(app)
    browser.visit("/tai-lieu/mac")
    take(held=held_by(*_FLOOD, *_MAC), removals=_WITHDRAWN, number=2)
    for address in ("/tai-lieu/mac", "/tai-lieu/mac/trang/1", "/tai-lieu/mac/tai-ve/van-ban.txt"):
        assert browser.fetch(address).status_code == 404


def test_downloads_made_of_the_old_edition_are_gone(take, app, settings):
    take([*_FLOOD, *_MAC])
    settings.cache.mkdir(exist_ok=True)
    (settings.cache / "mac.pdf").write_bytes(b"%PDF")
    take(held=held_by(*_FLOOD, *_MAC), removals=_WITHDRAWN, number=2)
    assert list(settings.cache.iterdir()) == []


def test_suggestions_do_not_name_what_was_withdrawn(take, app, index):
    take([*_FLOOD, *_MAC])
    index()
    browser, suggestions = Browser(app), app.extensions["services"].suggestions
    suggestions._every = 0
    assert "Thành nhà Mạc" in browser.fetch("/goi-y?q=thanh").get_data(as_text=True)
    take(held=held_by(*_FLOOD, *_MAC), removals=_WITHDRAWN, number=2)
    browser.fetch("/goi-y?q=thanh")
    suggestions.catch_up()
    assert "Thành nhà Mạc" not in browser.fetch("/goi-y?q=thanh").get_data(as_text=True)
