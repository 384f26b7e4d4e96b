"""Second factor in Chromium: the QR code can be scanned and its code signs in."""

from datetime import UTC, datetime

import cv2
import numpy as np
import pyotp
import pytest

from app.accounts.passwords import hash_password
from library import clock
from library.database import work
from tests.makers import make_staff

_PASSWORD = "chợ Kỳ Lừa xưa"

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_scans_the_qr_code_and_its_code_signs_in(
    chromium, served, engine, monkeypatch, scripts
):
    with work(engine) as session:
        make_staff(session, "lan", "cataloguer", hash_password(_PASSWORD))
    page = chromium.new_context(java_script_enabled=scripts).new_page()
    _sign_in(page, served)
    page.goto(f"{served}/can-bo/tai-khoan/hai-buoc")
    secret = _scan(page)
    page.fill("#o-ma", pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    page.goto(f"{served}/can-bo")
    with page.expect_navigation():
        page.click("text=Đăng xuất")
    later = clock.now().timestamp() + 60
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(later, UTC))
    _sign_in(page, served)
    assert page.inner_text("h1") == "Mã xác nhận"
    page.fill("#o-ma", pyotp.TOTP(secret).at(int(later)))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/can-bo")
    page.context.close()


def _sign_in(page, served):
    page.goto(f"{served}/can-bo/dang-nhap")
    page.fill("#o-ten", "lan")
    page.fill("#o-mat-khau", _PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _scan(page):
    """Read the QR code as a phone does and compare it with the secret in letters."""
    seen = cv2.imdecode(np.frombuffer(page.locator(".qr").screenshot(), np.uint8), cv2.IMREAD_COLOR)
    address = cv2.QRCodeDetector().detectAndDecode(cv2.resize(seen, None, fx=3, fy=3))[0]
    secret = pyotp.parse_uri(address).secret
    assert secret == page.inner_text(".secret").replace(" ", "")
    return secret
