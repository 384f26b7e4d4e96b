"""Sign-in of staff with name and password, and protection against guessing."""

import re
import unicodedata
from datetime import timedelta

import pytest

from app.accounts.passwords import hash_password, verify_password
from library import clock
from library.database import reading, work
from library.staff import password_reset_links, staff_sessions
from library.staff.models import AuditEntry
from tests.app.browser import Browser
from tests.makers import make_staff

_SIGN_IN = "/can-bo/dang-nhap"
_PASSWORD = "chợ Kỳ Lừa xưa"


@pytest.fixture(scope="module")
def password_hash():
    """Return the stored hash of the password."""
    return hash_password(_PASSWORD)


@pytest.fixture
def lan(engine, password_hash):
    """Open an account."""
    with work(engine) as session:
        return make_staff(session, "lan", "cataloguer", password_hash)


def sign_in(browser, password=_PASSWORD, *, name="lan", status=200, on=_SIGN_IN):
    """Sign in through the form."""
    return browser.send(on, _SIGN_IN, {"ten": name, "mat-khau": password}, status=status)


def assert_public_pages_write_no_session(browser, *further_addresses):
    """Assert that an answer which comes late cannot replace the session of a newer one."""
    for address in ("/", "/mat-mang", "/tro-giup", "/tra-cuu?q=lu", *further_addresses):
        assert "phien=" not in str(browser.fetch(address).headers.getlist("Set-Cookie")), address


def test_the_right_password_signs_in(browser, lan):
    assert sign_in(browser).heading == "Bàn làm việc"


def test_a_late_answer_does_not_undo_what_a_newer_one_stored_in_the_session(browser, lan):
    form = browser.visit(_SIGN_IN).form(_SIGN_IN)
    assert_public_pages_write_no_session(browser)  # on their way while the form is sent
    browser.client.post(_SIGN_IN, data={**form, "ten": "lan", "mat-khau": _PASSWORD})
    assert_public_pages_write_no_session(browser, "/can-bo", "/giu.js", "/static/css/site.css")
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    assert_public_pages_write_no_session(browser)


@pytest.mark.parametrize("address", ["/hoi-thu-vien", _SIGN_IN])
def test_a_late_form_for_a_visitor_without_cookies_does_not_undo_a_sign_in(
    app, browser, lan, address
):
    late = Browser(app).fetch(address)  # asked for before anything else
    sign_in(browser)
    for cookie in late.headers.getlist("Set-Cookie"):
        browser.client.set_cookie(*cookie.partition(";")[0].split("=", 1))
    assert "bieu-mau=" in str(late.headers.getlist("Set-Cookie"))
    assert browser.visit("/can-bo").heading == "Bàn làm việc"
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    assert sign_in(browser).heading == "Bàn làm việc"


def test_a_late_answer_does_not_undo_a_changed_password(browser, lan):
    sign_in(browser)
    new = {"cu": _PASSWORD, "moi": "suối Kỳ Cùng mùa lũ", "lai": "suối Kỳ Cùng mùa lũ"}
    browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", new)
    assert_public_pages_write_no_session(browser)
    assert browser.visit("/can-bo").heading == "Bàn làm việc"


def test_a_late_answer_on_another_line_does_not_undo_a_sign_in(browser, lan):
    browser.visit(_SIGN_IN)
    browser.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"  # a telephone changes its network
    assert_public_pages_write_no_session(browser)


def test_a_wrong_password_does_not(browser, lan):
    assert "không đúng" in sign_in(browser, "sai", status=400).words


def test_an_unknown_name_gets_the_same_message(browser, lan):
    wrong = sign_in(browser, "sai", status=400).says("p", role="alert")
    assert sign_in(browser, name="ai đó", status=400).says("p", role="alert") == wrong


def test_the_fifth_wrong_password_locks_the_account(browser, lan):
    for _ in range(5):
        sign_in(browser, "sai", status=400)
    assert "tạm khóa" in sign_in(browser, status=429).words


def test_a_stranger_who_guesses_does_not_lock_out_the_owners_browser(app, browser, lan):
    sign_in(browser)
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    stranger = Browser(app)
    for _ in range(5):
        sign_in(stranger, "sai", status=400)
    sign_in(stranger, status=429)
    assert sign_in(browser).heading == "Bàn làm việc"


