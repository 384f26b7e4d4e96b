"""Staff come in with a name and a password; those who guess do not."""

import pytest

from app.signing_in import hashed
from library.database import work
from library.errors import WeakPasswordError
from library.people.accounts import TRIES
from library.people.permissions import Role
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
    for _ in range(TRIES):
        knock(browser, "sai", status=400)
    assert "tạm khoá" in knock(browser, status=429).words


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


def test_a_session_made_elsewhere_is_worth_nothing(app, lan):
    browser = Browser(app)
    browser.client.set_cookie("phien", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbb")
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_a_short_password_is_not_kept():
    with pytest.raises(WeakPasswordError):
        hashed("ngắn")
