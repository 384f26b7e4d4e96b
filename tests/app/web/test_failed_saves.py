"""A form that cannot be saved comes back with everything typed, and the reason."""

import re
from contextlib import closing
from io import BytesIO

import pytest
from flask import Flask

from app.web.failed_saves import PASSWORD_FIELDS
from library.catalogue.models import Item
from library.database import reading, work
from library.settings import Settings
from tests.app.browser import Page
from tests.architecture.plan import CHECKOUT
from tests.makers import make_item

_TYPED = 'Sách “địa chí” <b>& phụ lục</b>\ndòng hai "kép"'


@pytest.fixture
def address(engine):
    """Create an item, and return the address of its description form."""
    with work(engine) as session:
        return f"/can-bo/tai-lieu/{make_item(session).id}"


@pytest.fixture
def send(office, address):
    """Return a function that sends a form that cannot be saved, and returns the checked page."""
    filled = office.visit(address).form(address)

    def sent(where: str, fields: dict[str, object]) -> Page:
        with office.client.post(where, data={**filled, **fields}) as response:
            assert response.status_code == 503, response.text
            page = Page(response)
        page.check_markup()
        return page

    return sent


def _spoil(app: Flask, settings: Settings):
    """Damage the database file under the running site."""
    app.extensions["services"].database.dispose()
    (settings.home / "diachi.sqlite").write_bytes(b"?" * 8192)


def test_a_locked_database_is_named_as_the_reason(send, address, lock_database):
    lock_database()
    page = send(address, {"title": "Lịch sử"})
    assert "đang bận" in page.words
    assert page.headers["Retry-After"] == "60"


def test_everything_typed_is_in_the_page(send, address, lock_database):
    lock_database()
    page = send(f"{address}?tiep=/a%23b", {"description": _TYPED, "trang": ["1", "2"]})
    fields = page.form(f"{address}?tiep=/a%23b")
    assert fields["description"] == _TYPED
    assert [field.get("value") for field in page.all("input", name="trang")] == ["1", "2"]
    assert " ".join(_TYPED.split()) in page.says("pre")


def test_the_form_is_saved_when_it_is_sent_again(office, engine, address, lock_database):
    filled = {**office.visit(address).form(address), "title": "Nhan đề mới"}
    lock = lock_database()
    with office.client.post(address, data=filled) as response:
        page = Page(response)
    lock.close()
    with office.client.post(address, data=page.form(address)) as response:
        assert response.status_code == 303
    with reading(engine) as session:
        assert session.get_one(Item, address.rpartition("/")[2]).title == "Nhan đề mới"


@pytest.mark.sqlite("a limit of its files")
def test_a_full_disk_is_named_as_the_reason(app, send, address):
    with closing(app.extensions["services"].database.raw_connection()) as connection:
        connection.execute("PRAGMA max_page_count=1")  # the pool gives this connection again
    page = send(address, {"description": _TYPED * 300})
    assert "đã đầy" in page.words
    assert page.form(address)["description"] == _TYPED * 300


@pytest.mark.sqlite("damage to its file")
def test_without_any_database_the_page_does_without_menus(app, settings, send, address):
    _spoil(app, settings)
    page = send(address, {"title": _TYPED})
    assert page.form(address)["title"] == _TYPED
    assert page.all("nav") == []


def test_a_chosen_file_has_to_be_chosen_again(send, address, lock_database):
    lock_database()
    file = (BytesIO("bí mật".encode()), "bảng kê.xlsx")
    page = send(address, {"title": "Sách", "bang": file})
    assert "Chọn lại tệp “bảng kê.xlsx”" in page.says("label")
    assert "bí mật" not in page.html


@pytest.mark.parametrize("name", sorted(PASSWORD_FIELDS))
def test_passwords_are_never_sent_back(send, lock_database, name):
    lock_database()
    page = send("/can-bo/dang-nhap", {name: "mật khẩu rất dài", "ten": "lan"})
    assert "mật khẩu rất dài" not in page.html
    assert page.all("form", class_="form") == []


def test_every_password_field_is_known():
    shown = "\n".join(
        path.read_text(encoding="utf-8") for path in CHECKOUT.glob("app/templates/**/*.html")
    )
    macros = re.findall(r'field\("([\w-]+)"[^}]*type="password"', shown)
    inputs = re.findall(r'<input[^>]*name="([\w-]+)"[^>]*type="password"', shown)
    inputs += re.findall(r'<input[^>]*type="password"[^>]*name="([\w-]+)"', shown)
    assert {*macros, *inputs} == PASSWORD_FIELDS


@pytest.mark.sqlite("damage to its file")
def test_a_page_that_cannot_be_read_says_why(app, settings, browser, engine):
    _spoil(app, settings)
    page = browser.visit("/", status=503)
    assert "Tệp cơ sở dữ liệu bị hỏng" in page.words
    assert "sao-luu.md" not in page.words  # an order to staff