def test_an_unknown_name_is_locked_in_the_same_way(browser, lan):
    for _ in range(5):
        sign_in(browser, "sai", name="ai đó", status=400)
    message = sign_in(browser, name="ai đó", status=429).says("p", role="alert")
    for _ in range(5):
        sign_in(Browser(browser.app), "sai", status=400)
    assert sign_in(Browser(browser.app), status=429).says("p", role="alert") == message


def test_an_unknown_name_is_not_logged(browser, engine, lan):
    sign_in(browser, "sai", name="mật khẩu gõ nhầm ô", status=400)
    with reading(engine) as session:
        assert "mật khẩu" not in repr([row.subject for row in session.query(AuditEntry)])


def test_a_wrong_password_is_in_the_audit_log(browser, engine, lan):
    sign_in(browser, "sai", status=400)
    with reading(engine) as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.who, last.action, last.subject) == ("người lạ", "staff.wrong_password", "lan")


def _failures(engine):
    with reading(engine) as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.id)
        return [(row.action, row.subject) for row in entries if row.who == "người lạ"]


def test_a_delay_is_in_the_audit_log_once(browser, engine, lan):
    for status in (*[400] * 5, *[429] * 3):
        sign_in(browser, "sai", status=status)
    assert _failures(engine) == [("staff.wrong_password", "lan")] * 5 + [("staff.delay", "lan")]


def test_a_delay_of_an_unknown_name_is_in_the_audit_log_without_the_name(browser, engine, lan):
    for _ in range(5):
        sign_in(browser, "sai", name="ai đó", status=400)
    assert _failures(engine) == [("staff.delay", "-")]


def test_a_wrong_password_of_a_signed_in_member_is_in_the_audit_log(browser, engine, lan):
    sign_in(browser)
    fields = {"cu": "sai", "moi": _NEW, "lai": _NEW}
    browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", fields, status=400)
    browser.send("/can-bo/xac-nhan", "/can-bo/xac-nhan", {"mat-khau": "sai"}, status=400)
    assert _failures(engine) == [("staff.wrong_password", "lan")] * 2


def test_a_password_is_the_same_from_any_keyboard(browser, lan):
    assert sign_in(browser, unicodedata.normalize("NFD", _PASSWORD)).heading == "Bàn làm việc"


def test_a_closed_account_cannot_sign_in(browser, engine, lan):
    with work(engine) as session:
        session.merge(lan).active = False
    sign_in(browser, status=400)


def test_a_closed_account_is_redirected_to_sign_in(browser, engine, lan):
    sign_in(browser)
    with work(engine) as session:
        session.merge(lan).active = False
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_sign_in_continues_to_the_requested_page(browser, lan):
    page = browser.visit("/can-bo/lan-nhap")
    assert page.heading == "Cán bộ đăng nhập"
    assert sign_in(browser, on="/can-bo/lan-nhap").heading == "Sổ lần nhập"


@pytest.mark.parametrize("elsewhere", ["https://example.org", "//example.org", "/\\example.org"])
def test_sign_in_never_redirects_to_another_site(browser, lan, elsewhere):
    form = browser.visit(_SIGN_IN).form(_SIGN_IN)
    fields = {**form, "ten": "lan", "mat-khau": _PASSWORD, "tiep": elsewhere}
    with browser.client.post(_SIGN_IN, data=fields) as response:
        assert response.headers["Location"] == "/can-bo"


