"""An account opens for its owner and closes to those who guess."""

import pytest
from sqlalchemy import select

from library.errors import StaffNameTakenError
from library.people import accounts
from library.people.models import AuditEntry
from library.people.permissions import Role
from tests.makers import make_staff


def _guess(member, times):
    for _ in range(times):
        accounts.sign_in_failed(member)


def test_an_account_is_found_by_its_name(session):
    lan = make_staff(session, "lan")
    assert accounts.named(session, "lan") is lan


def test_a_name_is_the_same_however_a_keyboard_composes_it(session):
    hoa = make_staff(session, "hòa")
    assert accounts.named(session, " ho\u0300a ") is hoa


def test_a_name_is_given_once(session):
    make_staff(session, "lan")
    with pytest.raises(StaffNameTakenError, match="Đã có tài khoản “lan”"):
        make_staff(session, "lan")


def test_opening_an_account_is_noted(session):
    make_staff(session, "lan", Role.REVIEWER)
    entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "staff.add"))
    assert (entry.subject, entry.detail) == ("lan", "reviewer")


def test_four_wrong_passwords_are_forgiven(session):
    lan = make_staff(session)
    _guess(lan, 4)
    assert not accounts.is_locked(lan)


def test_the_fifth_wrong_password_closes_the_account(session):
    lan = make_staff(session)
    _guess(lan, 5)
    assert accounts.is_locked(lan)


def test_a_closed_account_opens_by_itself(session):
    lan = make_staff(session)
    _guess(lan, 5)
    lan.locked_until -= accounts.LOCKED_FOR
    assert not accounts.is_locked(lan)


def test_a_right_password_forgets_the_wrong_ones(session):
    lan = make_staff(session)
    _guess(lan, 4)
    accounts.signed_in(lan)
    _guess(lan, 4)
    assert not accounts.is_locked(lan)


def test_accounts_are_counted(session):
    make_staff(session, "lan")
    make_staff(session, "hoa")
    assert accounts.how_many(session) == 2
