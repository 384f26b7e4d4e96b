"""Compression of text responses."""

import gzip

import pytest

_ZIPPED = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("address", ["/", "/static/css/site.css", "/goi-y?q=xa", "/tro-giup"])
def test_text_is_sent_compressed_and_is_the_same(browser, address):
    plain = browser.fetch(address)
    zipped = browser.fetch(address, headers=_ZIPPED)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data)


def test_clients_without_gzip_get_plain_text(browser):
    answer = browser.fetch("/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in answer.headers


def test_vary_names_the_encoding(browser):
    assert "Accept-Encoding" in browser.fetch("/").headers["Vary"]


def test_short_responses_are_not_compressed(browser):
    assert "Content-Encoding" not in browser.fetch("/goi-y?q=zz", headers=_ZIPPED).headers


def test_an_unchanged_page_is_not_sent_again(browser):
    tag = browser.fetch("/", headers=_ZIPPED).headers["ETag"]
    again = browser.fetch("/", headers={**_ZIPPED, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_part_of_a_file_is_sent_as_it_is(browser):
    headers = {**_ZIPPED, "Range": "bytes=0-99"}
    answer = browser.fetch("/static/css/site.css", headers=headers)
    assert (answer.status_code, len(answer.data)) == (206, 100)
    assert "Content-Encoding" not in answer.headers
