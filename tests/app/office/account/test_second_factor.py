"""Second factor: one-time codes and recovery codes."""

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from app import create_app
from app.accounts import totp
from app.accounts.passwords import hash_password
from library import clock
from library.database import reading, work
from library.errors import SettingError
from library.staff import staff_accounts
from library.staff.models import AuditEntry, RecoveryCode
from library.staff.problems import SecondFactorLostError
from tests.app.browser import Browser
from tests.makers import make_moment, make_settings, make_staff

_DOOR, _CODE = "/can-bo/dang-nhap", "/can-bo/dang-nhap/ma"
_STEPS = "/can-bo/tai-khoan/hai-buoc"
_PASSWORD = "chợ Kỳ Lừa xưa"


@pytest.fixture(scope="module")
def password_hash():
    """Return the stored hash of the password."""
    return hash_password(_PASSWORD)


@pytest.fixture
def lan(engine, password_hash):
    """Open an account."""
    with work(engine) as session:
        return make_staff(session, "lan", "administrator", password_hash)


@pytest.fixture
def later(monkeypatch):
    """Stop the clock; return a function that advances it by seconds."""
    at = [make_moment("2026-11-24 08:30")]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def move(seconds):
        at[0] += timedelta(seconds=seconds)

    return move


def sign_in(browser):
    """Sign in with the right password."""
    return browser.send(_DOOR, _DOOR, {"ten": "lan", "mat-khau": _PASSWORD})


def current_code(secret):
    """Return the current code of the phone."""
    return pyotp.TOTP(secret).at(clock.now())


@pytest.fixture
def secret(browser, lan, later):
    """Turn on the second factor and sign out; return the secret of the phone."""
    sign_in(browser)
    shown = browser.visit(_STEPS)  # another secret at each look: it is sent as it was shown
    secret = shown.says("code")[0].replace(" ", "")
    data = {**shown.form(_STEPS), "ma": current_code(secret)}
    with browser.client.post(_STEPS, data=data) as response:
        assert "Mã dự phòng" in response.text
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    later(60)
    return secret


def submit_code(browser, code, status=200):
    """Submit a code."""
    return browser.send(_CODE, _CODE, {"ma": code}, status=status)


def test_the_password_alone_does_not_sign_in(browser, secret):
    assert sign_in(browser).heading == "Mã xác nhận"
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_the_code_of_the_phone_signs_in(browser, secret):
    sign_in(browser)
    assert submit_code(browser, current_code(secret)).heading == "Bàn làm việc"


def test_a_late_answer_does_not_undo_the_step_before_the_code(browser, secret):
    sign_in(browser)
    for address in ("/", "/mat-mang", "/tro-giup", "/tra-cuu?q=lu"):
        assert "phien=" not in str(browser.fetch(address).headers.getlist("Set-Cookie")), address
    assert submit_code(browser, current_code(secret)).heading == "Bàn làm việc"


@pytest.mark.parametrize("off", [-29, 29])
def test_a_small_clock_drift_is_accepted(browser, secret, off):
    code = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=off))
    sign_in(browser)
    assert submit_code(browser, code).heading == "Bàn làm việc"


def test_a_code_five_minutes_old_is_refused(browser, secret, later):
    code = current_code(secret)
    later(300)
    sign_in(browser)
    assert "không đúng hoặc đã dùng" in submit_code(browser, code, 400).words


def test_a_code_is_accepted_once(app, browser, secret):
    code = current_code(secret)
    sign_in(browser)
    submit_code(browser, code)
    watcher = Browser(app)
    sign_in(watcher)
    submit_code(watcher, code, 400)


def test_attempts_at_codes_are_limited(browser, secret):
    sign_in(browser)
    for number in range(5):
        submit_code(browser, f"00000{number}", 400)
    assert "tạm khóa" in submit_code(browser, current_code(secret), 429).words


def test_a_wrong_code_is_in_the_audit_log(browser, secret, engine):
    sign_in(browser)
    submit_code(browser, "000000", 400)
    with reading(engine) as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.action, last.subject) == ("staff.wrong_code", "lan")


