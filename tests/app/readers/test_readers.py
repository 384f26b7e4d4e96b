"""Reader accounts: opening, data export and deletion."""

import json

import pytest
from sqlalchemy import func, select

from app import create_app
from library.catalogue.cataloguing import publish
from library.corrections.models import ReaderReport
from library.database import reading, work
from library.readers.models import ReaderAccount, ReaderListEntry
from library.staff.models import AuditEntry
from points.access_points.enrolment import announce, enrol
from points.usage.models import ItemUse
from tests.app.browser import Browser
from tests.app.scans import make_scan
from tests.makers import BY, make_item, make_settings

_HERE = "/tai-khoan"
_NAME, _PASSWORD = "Sông Kỳ Cùng", "nước chảy về Long Châu"


@pytest.fixture
def site(settings, engine):
    """Return a function that opens a site with reader accounts enabled."""
    opened = []

    def open_site(mode="own"):
        app = create_app(make_settings(settings.home, reader_accounts=mode))
        opened.append(app)
        return app

    yield open_site
    for app in opened:
        app.extensions["services"].close()


@pytest.fixture
def reader(site):
    """Return the browser of a reader with an account."""
    browser = Browser(site())
    open_account(browser)
    return browser


@pytest.fixture
def item(engine, settings):
    """Create a page with a misread word."""
    with work(engine) as session:
        record = make_item(session, "Quyển sổ", texts=(), published=False)
        make_scan(session, settings, record, "Chợ Kỳ Lùa, phố Kỳ Lùa xưa")
        publish(session, record, BY)
        return record


def open_account(browser, name=_NAME, password=_PASSWORD, again=None, status=200):
    """Open an account through the form."""
    form = {"ten": name, "moi": password, "lai": again or password}
    return browser.send(_HERE, f"{_HERE}/mo", form, status=status)


def sign_in(browser, password=_PASSWORD, status=200, name=_NAME):
    """Sign in through the form."""
    form = {"ten": name, "mat-khau": password}
    return browser.send(_HERE, f"{_HERE}/vao", form, status=status)


def on_public_computer(browser, engine):
    """Make a browser that of an enrolled computer."""
    with work(engine) as session:
        browser.client.set_cookie("may", enrol(session, announce(session, "Bắc Sơn", "Máy 1")))
    return browser


def test_accounts_are_off_by_default(browser):
    browser.visit(_HERE, status=404)
    assert not browser.visit("/danh-sach").has_link_to(_HERE)


def test_an_account_needs_a_name_and_a_password_and_nothing_else(site):
    browser = Browser(site())
    assert browser.visit("/danh-sach").has_link_to(_HERE)
    assert set(browser.visit(_HERE).form(f"{_HERE}/mo")) == {"csrf_token", "ten", "moi", "lai"}
    assert open_account(browser).heading == f"Tài khoản của {_NAME}"


@pytest.mark.parametrize(
    ("form", "message", "status"),
    [
        ({"name": "ab"}, "từ 3 đến 40", 400),
        ({"name": "song ky cung"}, "Đã có người", 409),
        ({"password": "ngắn"}, "ít nhất 10", 400),
        ({"again": "khác đi một chút"}, "không giống nhau", 400),
    ],
)
def test_a_refused_account_shows_the_reason_and_keeps_the_name(reader, form, message, status):
    page = open_account(Browser(reader.app), **{"name": "Núi Mẫu Sơn", **form}, status=status)
    assert message in page.words


def test_a_reader_signs_out_and_in_again(reader):
    reader.send(_HERE, f"{_HERE}/ra", {})
    assert reader.visit(_HERE).heading == "Tài khoản bạn đọc"
    sign_in(reader, "sai", status=400)
    assert sign_in(reader).heading == f"Tài khoản của {_NAME}"


def test_password_guessing_is_throttled(reader):
    stranger = Browser(reader.app)
    for _ in range(5):
        sign_in(stranger, "sai", status=400)
    sign_in(stranger, status=429)


def test_spelling_the_name_otherwise_gains_no_guesses(reader):
    stranger = Browser(reader.app)
    for name in ("Sông Kỳ Cùng", "song ky cung", "SÔNG KỲ CÙNG", "sòng kỳ cung", "sông kỵ cùng"):
        sign_in(stranger, "sai", name=name, status=400)
    sign_in(stranger, status=429)


def test_the_list_of_a_browser_is_merged_into_that_of_the_account(reader, item, engine):
    where = f"/danh-sach?m={item.id}"
    reader.send(where, f"{_HERE}/danh-sach", {})
    page = reader.send(f"{where}:1", f"{_HERE}/danh-sach", {})
    assert page.has_link_to(f"/danh-sach?m={item.id},{item.id}:1") or page.has_link_to(
        f"/danh-sach?m={item.id},{item.id}%3A1"
    )
    reader.send(_HERE, f"{_HERE}/danh-sach/bo", {"m": item.id})
    with reading(engine) as session:
        assert session.scalars(select(ReaderListEntry.place)).all() == [f"{item.id}:1"]


def test_a_proposal_is_attached_only_when_its_reader_wishes(reader, item, engine):
    where = f"/tai-lieu/{item.id}/trang/1/bao-loi"
    reader.send(where, where, {"sai": "Kỳ Lùa", "dung": "Kỳ Lừa"})
    reader.send(where, where, {"sai": "phố Kỳ Lùa", "dung": "phố Kỳ Lừa", "gan": "1"})
    with reading(engine) as session:
        rows = session.execute(select(ReaderReport.reader_id, ReaderReport.at)).all()
    assert [row.reader_id for row in rows] == [None, 1]
    assert (rows[1].at.hour, rows[1].at.minute) == (0, 0)
    words = reader.visit(_HERE).words
    assert "phố Kỳ Lùa → phố Kỳ Lừa đang chờ xem" in words


