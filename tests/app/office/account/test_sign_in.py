"""Staff come in with a name and a password; those who guess do not."""

import re
import unicodedata
from datetime import timedelta

import pytest

from app.accounts.passwords import hashed, is_right
from library import clock
from library.database import reading, work
from library.errors import WeakPasswordError
from library.staff import password_reset_links, staff_sessions
from library.staff.models import AuditEntry
from library.staff.permissions import Role
from library.staff.problems import EasyPasswordError
from tests.app.browser import Browser
from tests.makers import make_staff

_DOOR = "/can-bo/dang-nhap"
_PASSWORD = "chợ Kỳ Lừa"


@pytest.fixture(scope="module")
def kept():
    """Return what is kept of the password."""
    return hashed(_PASSWORD)


@pytest.fixture
def lan(engine, kept):
    """Open an account."""
    with work(engine) as session:
        return make_staff(session, "lan", Role.CATALOGUER, kept)


def knock(browser, password=_PASSWORD, *, name="lan", status=200, on=_DOOR):
    """Sign in through the form."""
    return browser.send(on, _DOOR, {"ten": name, "mat-khau": password}, status=status)


def test_the_right_password_opens_the_office(browser, lan):
    assert knock(browser).heading == "Bàn làm việc"


def test_a_wrong_password_does_not(browser, lan):
    assert "không đúng" in knock(browser, "sai", status=400).words


def test_an_unknown_name_is_told_the_same(browser, lan):
    wrong = knock(browser, "sai", status=400).says("p", role="alert")
    assert knock(browser, name="ai đó", status=400).says("p", role="alert") == wrong


def test_the_fifth_wrong_password_closes_the_account(browser, lan):
    for _ in range(5):
        knock(browser, "sai", status=400)
    assert "tạm khoá" in knock(browser, status=429).words


def test_a_stranger_who_guesses_does_not_lock_out_the_owners_browser(app, browser, lan):
    knock(browser)
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    stranger = Browser(app)
    for _ in range(5):
        knock(stranger, "sai", status=400)
    knock(stranger, status=429)
    assert knock(browser).heading == "Bàn làm việc"


def test_a_name_nobody_has_is_locked_the_same(browser, lan):
    for _ in range(5):
        knock(browser, "sai", name="ai đó", status=400)
    said = knock(browser, name="ai đó", status=429).says("p", role="alert")
    for _ in range(5):
        knock(Browser(browser.app), "sai", status=400)
    assert knock(Browser(browser.app), status=429).says("p", role="alert") == said


def test_a_name_nobody_has_is_not_written_down(browser, engine, lan):
    knock(browser, "sai", name="mật khẩu gõ nhầm ô", status=400)
    with reading(engine) as session:
        assert "mật khẩu" not in repr([row.subject for row in session.query(AuditEntry)])


def test_a_wrong_password_is_in_the_trail(browser, engine, lan):
    knock(browser, "sai", status=400)
    with reading(engine) as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.who, last.action, last.subject) == ("người lạ", "staff.wrong_password", "lan")


def test_a_password_is_the_same_from_any_keyboard(browser, lan):
    assert knock(browser, unicodedata.normalize("NFD", _PASSWORD)).heading == "Bàn làm việc"


def test_a_closed_account_stays_out(browser, engine, lan):
    with work(engine) as session:
        session.merge(lan).active = False
    knock(browser, status=400)


def test_someone_whose_account_is_closed_meanwhile_is_led_to_the_door(browser, engine, lan):
    knock(browser)
    with work(engine) as session:
        session.merge(lan).active = False
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_after_signing_in_the_way_goes_on(browser, lan):
    page = browser.visit("/can-bo/lan-nhap")
    assert page.heading == "Cán bộ đăng nhập"
    assert knock(browser, on="/can-bo/lan-nhap").heading == "Sổ lần nhập"


@pytest.mark.parametrize("elsewhere", ["https://example.org", "//example.org", "/\\example.org"])
def test_after_signing_in_the_way_never_leads_elsewhere(browser, lan, elsewhere):
    form = browser.visit(_DOOR).form(_DOOR)
    told = {**form, "ten": "lan", "mat-khau": _PASSWORD, "tiep": elsewhere}
    with browser.client.post(_DOOR, data=told) as response:
        assert response.headers["Location"] == "/can-bo"