def test_the_code_must_follow_the_password_within_five_minutes(browser, secret, later):
    sign_in(browser)
    later(301)
    assert browser.visit(_CODE).heading == "Cán bộ đăng nhập"


def test_a_recovery_code_works_once_in_any_spelling(app, browser, secret, engine, settings):
    key = (settings.home / "secret_key").read_text()
    with work(engine) as session:
        member = staff_accounts.find_by_name(session, "lan")
        digest = totp.recovery_digest(key, member.id, "abcd-efgh-jkmn")
        session.add(RecoveryCode(digest=digest, member_id=member.id))
    sign_in(browser)
    assert submit_code(browser, " ABCD efgh-JKMN").heading == "Bàn làm việc"
    again = Browser(app)
    sign_in(again)
    submit_code(again, "abcd-efgh-jkmn", 400)


def test_password_and_code_give_new_recovery_codes(browser, secret, engine, later):
    sign_in(browser)
    submit_code(browser, current_code(secret))
    later(60)
    fields = {"viec": "ma-moi", "mat-khau": _PASSWORD, "ma": current_code(secret)}
    page = browser.send(_STEPS, f"{_STEPS}/doi", fields)
    codes = page.says("code")
    assert len(set(codes)) == totp.RECOVERY_CODE_COUNT
    with reading(engine) as session:
        stored = {row.digest for row in session.query(RecoveryCode)}
    assert len(stored) == totp.RECOVERY_CODE_COUNT
    assert not stored & set(codes)


@pytest.mark.parametrize("act", ["tat", "ma-moi"])
@pytest.mark.parametrize(("password", "has_code"), [("sai", True), (_PASSWORD, False)])
def test_the_second_factor_is_not_changed_without_password_and_code(
    browser, secret, engine, later, act, password, has_code
):
    sign_in(browser)
    submit_code(browser, current_code(secret))
    later(60)
    fields = {"viec": act, "mat-khau": password, "ma": current_code(secret) if has_code else "1"}
    browser.send(_STEPS, f"{_STEPS}/doi", fields, status=400)
    with reading(engine) as session:
        assert staff_accounts.find_by_name(session, "lan").sealed_secret
        assert session.query(RecoveryCode).count() == totp.RECOVERY_CODE_COUNT


def test_password_and_code_turn_the_second_factor_off(browser, secret, later):
    sign_in(browser)
    submit_code(browser, current_code(secret))
    later(60)
    fields = {"viec": "tat", "mat-khau": _PASSWORD, "ma": current_code(secret)}
    assert "Đã tắt" in browser.send(_STEPS, f"{_STEPS}/doi", fields).words
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    assert sign_in(browser).heading == "Bàn làm việc"


def test_a_recovery_code_turns_the_second_factor_off(browser, secret, engine, settings):
    key = (settings.home / "secret_key").read_text()
    with work(engine) as session:
        member = staff_accounts.find_by_name(session, "lan")
        digest = totp.recovery_digest(key, member.id, "abcd-efgh-jkmn")
        session.add(RecoveryCode(digest=digest, member_id=member.id))
    sign_in(browser)
    submit_code(browser, current_code(secret))
    fields = {"viec": "tat", "mat-khau": _PASSWORD, "ma": "abcd-efgh-jkmn"}
    assert "Đã tắt" in browser.send(_STEPS, f"{_STEPS}/doi", fields).words


def test_codes_for_turning_it_off_cannot_be_guessed(browser, secret, engine, later):
    sign_in(browser)
    submit_code(browser, current_code(secret))
    fields = {"viec": "tat", "mat-khau": _PASSWORD, "ma": "000000"}
    for _ in range(5):
        browser.send(_STEPS, f"{_STEPS}/doi", fields, status=400)
    browser.send(_STEPS, f"{_STEPS}/doi", fields, status=429)
    with reading(engine) as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).limit(3)
        actions = [row.action for row in last]
    assert actions == ["staff.delay", "staff.wrong_code", "staff.wrong_code"]


