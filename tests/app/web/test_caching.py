"""Caching headers and conditional requests."""

import re
from pathlib import Path

import app as site


def test_a_page_that_has_not_changed_is_not_sent_again(browser):
    tag = browser.fetch("/").headers["ETag"]
    assert browser.fetch("/", headers={"If-None-Match": tag}).status_code == 304


def test_a_page_is_revalidated_each_time(browser):
    assert browser.fetch("/").headers["Cache-Control"] == "private, no-cache"


def test_an_office_page_is_never_cached(office):
    assert office.fetch("/can-bo").headers["Cache-Control"] == "no-store"


def test_versioned_styles_are_cached(browser):
    (style, *_) = browser.visit("/").all("link", rel="stylesheet")
    assert "?v=" in style.get("href")
    cache_control = browser.fetch(style.get("href")).headers["Cache-Control"]
    assert cache_control == "public, max-age=31536000, immutable"


def test_a_wrong_version_is_not_cached(browser):
    headers = browser.fetch("/static/css/site.css?v=0123456789ab").headers
    assert headers["Cache-Control"] == "no-cache"


def test_a_missing_file_is_not_found(browser):
    assert browser.fetch("/static/css/none.css?v=0123456789ab").status_code == 404


def test_the_methods_of_a_missing_file_can_be_asked_for(browser):
    with browser.client.options("/static/missing.css") as response:
        assert response.status_code == 200


def test_a_page_differs_by_cookie(browser):
    assert "Cookie" in browser.fetch("/").headers["Vary"]


def test_a_file_without_version_is_revalidated(browser):
    headers = browser.fetch("/static/js/upload.js").headers
    assert headers["Cache-Control"] == "no-cache"


def test_cache_policies_are_written_in_one_module():
    policy = re.compile(r"""["'](?:no-store|no-cache|private, |public, )""")
    modules = sorted(Path(site.__file__).parent.rglob("*.py"))
    writing = [path.name for path in modules if policy.search(path.read_text(encoding="utf-8"))]
    assert writing == ["health_addresses.py", "caching.py"]  # the former answer before Flask