def test_all_stored_data_is_exported(reader, item):
    reader.send(f"/danh-sach?m={item.id}", f"{_HERE}/danh-sach", {})
    answer = reader.fetch(f"{_HERE}/du-lieu.json")
    assert answer.headers["Cache-Control"] == "no-store"
    personal_data = json.loads(answer.get_data(as_text=True))
    assert personal_data["name"] == _NAME
    assert personal_data["list"] == [f"/tai-lieu/{item.id}"]
    assert set(personal_data) == {"name", "opened", "list", "proposals"}


def test_a_closed_account_is_deleted_and_its_proposals_stay(reader, item, engine):
    where = f"/tai-lieu/{item.id}/trang/1/bao-loi"
    reader.send(where, where, {"sai": "phố Kỳ Lùa", "dung": "phố Kỳ Lừa", "gan": "1"})
    reader.send(_HERE, f"{_HERE}/xoa", {"mat-khau": "sai"}, status=400)
    assert reader.send(_HERE, f"{_HERE}/xoa", {"mat-khau": _PASSWORD}).heading == "Đã xóa tài khoản"
    with reading(engine) as session:
        assert session.scalar(select(func.count(ReaderAccount.id))) == 0
        assert session.scalars(select(ReaderReport.reader_id)).all() == [None]
    assert reader.visit(_HERE).heading == "Tài khoản bạn đọc"


def test_a_new_password_works(reader):
    form = {"cu": _PASSWORD, "moi": "chín tháng mười ngày", "lai": "chín tháng mười ngày"}
    assert "Đã đổi mật khẩu" in reader.send(_HERE, f"{_HERE}/mat-khau", form).words
    sign_in(Browser(reader.app), status=400)
    sign_in(Browser(reader.app), "chín tháng mười ngày")


def test_an_account_is_never_offered_on_a_public_computer(reader, engine):
    on_public_computer(reader, engine)
    assert "máy công cộng" in reader.visit(_HERE, status=403).heading
    assert not reader.visit("/danh-sach").has_link_to(_HERE)
    reader.client.delete_cookie("may")
    assert reader.visit(_HERE).heading == f"Tài khoản của {_NAME}"


def test_where_the_library_allows_it_a_public_computer_forgets_at_the_end(site, engine):
    browser = on_public_computer(Browser(site("all")), engine)
    assert browser.visit(_HERE).all("input", name="giu") == []
    open_account(browser)
    cookie = browser.client.get_cookie("ban-doc")
    assert cookie.max_age is None
    token = browser.client.get_cookie("may").value
    with browser.client.post(
        "/api/k/v1/wipe", json={}, headers={"Authorization": f"Bearer {token}"}
    ) as response:
        assert response.status_code == 200
    assert browser.visit(_HERE).heading == "Tài khoản bạn đọc"


def test_neither_usage_nor_audit_log_contains_the_reader(reader, item, engine):
    reader.visit(f"/tai-lieu/{item.id}/trang/1")
    reader.app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        uses = [
            str(value) for use in session.scalars(select(ItemUse)) for value in vars(use).values()
        ]
        assert uses
        assert not any(_NAME in value for value in uses)
        assert session.scalar(select(func.count()).where(AuditEntry.who == _NAME)) == 0


def test_being_signed_in_changes_nothing_of_how_a_visit_is_counted(reader, item, engine):
    stranger = Browser(reader.app)
    for browser in (reader, stranger):
        browser.visit(f"/tai-lieu/{item.id}/trang/1")
    reader.app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        sittings = set(session.scalars(select(ItemUse.reader_session)))
    assert len(sittings) == 1


@pytest.mark.parametrize("mode", ["own", "all"])
def test_every_page_is_available_in_english(site, mode):
    browser = Browser(site(mode))
    browser.client.set_cookie("ngon-ngu", "en")
    assert browser.visit(_HERE).heading == "Reader account"
    assert open_account(browser).heading == f"Account of {_NAME}"


def _from(app, address):
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def test_guesses_from_elsewhere_do_not_delay_the_owner(reader):
    stranger = _from(reader.app, "198.51.100.1")
    for _ in range(5):
        sign_in(stranger, "sai", status=400)
    sign_in(stranger, "sai", status=429)
    assert sign_in(_from(reader.app, "198.51.100.2")).heading == f"Tài khoản của {_NAME}"


def test_guesses_from_the_same_address_do_not_delay_the_owners_browser(reader):
    reader.send(_HERE, f"{_HERE}/ra", {})
    neighbour = Browser(reader.app)
    for _ in range(5):
        sign_in(neighbour, "sai", status=400)
    sign_in(neighbour, status=429)
    assert sign_in(reader).heading == f"Tài khoản của {_NAME}"


def test_a_class_opens_its_accounts_behind_one_address(site):
    app = site()
    for number in range(12):
        open_account(Browser(app), f"Học sinh {number}")


def test_a_public_computer_remembers_no_account(site, engine):
    browser = on_public_computer(Browser(site("all")), engine)
    open_account(browser)
    assert browser.client.get_cookie("quen-ban-doc", path=_HERE) is None
    own = Browser(browser.app)
    sign_in(own)
    assert own.client.get_cookie("quen-ban-doc", path=_HERE) is not None
