"""Part of the route fuzzer: one client for each role, signed in again when a session ended."""

import random
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.passwords import hash_password
from library import clock
from library.database import reading, work
from library.readers import reader_accounts
from library.staff import staff_sessions
from library.staff.models import StaffMember
from library.staff.permissions import ROLES
from library.staff.staff_accounts import add_staff
from points.access_points.enrolment import announce, device_of, enrol

STRANGER, READER, COMPUTER = "người lạ", "bạn đọc", "máy công cộng"
VISITORS = (STRANGER, READER, COMPUTER, *ROLES)
PASSWORD = "mật khẩu của phép đo"
_AGENT = "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"


@dataclass(slots=True)
class Visitor:
    """Client of one role, with the token of its session."""

    role: str
    client: FlaskClient
    token: str = ""
    has_new_cookie: bool = False
    """True if an answer changed the cookies, and perhaps ended the session."""

    @property
    def is_staff(self) -> bool:
        """True for a member of staff."""
        return self.role in ROLES


class Visitors:
    """The clients of all roles."""

    def __init__(self, app: Flask, chance: random.Random) -> None:
        self._app, self._chance = app, chance
        self._database = app.extensions["services"].database
        self._password_hash = hash_password(PASSWORD)
        self._visitors = [Visitor(role, self._client()) for role in VISITORS]

    def next(self) -> Visitor:
        """Return the client of any role, signed in."""
        visitor = self._chance.choice(self._visitors)
        if visitor.is_staff:
            self._sign_in_staff(visitor)
        elif visitor.role == READER:
            self._sign_in_reader(visitor)
        elif visitor.role == COMPUTER:
            self._enrol(visitor)
        return visitor

    def _client(self) -> FlaskClient:
        client = self._app.test_client()
        client.environ_base["HTTP_USER_AGENT"] = _AGENT
        return client

    def _sign_in_staff(self, visitor: Visitor) -> None:
        """Undo what earlier requests did to the account; start a session if there is none."""
        with reading(self._database) as session:
            opened = staff_sessions.find_session(session, visitor.token)
            if opened and opened[1].has_recent_password and self._is_intact(visitor, opened[0]):
                return
        with work(self._database) as session:
            name = f"phép đo {visitor.role}"
            member = session.scalar(select(StaffMember).where(StaffMember.name == name))
            if member is None:
                member = add_staff(session, name, self._password_hash, visitor.role, by="phép đo")
            member.role, member.active, member.must_change = visitor.role, True, False
            member.sealed_secret, member.password_hash = None, self._password_hash
            session.flush()
            visitor.token = staff_sessions.start_session(session, member.id, "phép đo", proven=True)
        with visitor.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = visitor.token, True

    def _is_intact(self, visitor: Visitor, member: StaffMember) -> bool:
        is_same = (member.role, member.must_change, member.sealed_secret, member.password_hash) == (
            *(visitor.role, False, None),
            self._password_hash,
        )
        if is_same and visitor.has_new_cookie:
            with visitor.client.session_transaction() as cookie:
                visitor.has_new_cookie = cookie.get("_user_id") != visitor.token
        return is_same and not visitor.has_new_cookie

    def _sign_in_reader(self, visitor: Visitor) -> None:
        with reading(self._database) as session:
            if reader_accounts.reader_of_token(session, visitor.token) is not None:
                visitor.client.set_cookie("ban-doc", visitor.token)
                return
        with work(self._database) as session:
            matches = reader_accounts.find_with_password(session, READER)
            account = (
                matches[0]
                if matches
                else reader_accounts.open_account(session, READER, self._password_hash)
            )
            visitor.token = reader_accounts.sign_in(session, account.id, remember=True)
        visitor.client.set_cookie("ban-doc", visitor.token)

    def _enrol(self, visitor: Visitor) -> None:
        with reading(self._database) as session:
            if device_of(session, visitor.token) is not None:
                visitor.client.set_cookie("may", visitor.token)
                return
        with work(self._database) as session:
            code = announce(session, "Điểm phép đo", f"Máy {clock.now().timestamp()}")
            visitor.token = enrol(session, code)
        visitor.client.set_cookie("may", visitor.token)
