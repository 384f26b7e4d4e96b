"""A refused form comes back to the person who typed it, and to nobody else."""

import pytest

from app.accounts.passwords import hash_password
from library.database import reading, work
from library.staff import form_drafts, staff_sessions
from library.staff.form_drafts import MAX_PER_MEMBER, UnsavedForm
from library.staff.models import FormDraft
from library.staff.staff_accounts import find_by_name
from tests.app.browser import Browser, Page
from tests.makers import make_item, make_staff

_PASSWORD = "chợ phiên Kỳ Lừa 5"
_TEXT = "Bản dập bia “Thủy Môn Đình” <1670>\ndòng hai"


@pytest.fixture
def address(engine):
    """Enter an item; return the address of its description form."""
    with work(engine) as session:
        return f"/can-bo/tai-lieu/{make_item(session, published=False).id}"


@pytest.fixture
def person(engine):
    """Return a cataloguer who can sign in with a password."""
    with work(engine) as session:
        return make_staff(session, "Vi Lan", "cataloguer", hash_password(_PASSWORD))


@pytest.fixture
def browser(app, person):
    """Return a browser in which that person is signed in."""
    return Browser(app).sign_in(person)


def _end_sessions(engine, person):
    with work(engine) as session:
        for row in staff_sessions.sessions_of_member(session, person.id):
            staff_sessions.end_session(session, person.id, row.id)


def _forget_cookies(browser):
    browser.client._cookies.clear()


def _sign_in(browser, address, name="Vi Lan"):
    fields = {"ten": name, "mat-khau": _PASSWORD}
    return browser.send(address, "/can-bo/dang-nhap", fields)


def _send(browser, address, values) -> str:
    """Send a form whose session has ended meanwhile; return the address of the answer."""
    with browser.client.post(address, data=values) as response:
        assert response.status_code in (302, 303), response.text
        return response.headers["Location"]


@pytest.mark.parametrize("end", ["session", "cookie", "both"])
def test_everything_typed_comes_back_after_signing_in(engine, browser, person, address, end):
    filled = {**browser.visit(address).form(address), "title": "Bia", "description": _TEXT}
    if end in ("session", "both"):
        _end_sessions(engine, person)
    if end in ("cookie", "both"):
        _forget_cookies(browser)
    sign_in_page = _send(browser, address, filled)
    assert "được giữ nguyên" in browser.visit(sign_in_page).words
    page = _sign_in(browser, sign_in_page)
    assert _fields_to_send(page, address)["description"] == _TEXT
    assert " ".join(_TEXT.split()) in page.says("pre")


def test_the_form_can_be_sent_as_it_was_typed(engine, browser, person, address):
    filled = {**browser.visit(address).form(address), "title": "Bia Thủy Môn Đình"}
    _end_sessions(engine, person)
    page = _sign_in(browser, _send(browser, address, filled))
    with browser.client.post(address, data=_fields_to_send(page, address)) as response:
        assert response.status_code == 303
    assert "Bia Thủy Môn Đình" in browser.visit(address).heading
    assert "Không có biểu mẫu" in browser.visit("/can-bo/chua-luu").words


def test_another_person_who_signs_in_there_does_not_see_it(engine, app, browser, person, address):
    filled = {**browser.visit(address).form(address), "description": _TEXT}
    _end_sessions(engine, person)
    sign_in_page = _send(browser, address, filled)
    with work(engine) as session:
        make_staff(session, "Hoàng Sơn", "administrator", hash_password(_PASSWORD))
    with browser.client.post(
        "/can-bo/dang-nhap",
        data={
            **browser.visit(sign_in_page).form("/can-bo/dang-nhap"),
            "ten": "Hoàng Sơn",
            "mat-khau": _PASSWORD,
        },
        follow_redirects=True,
    ) as response:
        page = Page(response)
    assert page.status == 404
    assert "Thủy Môn" not in page.html
    assert "tài khoản khác" in page.words


def test_a_stranger_without_a_stamp_stores_nothing(app, engine, address):
    stranger = Browser(app)
    with stranger.client.post(address, data={"title": "a b c", "nguoi-mo": "1.x.y"}) as response:
        assert response.status_code == 400
    with reading(engine) as session:
        assert session.query(FormDraft).count() == 0


def test_a_stamp_without_a_session_fills_the_room_of_one_person_and_replaces_nothing(
    engine, browser, person, address
):
    filled = browser.visit(address).form(address)
    with work(engine) as session:
        for number in range(MAX_PER_MEMBER):
            form_drafts.store(session, person.id, UnsavedForm(address, (("title", str(number)),)))
    _end_sessions(engine, person)
    with browser.client.post(address, data={**filled, "title": "Gõ lần cuối"}) as response:
        assert response.status_code == 403
        page = Page(response)
    assert page.form(address)["title"] == "Gõ lần cuối"
    with reading(engine) as session:
        assert form_drafts.count(session, person.id) == MAX_PER_MEMBER


def test_a_form_from_before_the_last_sign_in_is_shown_again(browser, address):
    filled = {**browser.visit(address).form(address), "csrf_token": "cũ", "description": _TEXT}
    with browser.client.post(address, data=filled, follow_redirects=True) as response:
        page = Page(response)
    assert _fields_to_send(page, address)["description"] == _TEXT


def test_a_form_without_permission_is_stored_and_the_answer_says_so(
    engine, browser, person, address
):
    filled = {**browser.visit(address).form(address), "description": _TEXT}
    with work(engine) as session:
        find_by_name(session, person.name).role = "point-librarian"
    with browser.client.post(address, data=filled) as response:
        assert response.status_code == 403
        assert "Biểu mẫu chưa lưu" in Page(response).words
    assert "biểu mẫu chưa lưu" in browser.visit("/can-bo").words


def test_a_form_opens_again_in_its_page_with_everything_typed(engine, browser, person, address):
    filled = {**browser.visit(address).form(address), "description": _TEXT}
    _end_sessions(engine, person)
    page = _sign_in(browser, _send(browser, address, filled))
    draft = page.all("button", name="mo-lai")[0].get("value")
    with browser.client.post(address, data={**page.form(address), "mo-lai": draft}) as response:
        opened = Page(response)
    assert opened.status == 200
    assert opened.form(address)["description"] == _TEXT
    assert "chưa lưu" in opened.words


def test_passwords_are_never_stored(engine, browser, person):
    filled = browser.visit("/can-bo/tai-khoan").form("/can-bo/tai-khoan/mat-khau")
    _end_sessions(engine, person)
    _send(browser, "/can-bo/tai-khoan/mat-khau", {**filled, "cu": "a b", "moi": "c d"})
    with reading(engine) as session:
        assert session.query(FormDraft).count() == 0


def test_the_name_of_a_file_comes_back_with_the_request_to_choose_it_again(
    engine, browser, person, address
):
    with work(engine) as session:
        draft = form_drafts.store(
            session, person.id, UnsavedForm("/can-bo/nop", (("ten", "Sổ"),), (("tep", "so.pdf"),))
        )
    words = browser.visit(f"/can-bo/chua-luu/{draft}").words
    assert "Chọn lại tệp “so.pdf”" in words
    assert "hãy chọn lại tệp" in words


def _fields_to_send(page: Page, address: str) -> dict[str, str]:
    """Return the fields of the form that sends everything as it was typed."""
    form = [form for form in page.all("form") if form.get("action") == address][-1]
    return {
        field.get("name"): field.get("value", "")
        for field in form.iter("input")
        if field.get("name")
    }