def test_signing_out_ends_the_session(browser, lan):
    sign_in(browser)
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_a_copied_cookie_is_invalid_after_sign_out(app, browser, lan):
    sign_in(browser)
    copied = browser.client.get_cookie("phien").value
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    thief = Browser(app)
    thief.client.set_cookie("phien", copied)
    assert thief.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_a_forged_session_is_invalid(app, lan):
    browser = Browser(app)
    browser.client.set_cookie("phien", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbb")
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


@pytest.mark.parametrize(
    "password_hash", [None, password_reset_links.NO_PASSWORD, "không phải băm"]
)
def test_an_account_without_a_password_cannot_sign_in(password_hash):
    assert not verify_password(password_hash, "")
    assert not verify_password(password_hash, "!")


_NEW = "bưởi hồng núi Mẫu Sơn"


@pytest.fixture
def link(engine, lan):
    """Return the address where Lan chooses a password."""
    with work(engine) as session:
        code = password_reset_links.create_link(session, session.merge(lan), "quản trị")
        return f"/can-bo/mat-khau-moi/{code}"


def choose(browser, link, new=_NEW, again=_NEW, *, status=200):
    """Choose a password through the form."""
    return browser.send(link, link, {"moi": new, "lai": again}, status=status)


def test_a_link_lets_its_owner_choose_a_password_and_sign_in(browser, link):
    assert "Đã lưu mật khẩu mới" in choose(browser, link).words
    assert sign_in(browser, _NEW).heading == "Bàn làm việc"


def test_a_link_invalidates_the_old_password(browser, link):
    sign_in(browser, status=400)


def test_a_link_works_once(browser, link):
    choose(browser, link)
    browser.visit(link, status=410)


def test_a_link_expires_after_a_day(browser, link, monkeypatch):
    later = clock.now() + password_reset_links.LINK_LIFETIME + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    browser.visit(link, status=410)


def test_a_new_link_invalidates_the_previous_one(browser, engine, lan, link):
    with work(engine) as session:
        password_reset_links.create_link(session, session.merge(lan), "quản trị")
    browser.visit(link, status=410)


def test_an_unknown_link_is_refused(browser):
    browser.visit("/can-bo/mat-khau-moi/abc", status=410)


def test_both_typed_passwords_must_be_equal(browser, link):
    page = choose(browser, link, again="khác", status=400)
    assert "không giống nhau" in page.words
    assert _NEW not in page.html


def test_a_given_password_must_be_changed_first(browser, engine, lan):
    with work(engine) as session:
        session.merge(lan).must_change = True
    assert sign_in(browser).heading == "Tài khoản của tôi"
    assert browser.visit("/can-bo/lan-nhap").heading == "Tài khoản của tôi"
    fields = {"cu": _PASSWORD, "moi": _NEW, "lai": _NEW}
    browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", fields)
    assert browser.visit("/can-bo").heading == "Bàn làm việc"


def test_sessions_are_listed_by_browser_and_end_one_by_one(app, browser, engine, lan):
    sign_in(browser)
    other = Browser(app)
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 9) Chrome/109"
    sign_in(other)
    page = browser.visit("/can-bo/tai-khoan")
    assert {"Firefox, Windows", "Chrome, Android"} <= set(page.says("th", scope="row"))
    with reading(engine) as session:
        theirs = next(
            seat
            for seat in staff_sessions.sessions_of_member(session, lan.id)
            if "Android" in seat.browser
        )
    action = "/can-bo/tai-khoan/phien"
    token = page.form(action)["csrf_token"]
    data = {"csrf_token": token, "phien": theirs.id}
    with browser.client.post(action, data=data) as response:
        assert response.status_code == 303
    assert other.visit("/can-bo").heading == "Cán bộ đăng nhập"
    assert browser.visit("/can-bo").heading == "Bàn làm việc"


def test_a_new_password_ends_the_other_browsers(app, browser, lan):
    sign_in(browser)
    other = Browser(app)
    sign_in(other)
    fields = {"cu": _PASSWORD, "moi": _NEW, "lai": _NEW}
    browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", fields)
    assert other.visit("/can-bo").heading == "Cán bộ đăng nhập"
    assert browser.visit("/can-bo").heading == "Bàn làm việc"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cu": "sai", "moi": _NEW, "lai": _NEW}, "không đúng"),
        ({"cu": _PASSWORD, "moi": _PASSWORD, "lai": _PASSWORD}, "trùng mật khẩu cũ"),
        ({"cu": _PASSWORD, "moi": "ngắn", "lai": "ngắn"}, "ít nhất 12"),
    ],
)
def test_a_password_change_is_checked(browser, lan, fields, message):
    sign_in(browser)
    page = browser.send("/can-bo/tai-khoan", "/can-bo/tai-khoan/mat-khau", fields, status=400)
    assert message in page.words


def test_the_trusted_browser_cookie_is_limited_to_the_office(browser, lan):
    form = browser.visit(_SIGN_IN).form(_SIGN_IN)
    with browser.client.post(_SIGN_IN, data={**form, "ten": "lan", "mat-khau": _PASSWORD}) as came:
        (cookie,) = [c for c in came.headers.getlist("Set-Cookie") if c.startswith("quen=")]
    assert {"HttpOnly", "SameSite=Strict", "Path=/can-bo"} <= set(re.split("; ?", cookie))