def test_who_signs_out_is_out(browser, lan):
    knock(browser)
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(app, browser, lan):
    knock(browser)
    copied = browser.client.get_cookie("phien").value
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    thief = Browser(app)
    thief.client.set_cookie("phien", copied)
    assert thief.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_a_session_made_elsewhere_is_worth_nothing(app, lan):
    browser = Browser(app)
    browser.client.set_cookie("phien", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbb")
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_a_short_password_is_not_kept():
    with pytest.raises(WeakPasswordError):
        hashed("ngắn")


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abababababab", "Nguyễn Thị Lan"])
def test_a_password_that_is_guessed_at_once_is_not_kept(password):
    with pytest.raises(EasyPasswordError):
        hashed(password, "nguyễn thị lan")


@pytest.mark.parametrize("kept", [None, password_reset_links.NO_PASSWORD, "không phải băm"])
def test_nothing_opens_an_account_without_a_password(kept):
    assert not is_right(kept, "")
    assert not is_right(kept, "!")


_NEW = "bưởi hồng núi Mẫu Sơn"


@pytest.fixture
def link(engine, lan):
    """Give the address with which Lan chooses a password."""
    with work(engine) as session:
        code = password_reset_links.give(session, session.merge(lan), "quản trị")
        return f"/can-bo/mat-khau-moi/{code}"


def choose(browser, link, new=_NEW, again=_NEW, *, status=200):
    """Choose a password through the form."""
    return browser.send(link, link, {"moi": new, "lai": again}, status=status)


def test_with_a_link_one_chooses_a_password_and_signs_in(browser, link):
    assert "Đã giữ mật khẩu mới" in choose(browser, link).words
    assert knock(browser, _NEW).heading == "Bàn làm việc"


def test_the_old_password_ends_when_the_link_is_given(browser, link):
    knock(browser, status=400)


def test_a_link_is_used_once(browser, link):
    choose(browser, link)
    browser.visit(link, status=410)


def test_a_link_ends_after_a_day(browser, link, monkeypatch):
    later = clock.now() + password_reset_links.LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    browser.visit(link, status=410)


def test_a_new_link_ends_the_one_before(browser, engine, lan, link):
    with work(engine) as session:
        password_reset_links.give(session, session.merge(lan), "quản trị")
    browser.visit(link, status=410)


def test_a_link_nobody_gave_is_refused(browser):
    browser.visit("/can-bo/mat-khau-moi/abc", status=410)


def test_what_was_typed_twice_must_be_the_same(browser, link):
    page = choose(browser, link, again="khác", status=400)
    assert "không giống nhau" in page.words
    assert _NEW not in page.html


def test_who_was_given_a_password_chooses_another_before_anything_else(browser, engine, lan):
    with work(engine) as session:
        session.merge(lan).must_change = True
    assert knock(browser).heading == "Tài khoản của tôi"
    assert browser.visit("/can-bo/lan-nhap").heading == "Tài khoản của tôi"
    told = {"cu": _PASSWORD, "moi": _NEW, "lai": _NEW}
    browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", told)
    assert browser.visit("/can-bo").heading == "Bàn làm việc"


def test_sessions_are_listed_by_browser_and_end_one_by_one(app, browser, engine, lan):
    knock(browser)
    other = Browser(app)
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 9) Chrome/109"
    knock(other)
    page = browser.visit("/can-bo/tai-khoan")
    assert {"Firefox, Windows", "Chrome, Android"} <= set(page.says("th", scope="row"))
    with reading(engine) as session:
        theirs = next(
            seat for seat in staff_sessions.of_member(session, lan.id) if "Android" in seat.browser
        )
    action = "/can-bo/tai-khoan/phien"
    token = page.form(action)["csrf_token"]
    data = {"csrf_token": token, "phien": theirs.id}
    with browser.client.post(action, data=data) as response:
        assert response.status_code == 303
    assert other.visit("/can-bo").heading == "Cán bộ đăng nhập"
    assert browser.visit("/can-bo").heading == "Bàn làm việc"


def test_a_new_password_ends_the_other_browsers(app, browser, lan):
    knock(browser)
    other = Browser(app)
    knock(other)
    told = {"cu": _PASSWORD, "moi": _NEW, "lai": _NEW}
    browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", told)
    assert other.visit("/can-bo").heading == "Cán bộ đăng nhập"
    assert browser.visit("/can-bo").heading == "Bàn làm việc"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"cu": "sai", "moi": _NEW, "lai": _NEW}, "không đúng"),
        ({"cu": _PASSWORD, "moi": _PASSWORD, "lai": _PASSWORD}, "trùng mật khẩu cũ"),
        ({"cu": _PASSWORD, "moi": "ngắn", "lai": "ngắn"}, "ít nhất 10"),
    ],
)
def test_a_password_is_not_changed_for_the_asking(browser, lan, told, said):
    knock(browser)
    page = browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", told, status=400)
    assert said in page.words


def test_the_cookie_of_a_known_browser_goes_to_the_office_only(browser, lan):
    form = browser.visit(_DOOR).form(_DOOR)
    with browser.client.post(_DOOR, data={**form, "ten": "lan", "mat-khau": _PASSWORD}) as came:
        (known,) = [c for c in came.headers.getlist("Set-Cookie") if c.startswith("quen=")]
    assert {"HttpOnly", "SameSite=Strict", "Path=/can-bo"} <= set(re.split("; ?", known))
