"""A code of the phone is asked for besides the password, and taken once."""

from datetime import timedelta

import pyotp
import pytest

from app import create_app
from app.accounts import totp as phone
from app.accounts.passwords import hashed
from library import clock
from library.database import reading, work
from library.errors import SettingError
from library.staff import staff_accounts
from library.staff.models import AuditEntry, RecoveryCode
from library.staff.permissions import Role
from library.staff.problems import SecondFactorLostError
from tests.app.browser import Browser
from tests.makers import make_moment, make_settings, make_staff

_DOOR, _CODE = "/can-bo/dang-nhap", "/can-bo/dang-nhap/ma"
_STEPS = "/can-bo/tai-khoan/hai-buoc"
_PASSWORD = "chợ Kỳ Lừa"


@pytest.fixture(scope="module")
def kept():
    """Return what is kept of the password."""
    return hashed(_PASSWORD)


@pytest.fixture
def lan(engine, kept):
    """Open an account."""
    with work(engine) as session:
        return make_staff(session, "lan", Role.ADMINISTRATOR, kept)


@pytest.fixture
def later(monkeypatch):
    """Stop the clock, and give a function that moves it on by seconds."""
    at = [make_moment("2026-11-24 08:30")]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def move(seconds):
        at[0] += timedelta(seconds=seconds)

    return move


def knock(browser):
    """Give the right password."""
    return browser.send(_DOOR, _DOOR, {"ten": "lan", "mat-khau": _PASSWORD})


def code_of(secret):
    """Return what the phone shows now."""
    return pyotp.TOTP(secret).at(clock.now())


@pytest.fixture
def secret(browser, lan, later):
    """Turn the second step on, sign out, and return the secret of the phone."""
    knock(browser)
    shown = browser.visit(_STEPS)  # another secret at each look: it is sent as it was shown
    secret = shown.says("code")[0].replace(" ", "")
    data = {**shown.form(_STEPS), "ma": code_of(secret)}
    with browser.client.post(_STEPS, data=data) as response:
        assert "Mã dự phòng" in response.text
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    later(60)
    return secret


def prove(browser, code, status=200):
    """Type a code."""
    return browser.send(_CODE, _CODE, {"ma": code}, status=status)


def test_the_password_alone_opens_nothing(browser, secret):
    assert knock(browser).heading == "Mã xác nhận"
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_the_code_of_the_phone_opens_the_office(browser, secret):
    knock(browser)
    assert prove(browser, code_of(secret)).heading == "Bàn làm việc"


@pytest.mark.parametrize("off", [-29, 29])
def test_a_phone_whose_clock_is_a_little_off_is_believed(browser, secret, off):
    code = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=off))
    knock(browser)
    assert prove(browser, code).heading == "Bàn làm việc"


def test_a_code_of_five_minutes_ago_is_not(browser, secret, later):
    code = code_of(secret)
    later(300)
    knock(browser)
    assert "không đúng hoặc đã dùng" in prove(browser, code, 400).words


def test_a_code_is_taken_once(app, browser, secret):
    code = code_of(secret)
    knock(browser)
    prove(browser, code)
    watcher = Browser(app)
    knock(watcher)
    prove(watcher, code, 400)


def test_codes_cannot_be_tried_one_after_the_other(browser, secret):
    knock(browser)
    for number in range(5):
        prove(browser, f"00000{number}", 400)
    assert "tạm khoá" in prove(browser, code_of(secret), 429).words


def test_a_wrong_code_is_in_the_trail(browser, secret, engine):
    knock(browser)
    prove(browser, "000000", 400)
    with reading(engine) as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.action, last.subject) == ("staff.wrong_code", "lan")


def test_the_password_waits_five_minutes_for_the_code(browser, secret, later):
    knock(browser)
    later(301)
    assert browser.visit(_CODE).heading == "Cán bộ đăng nhập"


def test_a_recovery_code_stands_in_once_however_it_is_typed(app, browser, secret, engine, settings):
    key = (settings.home / "secret_key").read_text()
    with work(engine) as session:
        member = staff_accounts.named(session, "lan")
        digest = phone.recovery_digest(key, member.id, "abcd-efgh-jkmn")
        session.add(RecoveryCode(digest=digest, member_id=member.id))
    knock(browser)
    assert prove(browser, " ABCD efgh-JKMN").heading == "Bàn làm việc"
    again = Browser(app)
    knock(again)
    prove(again, "abcd-efgh-jkmn", 400)


