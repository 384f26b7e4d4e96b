"""Every long form comes back with everything typed after the session has ended, and is saved."""

import pytest

from app.accounts.passwords import hash_password
from bench.long_forms import create_forms
from library.database import work
from library.staff import staff_sessions
from tests.app.browser import Browser, Page
from tests.makers import make_staff

_PASSWORD = "chợ phiên Kỳ Lừa 5"
_LINKS = "links of a point"
_FORM_NAMES = (
    *("description", "copies", "collection profile", "authority record", "new authority record"),
    *("page transcription", "facts of a point", _LINKS, "asset"),
    *("new register entry", "register entry", "report"),
)


@pytest.fixture
def forms(engine):
    """Create the records; return the forms by name."""
    return {form.name: form for form in create_forms(engine)}


@pytest.fixture
def person(engine):
    """Return an administrator who can sign in with a password."""
    with work(engine) as session:
        return make_staff(session, "Vi Lan", "administrator", hash_password(_PASSWORD))


@pytest.fixture
def browser(app, person):
    """Return a browser in which that person is signed in."""
    return Browser(app).sign_in(person)


def _post(browser, address, values, status):
    with browser.client.post(address, data=values, follow_redirects=True) as response:
        assert response.status_code == status, response.text
        return Page(response)


def _typed(browser, form):
    filled = browser.visit(form.page).form(form.action)
    pressed = dict([form.press] if form.press else ())
    needed = {name: text.format("Đôn") for name, text in form.others.items()}
    return {**filled, **pressed, **needed, **form.fields}


def test_all_forms_are_named(forms):
    assert tuple(forms) == _FORM_NAMES


@pytest.mark.slow
@pytest.mark.parametrize("name", _FORM_NAMES)
def test_a_form_comes_back_after_signing_in_and_is_saved(engine, browser, person, forms, name):
    form = forms[name]
    values = _typed(browser, form)
    with work(engine) as session:
        for row in staff_sessions.sessions_of_member(session, person.id):
            staff_sessions.end_session(session, person.id, row.id)
    sign_in = _post(browser, form.action, values, 200)
    fields = {"ten": "Vi Lan", "mat-khau": _PASSWORD}
    fields = {**sign_in.form("/can-bo/dang-nhap"), **fields}
    page = _post(browser, "/can-bo/dang-nhap", fields, 200)
    draft = page.all("button", name="mo-lai")[0].get("value")
    opened = _post(browser, form.action, {**page.form(form.action), "mo-lai": draft}, 200)
    shown = opened.form(form.action)
    assert {field: shown[field] for field in form.fields} == form.fields
    saved = _post(browser, form.action, {**shown, **dict([form.press] if form.press else ())}, 200)
    assert "chưa lưu" not in saved.words.lower()
    assert "Không có biểu mẫu" in browser.visit("/can-bo/chua-luu").words


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name for name in _FORM_NAMES if not name.startswith(("new ", _LINKS))]
)
def test_a_record_that_a_colleague_changed_is_compared(engine, app, browser, person, forms, name):
    form = forms[name]
    mine = _typed(browser, form)
    field = next(iter(form.fields))
    theirs = f"{mine[field]} khác"
    with work(engine) as session:
        member = make_staff(session, "Hoàng Sơn", "administrator")
    colleague = Browser(app).sign_in(member)
    _post(colleague, form.action, {**_typed(colleague, form), field: theirs}, 200)
    page = _post(browser, form.action, mine, 409)
    assert " ".join(theirs.split()) in page.words
    assert page.form(form.action)[field] == form.fields[field]
    again = {**page.form(form.action), **dict([form.press] if form.press else ())}
    _post(browser, form.action, again, 200)
    assert browser.visit(form.page).form(form.action)[field] == form.fields[field]


def test_links_that_two_people_add_are_both_kept(engine, app, browser, person, forms):
    form = forms[_LINKS]
    mine = _typed(browser, form)
    with work(engine) as session:
        member = make_staff(session, "Hoàng Sơn", "administrator")
    colleague = Browser(app).sign_in(member)
    theirs = "Khác | https://khac.vn"
    _post(colleague, form.action, {**_typed(colleague, form), "lien-ket": theirs}, 200)
    _post(browser, form.action, mine, 200)
    links = browser.visit(form.page).form(form.action)["lien-ket"]
    assert theirs in links
    assert form.fields["lien-ket"] in links
