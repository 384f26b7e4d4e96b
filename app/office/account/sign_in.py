"""Sign-in and sign-out of staff."""

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf

from app.accounts import staff_login
from app.accounts.flask_login import load_member, second_factor_requirement
from app.accounts.passwords import hash_new_password
from app.accounts.staff_login import StartedSession, awaiting_code, check_code, confirm
from app.accounts.trusted_browsers import remember, sign_in_attempt
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.security import same_site_address
from library.database import reading, work
from library.errors import LibraryError
from library.installation import secret_key
from library.staff import password_reset_links, staff_sessions
from library.staff.audit import note

_PENDING_TOKEN, _NEXT_ADDRESS = "cho-ma", "tiep"


def show() -> ResponseReturnValue:
    """Show the sign-in form."""
    if current_user.is_authenticated:
        return redirect(_next_address(), code=303)
    return render_template("office/account/sign_in.html", back=request.args.get("tiep", ""))


def sign_in() -> ResponseReturnValue:
    """Check name and password; redirect to the code form if a second factor is on."""
    name, back = request.form.get("ten", ""), request.form.get("tiep", "")
    password = request.form.get("mat-khau", "")
    try:
        sign_in_session = staff_login.sign_in(
            services().database,
            key(),
            sign_in_attempt(name),
            password,
            browser(),
            second_factor_requirement(services().settings),
        )
    except LibraryError as error:
        page = render_template(
            "office/account/sign_in.html", back=back, name=name, refused=str(error)
        )
        return page, error.status
    session.clear()  # against session fixation
    if not sign_in_session.proven:
        session[_PENDING_TOKEN], session[_NEXT_ADDRESS] = sign_in_session.token, back
        return redirect(url_for("office.code"), code=303)
    return _log_in(sign_in_session, same_site_address(back, url_for("office.desk")))


def show_code() -> ResponseReturnValue:
    """Show the form for the one-time code."""
    try:
        awaiting_code(services().database, session.get(_PENDING_TOKEN, ""))
    except LibraryError:
        return redirect(url_for("office.sign_in"), code=303)
    return render_template("office/account/second_factor_code.html")


def submit_code() -> ResponseReturnValue:
    """Check the one-time code or a recovery code and complete the sign-in."""
    token, code = session.get(_PENDING_TOKEN, ""), request.form.get("ma", "")
    try:
        _id, name = awaiting_code(services().database, token)
        new_token = check_code(
            services().database, key(), token, sign_in_attempt(name), code, browser()
        )
    except LibraryError as error:
        return render_template(
            "office/account/second_factor_code.html", refused=str(error)
        ), error.status
    next_address = same_site_address(session.get(_NEXT_ADDRESS), url_for("office.desk"))
    session.clear()
    return _log_in(StartedSession(new_token, name, proven=True), next_address)


def sign_out() -> ResponseReturnValue:
    """End the session."""
    with work(services().database) as db:
        note(db, current_user.name, "staff.sign_out", current_user.name)
        staff_sessions.end_session(db, current_user.id, current_user.session_row.id)
    logout_user()
    session.clear()
    return redirect(url_for("public.home"), code=303)


def show_confirm_form() -> str:
    """Show the form that asks for the password again before a protected action."""
    return render_template(
        "office/account/confirm_password.html", back=request.args.get("tiep", "")
    )


def confirm_password() -> ResponseReturnValue:
    """Check the password and continue to the protected page."""
    password = request.form.get("mat-khau", "")
    attempt = sign_in_attempt(current_user.name)
    try:
        confirm(services().database, key(), current_user.session_row, attempt, password)
    except LibraryError as error:
        page = render_template(
            "office/account/confirm_password.html",
            back=request.form.get("tiep", ""),
            refused=str(error),
        )
        return page, error.status
    return redirect(_next_address(), code=303)


def show_password_form(code: str) -> str:
    """Show the password form of a reset link."""
    with reading(services().database) as db:
        member = password_reset_links.member_of_link(db, code)
    return render_template("office/account/new_password.html", code=code, name=member.name)


def set_password(code: str) -> ResponseReturnValue:
    """Save the password of a reset link, show the sign-in form and trust this browser."""
    form = request.form
    with reading(services().database) as db:
        name = password_reset_links.member_of_link(db, code).name
    try:
        names = name, services().settings.library_name
        password_hash = hash_new_password(form.get("moi", ""), form.get("lai", ""), *names)
    except LibraryError as error:
        variables = {"code": code, "name": name, "refused": str(error)}
        return render_template("office/account/new_password.html", **variables), error.status
    with work(services().database) as db:
        password_reset_links.redeem_link(db, code, password_hash)
    page = render_template("office/account/sign_in.html", back="", name=name, password_saved=True)
    return remember(Response(page), name)


def forbid_caching(response: Response) -> Response:
    """Forbid browsers to store office pages, for shared computers."""
    set_policy(response, NO_STORE)
    return response


def key() -> str:
    """Return the secret key of this installation."""
    return secret_key(services().settings)


def browser() -> str:
    """Return the browser family of the request."""
    return browser_family(request.user_agent.string)


def _log_in(session_started: StartedSession, next_address: str) -> Response:
    session.permanent = True
    generate_csrf()  # one for all: pages fetched side by side would each bring their own
    login_user(load_member(session_started.token))
    return remember(redirect(next_address, code=303), session_started.name)


def _next_address() -> str:
    return same_site_address(request.values.get("tiep"), url_for("office.desk"))


_FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_family(agent: str) -> str:
    """Return the browser and system of a user agent: `Firefox, Windows`."""
    names = (_first(agent, _FAMILIES), _first(agent, _SYSTEMS))
    return ", ".join(name for name in names if name) or "trình duyệt lạ"


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for token, name in names if token in agent), "")
