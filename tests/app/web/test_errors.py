"""What goes wrong is said in words, with what to do."""

import pytest

from app import create_app
from library.database import work
from tests.app.browser import Browser
from tests.makers import make_item, make_settings


def test_an_address_with_nothing_there_helps(browser):
    assert browser.visit("/khong-co-gi", status=404).leads_to("/tro-giup")


def test_a_slash_too_many_is_no_fault(browser):
    assert browser.visit("/tra-cuu/").leads_to("/tro-giup")


def test_a_form_address_that_is_opened_says_so(office):
    assert "biểu mẫu" in office.visit("/can-bo/dang-xuat", status=405).words


def test_a_fault_of_ours_is_admitted_and_logged(browser, engine, caplog):
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE item RENAME TO lost")
    page = browser.visit("/", status=500)
    assert "Lỗi đã được ghi lại" in page.words
    assert "Traceback" not in page.html
    assert "Traceback" in caplog.text


def test_too_large_an_upload_says_how_much_is_allowed(settings, engine):
    app = create_app(make_settings(settings.home, upload_mb="1"))
    app.config["WTF_CSRF_ENABLED"] = False
    told = {"ten": "a" * (1 << 20)}
    with Browser(app).client.post("/can-bo/dang-nhap", data=told) as response:
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
def test_a_number_that_no_table_holds_names_nothing(office, where):
    office.visit(where, status=404)


def test_a_number_too_long_behind_a_question_mark_names_nothing(office, engine):
    with work(engine) as session:
        item = make_item(session)
    office.visit(f"/can-bo/tai-lieu/{item.id}/quet-lai?trang={9**30}", status=404)
