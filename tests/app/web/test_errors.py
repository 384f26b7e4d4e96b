"""Error pages with explanations."""

import pytest

from app import create_app
from library.database import work
from tests.app.browser import Browser
from tests.makers import make_item, make_settings


def test_the_404_page_offers_help(browser):
    assert browser.visit("/khong-co-gi", status=404).has_link_to("/tro-giup")


def test_an_extra_slash_is_accepted(browser):
    assert browser.visit("/tra-cuu/").has_link_to("/tro-giup")


def test_opening_a_form_address_shows_an_explanation(office):
    assert "biểu mẫu" in office.visit("/can-bo/dang-xuat", status=405).words


def test_an_internal_error_is_shown_and_logged(browser, engine, caplog):
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE item RENAME TO lost")
    page = browser.visit("/", status=500)
    assert "Lỗi đã được ghi lại" in page.words
    assert "Traceback" not in page.html
    assert "Traceback" in caplog.text


def test_a_too_large_upload_shows_the_limit(settings, engine):
    app = create_app(make_settings(settings.home, upload_mb="1"))
    app.config["WTF_CSRF_ENABLED"] = False
    form = {"ten": "a" * (1 << 20)}
    with Browser(app).client.post("/can-bo/dang-nhap", data=form) as response:
        assert response.status_code == 413
        assert "1 MB" in response.text
    app.extensions["services"].close()


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(f"/ten/{9**30}", id="in a reader's address"),
        pytest.param(f"/can-bo/hang-loat/lan/{9**30}", id="in an address of the office"),
    ],
)
def test_a_number_out_of_range_in_the_path_is_not_found(office, where):
    office.visit(where, status=404)


def test_a_number_out_of_range_in_the_query_is_not_found(office, engine):
    with work(engine) as session:
        item = make_item(session)
    office.visit(f"/can-bo/tai-lieu/{item.id}/quet-lai?trang={9**30}", status=404)


def test_a_panic_of_a_native_library_ends_with_an_error_page(settings, engine):
    class PanicException(BaseException):
        """Stand-in for the exception of a panic, which no module exports."""

    def crash() -> str:
        raise PanicException("index out of bounds")

    app = create_app(settings)
    app.add_url_rule("/hong", view_func=crash)
    assert "Lỗi đã được ghi lại" in Browser(app).visit("/hong", status=500).words
    app.extensions["services"].close()
