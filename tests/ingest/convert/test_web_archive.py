"""Tests of MHTML files: a web page with its resources in one file."""

import plistlib

import pytest

from ingest.convert.html_text import extract_page
from ingest.problems import BrokenFileError

_HEAD = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"


def _part(kind, content):
    return b"--b\r\nContent-Type: " + kind + b"\r\n\r\n" + content + b"\r\n"


def test_the_page_is_extracted_without_its_resources():
    parts = _part(b"image/png", b"x") + _part(b"text/html", b"<p>a</p>") + _part(b"text/html", b"b")
    assert extract_page(_HEAD + parts + b"--b--", "a.mht") == b"<p>a</p>"


def test_an_archive_without_a_page_is_broken():
    with pytest.raises(BrokenFileError):
        extract_page(_HEAD + _part(b"image/png", b"x") + b"--b--", "a.mht")


@pytest.mark.slow
def test_endlessly_nested_parts_are_an_error():
    deep = b"".join(
        b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    )
    with pytest.raises(BrokenFileError):
        extract_page(b"MIME-Version: 1.0\r\n" + deep, "a.mht")


def test_the_page_of_a_safari_archive_is_extracted():
    archive = {"WebMainResource": {"WebResourceData": b"<p>a</p>"}, "WebSubresources": [1]}
    content = plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)
    assert extract_page(content, "a.webarchive") == b"<p>a</p>"


@pytest.mark.parametrize(
    "content", [b"bplist00", b"bplist00" + bytes(60), plistlib.dumps([], fmt=plistlib.FMT_BINARY)]
)
def test_a_damaged_safari_archive_is_broken(content):
    with pytest.raises(BrokenFileError):
        extract_page(content, "a.webarchive")
