"""Security headers, redirects and session cookies."""

import pytest

from app import create_app
from app.web.security import same_site_address
from tests.app.browser import Browser
from tests.makers import make_settings


@pytest.mark.parametrize(
    "address", ["/", "/khong-co", "/can-bo/dang-nhap", "/giu.js", "/static/motifs/seal.svg"]
)
def test_every_response_that_may_be_a_document_or_worker_has_the_security_headers(browser, address):
    headers = browser.fetch(address).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_styles_scripts_and_fonts_carry_no_policies_of_documents(browser):
    for path in ("css/site.css", "js/line.js", "letters/vollkorn-600.woff2"):
        headers = browser.fetch(f"/static/{path}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" not in headers


def test_inline_scripts_and_styles_are_forbidden(browser):
    assert "unsafe" not in browser.fetch("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/", "/can-bo", "/tai-lieu/abc?q=x&y=z", "/tra-cuu?q=chợ kỳ lừa"]
)
def test_an_address_of_the_site_is_accepted(address):
    assert same_site_address(address, "/else") == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "can-bo",
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "/\n/example.org",
        " //example.org",
        "javascript:alert(1)",
    ],
)
def test_any_other_address_is_refused(address):
    assert same_site_address(address, "/else") == "/else"


def test_a_reader_gets_no_cookie(browser):
    assert "Set-Cookie" not in browser.fetch("/").headers


def test_the_session_cookie_is_http_only_and_same_site(browser):
    cookie = browser.fetch("/can-bo/dang-nhap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_session_cookie_is_secure(settings, engine):
    app = create_app(make_settings(settings.home, https="1"))
    cookie = Browser(app).fetch("/can-bo/dang-nhap").headers["Set-Cookie"]
    app.extensions["services"].close()
    assert "Secure" in cookie