def test_with_the_password_new_recovery_codes_are_handed_out(browser, secret, engine):
    knock(browser)
    prove(browser, code_of(secret))
    told = {"viec": "ma-moi", "mat-khau": _PASSWORD}
    page = browser.send(_STEPS, f"{_STEPS}/doi", told)
    codes = page.says("code")
    assert len(set(codes)) == phone.HOW_MANY_CODES
    with reading(engine) as session:
        stored = {row.digest for row in session.query(RecoveryCode)}
    assert len(stored) == phone.HOW_MANY_CODES
    assert not stored & set(codes)


def test_without_the_password_it_is_not_turned_off(browser, secret):
    knock(browser)
    prove(browser, code_of(secret))
    told = {"viec": "tat", "mat-khau": "sai"}
    browser.send(_STEPS, f"{_STEPS}/doi", told, status=400)
    told["mat-khau"] = _PASSWORD
    assert "Đã tắt" in browser.send(_STEPS, f"{_STEPS}/doi", told).words
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    assert knock(browser).heading == "Bàn làm việc"


def test_the_picture_is_seen_whole_at_any_size(browser, lan):
    knock(browser)
    (picture,) = browser.visit(_STEPS).all("svg")
    assert picture.get("viewBox")
    assert not picture.get("width")


def test_a_wrong_code_turns_nothing_on(browser, lan, engine):
    knock(browser)
    browser.send(_STEPS, _STEPS, {"ma": "000000"}, status=400)
    browser.send(_STEPS, _STEPS, {"ma": "1", "khoa": "bịa"}, status=400)
    with reading(engine) as session:
        assert staff_accounts.named(session, "lan").sealed_secret is None


def test_a_copy_of_the_database_alone_tells_no_code(secret, engine):
    with reading(engine) as session:
        member = staff_accounts.named(session, "lan")
    assert secret not in member.sealed_secret
    with pytest.raises(SecondFactorLostError):
        phone.unsealed("another key", member.id, member.sealed_secret)
    with pytest.raises(SecondFactorLostError):
        phone.unsealed("another key", member.id + 1, member.sealed_secret)


def test_a_role_may_be_made_to_turn_it_on(settings, engine, lan, later):
    app = create_app(make_settings(settings.home, second_factor="administrator, reviewer"))
    browser = Browser(app)
    assert knock(browser).heading == "Xác nhận hai bước"
    assert browser.visit("/can-bo/lan-nhap").heading == "Xác nhận hai bước"
    page = browser.visit(_STEPS)
    data = {**page.form(_STEPS), "ma": code_of(page.says("code")[0].replace(" ", ""))}
    browser.client.post(_STEPS, data=data).close()
    assert browser.visit("/can-bo").heading == "Bàn làm việc"
    app.extensions["services"].close()


def test_a_role_nobody_knows_is_said_at_the_start(settings, engine):
    with pytest.raises(SettingError, match="DIACHI_SECOND_FACTOR"):
        create_app(make_settings(settings.home, second_factor="king"))


def test_codes_are_those_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of the test values in RFC 6238
    assert phone.step_of(secret, "287082", make_moment("1970-01-01 00:00:59")) == 1
    assert phone.step_of(secret, "081 804", make_moment("2005-03-18 01:58:29")) == 37037036
    assert phone.step_of(secret, "không", make_moment("2005-03-18 01:58:29")) is None


def test_a_browser_that_was_left_open_pairs_no_phone(browser, lan, later):
    knock(browser)
    later(29 * 60)
    shown = browser.visit(_STEPS)
    data = {**shown.form(_STEPS), "ma": code_of(shown.says("code")[0].replace(" ", ""))}
    later(2 * 60)
    with browser.client.post(_STEPS, data=data) as response:
        assert browser.where(response) == "/can-bo/xac-nhan"
    browser.send(_STEPS, "/can-bo/xac-nhan", {"mat-khau": _PASSWORD})
    assert browser.visit(_STEPS).says("code")
