"""Request bodies are at most 1 MB, except for uploads of signed-in staff."""

import re

from app.web.body_limits import MAX_FORM_BYTES, max_body_bytes
from tests.architecture.plan import CHECKOUT

_TEMPLATES = CHECKOUT / "app" / "templates"
_FILE_FORM = re.compile(r"url_for\('([\w.]+)'[^\n]*multipart/form-data")


def test_a_form_that_is_too_large_says_how_large_it_may_be(browser):
    data = {"ten": "x" * MAX_FORM_BYTES}
    with browser.client.post("/can-bo/dang-nhap", data=data) as answer:
        assert answer.status_code == 413
        assert "tối đa 1 MB" in answer.text


def test_staff_may_upload_to_upload_addresses_only(app, office):
    cookie = f"phien={office.client.get_cookie('phien').value}"
    large = app.extensions["services"].settings.upload_mb << 20
    assert max_body_bytes(app, "POST", "/can-bo/nop", cookie) == large
    assert max_body_bytes(app, "PATCH", "/can-bo/tai-len/x", cookie) == large
    assert max_body_bytes(app, "POST", "/can-bo/dang-xuat", cookie) == MAX_FORM_BYTES


def test_a_forged_session_may_not_upload(app):
    assert max_body_bytes(app, "POST", "/can-bo/nop", "phien=eyJfdXNlcl9pZCI6IjEifQ.x.y") == (
        MAX_FORM_BYTES
    )


def test_every_form_with_files_is_posted_to_a_view_that_receives_files(app):
    pages = [path.read_text() for path in _TEMPLATES.rglob("*.html")]
    endpoints = {name for page in pages for name in _FILE_FORM.findall(page)}
    uploading = [page for page in pages if "multipart/form-data" in page]
    assert all("form.address" in page or _FILE_FORM.search(page) for page in uploading)
    assert [name for name in endpoints if not app.view_functions[name].receives_files] == []


def test_the_sample_of_nginx_passes_uploads_to_every_view_that_receives_files(app):
    sample = (CHECKOUT / "deploy" / "nginx.conf").read_text()
    (uploads,) = re.findall(r"location ~ (\S+) \{\n\s+client_max_body_size 2048m", sample)
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        path = re.sub("<[^>]+>", "x", rule.rule)
        is_upload = getattr(view, "receives_files", False)
        assert not is_upload or re.search(uploads, path), path
