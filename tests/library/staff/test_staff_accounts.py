"""Staff accounts are opened, changed and closed."""

import pytest
from sqlalchemy import select

from library.errors import StaffNameTakenError
from library.staff import staff_accounts, staff_sessions
from library.staff.models import AuditEntry
from library.staff.problems import BadStaffNameError, LastAdministratorError
from tests.makers import BY, make_staff


def test_an_account_is_found_by_its_name(session):
    lan = make_staff(session, "lan")
    assert staff_accounts.find_by_name(session, "lan") is lan


def test_a_name_is_the_same_however_a_keyboard_composes_it(session):
    hoa = make_staff(session, "hòa")
    assert staff_accounts.find_by_name(session, " ho\u0300a ") is hoa


def test_a_name_can_be_used_only_once(session):
    make_staff(session, "lan")
    with pytest.raises(StaffNameTakenError, match="Đã có tài khoản “lan”"):
        make_staff(session, "lan")


def test_a_name_that_differs_by_a_capital_is_the_same_and_by_a_tone_is_not(session):
    make_staff(session, "Hòa")
    make_staff(session, "Hoa")
    with pytest.raises(StaffNameTakenError):
        make_staff(session, " hòa")


def test_opening_an_account_is_audited(session):
    make_staff(session, "lan", "reviewer")
    entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "staff.add"))
    assert (entry.subject, entry.detail) == ("lan", "Cán bộ duyệt")


@pytest.mark.parametrize("name", ["", " ", "a", "x" * 81, "la\0n"])
def test_invalid_names_are_refused(session, name):
    with pytest.raises(BadStaffNameError):
        make_staff(session, name)


def test_a_change_of_role_is_audited_with_the_old_role(session):
    lan = make_staff(session, "lan", "cataloguer")
    staff_accounts.change_role(session, lan, "reviewer", BY)
    session.flush()
    entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "staff.role"))
    assert (entry.before, entry.after) == (
        {"vai trò": "Cán bộ biên mục"},
        {"vai trò": "Cán bộ duyệt"},
    )


def test_a_closed_account_keeps_its_name_and_loses_its_sessions(session):
    lan = make_staff(session)
    staff_sessions.start_session(session, lan.id, "Firefox", proven=True)
    staff_accounts.close(session, lan, BY)
    assert staff_sessions.sessions_of_member(session, lan.id) == ()
    assert staff_accounts.find_by_name(session, "lan") is lan


def test_the_last_administrator_stays(session):
    lan = make_staff(session, "lan", "administrator")
    with pytest.raises(LastAdministratorError):
        staff_accounts.close(session, lan, BY)
    with pytest.raises(LastAdministratorError):
        staff_accounts.change_role(session, lan, "reviewer", BY)
    make_staff(session, "hoa", "administrator")
    staff_accounts.close(session, lan, BY)
    assert not lan.active
