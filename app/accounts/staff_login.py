"""Lets staff in: first the password, then the code where one is asked for."""

from dataclasses import dataclass

from sqlalchemy import Engine

from app.accounts import totp as phone
from app.accounts.passwords import is_right
from library import clock
from library.database import reading, work
from library.errors import WrongPasswordError
from library.staff import second_factor, staff_accounts, staff_sessions, throttle
from library.staff.audit import note
from library.staff.models import StaffMember
from library.staff.problems import WrongCodeError
from library.staff.throttle import SignInAttempt

_STRANGER = "người lạ"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A session that began; unless it is proven, the code must follow."""

    token: str
    name: str
    proven: bool


def sign_in(
    database: Engine, key: str, knock: SignInAttempt, password: str, browser: str
) -> Admitted:
    """Begin a session; raise WrongPasswordError or AccountLockedError, the same for any name."""
    counted = throttle.keys(key, knock)
    with work(database) as session:
        throttle.take_a_try(session, counted)
    with reading(database) as session:
        known = staff_accounts.named(session, knock.name)
    right = is_right(known.password_hash if known else None, password)
    with work(database) as session:
        member = staff_accounts.named(session, knock.name)
        if right and member.active and member.password_hash == known.password_hash:
            throttle.succeeded(session, counted)
            return _begin(session, member, browser)
        if known is not None:  # what was typed as a name may be a password: it is not kept
            note(session, _STRANGER, "staff.wrong_password", known.name, f"từ {knock.address}")
    raise WrongPasswordError


def check_code(
    database: Engine, key: str, token: str, knock: SignInAttempt, code: str, browser: str
) -> str:
    """Return the token of a session that opens the office; raise WrongCodeError."""
    member_id, name = waiting(database, token)
    counted = throttle.keys(key, SignInAttempt(f"mã {member_id}", knock.address, knock.browser))
    with work(database) as session:
        throttle.take_a_try(session, counted)
    with work(database) as session:
        member = staff_accounts.numbered(session, member_id)
        if _is_proof(session, key, member, code):
            throttle.succeeded(session, counted)
            staff_sessions.end_by_token(session, token)
            note(session, member.name, "staff.sign_in", member.name, browser)
            return staff_sessions.begin(session, member.id, browser, proven=True)
        note(session, _STRANGER, "staff.wrong_code", name, f"từ {knock.address}")
    raise WrongCodeError


def waiting(database: Engine, token: str) -> tuple[int, str]:
    """Return who gave the right password and still owes the code; raise WrongPasswordError."""
    with reading(database) as session:
        found = staff_sessions.find(session, token, proven=False)
    if found is None:
        raise WrongPasswordError
    return found[0].id, found[0].name


def confirm(
    database: Engine, key: str, seat: staff_sessions.SessionRow, knock: SignInAttempt, password: str
) -> None:
    """Let somebody who types the password once more do dangerous things for a while."""
    check_password(database, key, seat.member_id, knock, password)
    with work(database) as session:
        staff_sessions.confirm(session, seat.id)


def check_password(
    database: Engine, key: str, member_id: int, knock: SignInAttempt, password: str
) -> None:
    """Raise WrongPasswordError unless this is the password of somebody who is signed in."""
    counted = throttle.keys(key, knock)
    with work(database) as session:
        throttle.take_a_try(session, counted)
        kept = staff_accounts.numbered(session, member_id).password_hash
    if not is_right(kept, password):
        raise WrongPasswordError
    with work(database) as session:
        throttle.succeeded(session, counted)


def _begin(session: object, member: StaffMember, browser: str) -> Admitted:
    proven = member.sealed_secret is None
    if proven:
        note(session, member.name, "staff.sign_in", member.name, browser)
    token = staff_sessions.begin(session, member.id, browser, proven=proven)
    return Admitted(token, member.name, proven)


def _is_proof(session: object, key: str, member: StaffMember, code: str) -> bool:
    if member.sealed_secret is None:
        return True  # turned off meanwhile by an administrator
    digest = phone.recovery_digest(key, member.id, code)
    if second_factor.spend_recovery(session, member, digest):
        return True
    step = phone.step_of(phone.unsealed(key, member.id, member.sealed_secret), code, clock.now())
    return step is not None and second_factor.spend_step(member, step)
