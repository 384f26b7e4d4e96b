"""A browser is sent only what it does not have."""


def test_a_page_that_has_not_changed_is_not_sent_again(browser):
    tag = browser.fetch("/").headers["ETag"]
    assert browser.fetch("/", headers={"If-None-Match": tag}).status_code == 304


def test_a_page_is_asked_for_again_each_time(browser):
    assert browser.fetch("/").headers["Cache-Control"] == "private, no-cache"


def test_an_office_page_is_kept_nowhere(office):
    assert office.fetch("/can-bo").headers["Cache-Control"] == "no-store"


def test_styles_are_named_by_their_content_and_kept(browser):
    (style, *_) = browser.visit("/").all("link", rel="stylesheet")
    assert "?v=" in style.get("href")
    kept = browser.fetch(style.get("href")).headers["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"


def test_a_file_is_not_kept_under_a_version_it_has_not(browser):
    headers = browser.fetch("/static/css/base.css?v=0123456789ab").headers
    assert headers["Cache-Control"] == "no-cache"


def test_a_file_that_is_not_there_is_not_found(browser):
    assert browser.fetch("/static/css/none.css?v=0123456789ab").status_code == 404


def test_a_page_differs_by_cookie(browser):
    assert "Cookie" in browser.fetch("/").headers["Vary"]


def test_a_file_asked_for_without_its_version_is_asked_for_again(browser):
    headers = browser.fetch("/static/js/upload.js").headers
    assert headers["Cache-Control"] == "no-cache"
