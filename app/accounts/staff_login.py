"""Staff sign-in: password first, then the one-time code if the account needs one."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.accounts import totp
from app.accounts.passwords import verify_password
from library import clock
from library.database import reading, work
from library.errors import WrongPasswordError
from library.staff import second_factor, staff_accounts, staff_sessions, throttle
from library.staff.audit import note
from library.staff.models import StaffMember
from library.staff.problems import WrongCodeError
from library.staff.second_factor import Requirement
from library.staff.throttle import SignInAttempt, ThrottleKey, note_failure

_NO_ACCOUNT = "-"


@dataclass(frozen=True, slots=True)
class StartedSession:
    """Newly started session; unless `proven`, the one-time code must follow."""

    token: str
    name: str
    proven: bool


def sign_in(
    database: Engine,
    key: str,
    attempt: SignInAttempt,
    password: str,
    browser: str,
    requirement: Requirement,
) -> StartedSession:
    """Start a session; raise WrongPasswordError or AccountLockedError, also for unknown names."""
    throttle_keys = throttle.staff_keys(key, attempt)
    with work(database) as session:
        must_wait = throttle.count_attempt(session, throttle_keys)
    with reading(database) as session:
        account = staff_accounts.find_by_name(session, attempt.name)
    is_correct = verify_password(account.password_hash if account else None, password)
    with work(database) as session:
        member = staff_accounts.find_by_name(session, attempt.name)
        if is_correct and member.active and member.password_hash == account.password_hash:
            throttle.record_success(session, throttle_keys)
            second_factor.announce(member, requirement)
            proven = member.sealed_secret is None
            if proven:
                note(session, member.name, "staff.sign_in", member.name, browser)
            token = staff_sessions.start_session(session, member.id, browser, proven=proven)
            return StartedSession(token, member.name, proven)
        # an unknown name may be a mistyped password: it is not logged
        _note_failure(session, "staff.wrong_password", account, attempt, must_wait=must_wait)
    raise WrongPasswordError


def check_code(
    database: Engine, key: str, token: str, attempt: SignInAttempt, code: str, browser: str
) -> str:
    """Return the token of a fully signed-in session; raise WrongCodeError."""
    member_id, _name = awaiting_code(database, token)
    throttle_keys = _code_keys(key, member_id, attempt)
    with work(database) as session:
        must_wait = throttle.count_attempt(session, throttle_keys)
    with work(database) as session:
        member = staff_accounts.get_by_id(session, member_id)
        if _is_proof(session, key, member, code):
            throttle.record_success(session, throttle_keys)
            staff_sessions.end_by_token(session, token)
            note(session, member.name, "staff.sign_in", member.name, browser)
            return staff_sessions.start_session(session, member.id, browser, proven=True)
        _note_failure(session, "staff.wrong_code", member, attempt, must_wait=must_wait)
    raise WrongCodeError


def awaiting_code(database: Engine, token: str) -> tuple[int, str]:
    """Return id and name of the member who still owes the code; raise WrongPasswordError."""
    with reading(database) as session:
        match = staff_sessions.find_session(session, token, proven=False)
    if match is None:
        raise WrongPasswordError
    return match[0].id, match[0].name


def confirm(
    database: Engine,
    key: str,
    session_row: staff_sessions.SessionRow,
    attempt: SignInAttempt,
    password: str,
) -> None:
    """Check the password again and allow protected actions in this session for a while."""
    check_password(database, key, session_row.member_id, attempt, password)
    with work(database) as session:
        staff_sessions.record_password_check(session, session_row.id)


def check_password(
    database: Engine, key: str, member_id: int, attempt: SignInAttempt, password: str
) -> None:
    """Raise WrongPasswordError unless the password of a signed-in member is right."""
    throttle_keys = throttle.staff_keys(key, attempt)
    with work(database) as session:
        must_wait = throttle.count_attempt(session, throttle_keys)
        member = staff_accounts.get_by_id(session, member_id)
    is_correct = verify_password(member.password_hash, password)
    with work(database) as session:
        if is_correct:
            throttle.record_success(session, throttle_keys)
            return
        _note_failure(session, "staff.wrong_password", member, attempt, must_wait=must_wait)
    raise WrongPasswordError


def check_second_factor(
    database: Engine, key: str, member_id: int, attempt: SignInAttempt, code: str
) -> None:
    """Raise WrongCodeError unless a code of a signed-in member is right; it is used up."""
    throttle_keys = _code_keys(key, member_id, attempt)
    with work(database) as session:
        must_wait = throttle.count_attempt(session, throttle_keys)
    with work(database) as session:
        member = staff_accounts.get_by_id(session, member_id)
        if _is_proof(session, key, member, code):
            throttle.record_success(session, throttle_keys)
            return
        _note_failure(session, "staff.wrong_code", member, attempt, must_wait=must_wait)
    raise WrongCodeError


def _note_failure(
    session: Session,
    action: str,
    member: StaffMember | None,
    attempt: SignInAttempt,
    *,
    must_wait: bool,
) -> None:
    """Note a failed attempt on an account, and the beginning of a delay on any name."""
    if member is not None:
        note_failure(session, action, member.name, attempt.address)
    if must_wait:
        subject = _NO_ACCOUNT if member is None else member.name
        note_failure(session, "staff.delay", subject, attempt.address)


def _code_keys(key: str, member_id: int, attempt: SignInAttempt) -> tuple[ThrottleKey, ...]:
    """Return the keys of an attempt at a code; the account counts, however its name is spelt."""
    return throttle.staff_keys(
        key, SignInAttempt(f"mã {member_id}", attempt.address, attempt.browser)
    )


def _is_proof(session: Session, key: str, member: StaffMember, code: str) -> bool:
    if member.sealed_secret is None:
        return True  # turned off meanwhile by an administrator
    digest = totp.recovery_digest(key, member.id, code)
    if second_factor.use_recovery_code(session, member, digest):
        return True
    step = totp.matching_step(
        totp.decrypt_secret(key, member.id, member.sealed_secret), code, clock.now()
    )
    return step is not None and second_factor.use_step(member, step)