def test_administrators_are_reminded_for_two_weeks_then_required(app, lan, later):
    browser = Browser(app)
    assert "bật xác nhận hai bước trước 15:30 08/12/2026" in sign_in(browser).words
    browser.send("/can-bo", "/can-bo/dang-xuat", {})
    later(14 * 24 * 3600)
    assert sign_in(browser).heading == "Xác nhận hai bước"
    page = browser.visit(_STEPS)
    data = {**page.form(_STEPS), "ma": current_code(page.says("code")[0].replace(" ", ""))}
    browser.client.post(_STEPS, data=data).close()
    assert "xác nhận hai bước" not in browser.visit("/can-bo").words


def test_nobody_is_reminded_if_the_setting_is_empty(settings, engine, lan, later):
    app = create_app(make_settings(settings.home, second_factor=""))
    browser = Browser(app)
    assert "xác nhận hai bước" not in sign_in(browser).words
    app.extensions["services"].close()


def test_the_qr_code_is_visible_at_any_size(browser, lan):
    sign_in(browser)
    (picture,) = browser.visit(_STEPS).all("svg", class_="segno")
    assert picture.get("viewbox")
    assert not picture.get("width")


def test_a_wrong_code_does_not_turn_on_the_second_factor(browser, lan, engine):
    sign_in(browser)
    browser.send(_STEPS, _STEPS, {"ma": "000000"}, status=400)
    browser.send(_STEPS, _STEPS, {"ma": "1", "khoa": "bịa"}, status=400)
    with reading(engine) as session:
        assert staff_accounts.find_by_name(session, "lan").sealed_secret is None


def test_a_copy_of_the_database_alone_reveals_no_code(secret, engine):
    with reading(engine) as session:
        member = staff_accounts.find_by_name(session, "lan")
    assert secret not in member.sealed_secret
    with pytest.raises(SecondFactorLostError):
        totp.decrypt_secret("another key", member.id, member.sealed_secret)
    with pytest.raises(SecondFactorLostError):
        totp.decrypt_secret("another key", member.id + 1, member.sealed_secret)


def test_the_second_factor_can_be_required_for_a_role(settings, engine, lan, later):
    app = create_app(make_settings(settings.home, second_factor="administrator, reviewer"))
    browser = Browser(app)
    assert sign_in(browser).heading == "Xác nhận hai bước"
    assert browser.visit("/can-bo/lan-nhap").heading == "Xác nhận hai bước"
    page = browser.visit(_STEPS)
    data = {**page.form(_STEPS), "ma": current_code(page.says("code")[0].replace(" ", ""))}
    browser.client.post(_STEPS, data=data).close()
    assert browser.visit("/can-bo").heading == "Bàn làm việc"
    app.extensions["services"].close()


def test_a_role_required_later_ends_the_days_of_reminders(browser, settings, lan, later):
    assert sign_in(browser).heading == "Bàn làm việc"
    app = create_app(make_settings(settings.home, second_factor="administrator"))
    assert sign_in(Browser(app)).heading == "Xác nhận hai bước"
    app.extensions["services"].close()


def test_an_unknown_role_in_the_settings_fails_at_start(settings, engine):
    engine.dispose()
    with pytest.raises(SettingError, match="DIACHI_SECOND_FACTOR"):
        create_app(make_settings(settings.home, second_factor="king"))
    open_files = [path.resolve() for path in Path("/proc/self/fd").iterdir()]
    assert not [path for path in open_files if path.is_relative_to(settings.home)]


def test_codes_match_the_rfc_test_vectors():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of the test values in RFC 6238
    assert totp.matching_step(secret, "287082", make_moment("1970-01-01 00:00:59")) == 1
    assert totp.matching_step(secret, "081 804", make_moment("2005-03-18 01:58:29")) == 37037036
    assert totp.matching_step(secret, "không", make_moment("2005-03-18 01:58:29")) is None


def test_an_old_session_cannot_pair_a_phone(browser, lan, later):
    sign_in(browser)
    later(9 * 60)
    shown = browser.visit(_STEPS)
    data = {**shown.form(_STEPS), "ma": current_code(shown.says("code")[0].replace(" ", ""))}
    later(2 * 60)
    with browser.client.post(_STEPS, data=data) as response:
        assert browser.where(response) == "/can-bo/xac-nhan"
    browser.send(_STEPS, "/can-bo/xac-nhan", {"mat-khau": _PASSWORD})
    assert browser.visit(_STEPS).says("code")
