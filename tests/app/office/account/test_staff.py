"""Management of staff accounts by an administrator."""

import pytest

from library import clock
from library.database import reading, work
from library.staff import audit_log, staff_accounts, staff_sessions
from library.staff.audit_log import AuditFilter
from library.staff.permissions import PERMISSION_NAMES, ROLES, Permission
from library.staff.staff_sessions import PASSWORD_CONFIRMATION_LIFETIME
from tests.app.browser import Browser
from tests.makers import make_staff

_STAFF = "/can-bo/nguoi"


@pytest.fixture
def lan(app, engine):
    """Open an account and sign in with it."""
    with work(engine) as session:
        member = make_staff(session, "lan", "cataloguer", "băm")
    return member, Browser(app).sign_in(member)


@pytest.fixture
def now_is(engine, lan):
    """Return a function that reads the current account."""

    def read_now():
        with reading(engine) as session:
            return staff_accounts.get_by_id(session, lan[0].id)

    return read_now


def act(office, member, act, **fields):
    """Run an action on an account through its page."""
    page = f"{_STAFF}/{member.id}"
    return office.send(page, f"{page}/{act}", fields)


def test_an_account_is_opened_and_its_owner_chooses_the_password(app, office):
    page = office.send(_STAFF, _STAFF, {"ten": " Nông Thị  Hoa", "vai-tro": "reviewer"})
    assert page.heading == "Liên kết đặt mật khẩu cho Nông Thị Hoa"
    (address,) = page.says("code")
    link = address.removeprefix("http://localhost")
    owner = Browser(app)
    fields = {"moi": "bưởi hồng núi Mẫu Sơn", "lai": "bưởi hồng núi Mẫu Sơn"}
    owner.send(link, link, fields)
    fields = {"ten": "Nông Thị Hoa", "mat-khau": fields["moi"]}
    assert "Cán bộ duyệt" in owner.send("/can-bo/dang-nhap", "/can-bo/dang-nhap", fields).words


@pytest.mark.parametrize(
    ("fields", "message", "status"),
    [({"ten": "administrator"}, "Đã có tài khoản", 409), ({"ten": " "}, "Hãy ghi tên", 400)],
)
def test_an_invalid_name_is_refused_and_stays_in_the_form(office, fields, message, status):
    assert message in office.send(_STAFF, _STAFF, fields, status=status).words


def test_accounts_are_listed_with_role_and_state(office, lan):
    cells = office.visit(_STAFF).says("td")
    assert cells == ["Quản trị", "tắt", "hoạt động", "Cán bộ biên mục", "tắt", "hoạt động"]


def test_a_changed_role_applies_from_the_next_page(office, lan, now_is):
    member, browser = lan
    browser.visit("/can-bo/cho-duyet", status=403)
    assert "nay là Cán bộ duyệt" in act(office, member, "vai-tro", **{"vai-tro": "reviewer"}).words
    browser.visit("/can-bo/cho-duyet")


def test_a_closed_account_is_signed_out_and_stays_in_the_audit_log(office, lan, engine):
    member, browser = lan
    act(office, member, "dong")
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"
    with reading(engine) as session:
        (line,) = audit_log.list_lines(
            session, AuditFilter(subject="lan", kind="staff"), first=0, count=1
        )
    assert (line.who, line.name) == ("administrator", "đóng tài khoản")
    act(office, member, "mo-lai")
    assert office.visit(_STAFF).words.count("hoạt động") >= 2


def test_a_new_link_invalidates_password_and_sessions(office, lan, now_is):
    member, browser = lan
    assert act(office, member, "lien-ket").heading.startswith("Liên kết đặt mật khẩu")
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"
    assert now_is().password_hash == "!"


def test_the_second_factor_of_a_lost_phone_is_turned_off(office, lan, engine, now_is):
    member, _browser = lan
    with work(engine) as session:
        session.merge(member).sealed_secret = "niêm phong"
    act(office, member, "tat-hai-buoc")
    assert now_is().sealed_secret is None


def test_sessions_are_ended_and_locks_lifted(office, lan):
    member, browser = lan
    assert "Đã mở khóa" in act(office, member, "mo-khoa").words
    assert "Đã kết thúc 1 phiên" in act(office, member, "ket-thuc-phien").words
    assert browser.visit("/can-bo").heading == "Cán bộ đăng nhập"


def test_the_last_administrator_cannot_be_closed_or_demoted(office, engine):
    with reading(engine) as session:
        me = staff_accounts.find_by_name(session, "administrator")
    page = f"{_STAFF}/{me.id}"
    assert "quản trị duy nhất" in office.send(page, f"{page}/dong", {}, status=409).words


def test_an_unknown_account_is_not_found(office):
    office.visit(f"{_STAFF}/999", status=404)


def test_the_password_is_asked_for_again_some_time_after_sign_in(office, engine, monkeypatch):
    later = clock.now() + PASSWORD_CONFIRMATION_LIFETIME * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    page = office.visit(f"{_STAFF}?x=1")
    assert page.heading == "Gõ lại mật khẩu"
    assert page.form("/can-bo/xac-nhan")["tiep"] == f"{_STAFF}?x=1"
    office.send("/can-bo/xac-nhan", "/can-bo/xac-nhan", {"mat-khau": "sai"}, status=400)
    with work(engine) as session:
        me = staff_accounts.find_by_name(session, "administrator")
        staff_sessions.record_password_check(
            session, staff_sessions.sessions_of_member(session, me.id)[0].id
        )
    assert office.visit(_STAFF).heading == "Tài khoản cán bộ"


def test_every_role_sees_the_table_of_permissions(staff):
    page = staff("cataloguer").visit("/can-bo/quyen")
    assert page.says("th", scope="col") == ["Được làm", *(role.name for role in ROLES.values())]
    assert page.says("th", scope="row") == list(PERMISSION_NAMES.values())
    assert page.says("td").count("được") == sum(len(role.permissions) for role in ROLES.values())


def test_every_permission_has_a_name():
    assert set(PERMISSION_NAMES) == set(Permission)
