"""Lets staff enrol, renew, revoke and move public computers, and keep the inventory of a point."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.access_points import point_forms as forms
from app.office.access_points.own_points import refuse_others
from app.office.access_points.points import changes_a_point, page
from app.services import services
from library import clock
from library.database import work
from library.errors import LibraryError
from library.points import device_list, enrolment, equipment, inventory
from library.points.models import AssetState
from library.points.problems import TooManyComputersError
from library.staff.audit import note

_CODES = "ma-dang-ky"
"""Under this name the codes just made wait in the visit, to be shown once."""

_MOST = 40


def announce(code: str) -> ResponseReturnValue:
    """Enter one or several computers of a point, and lead to their codes."""
    told = request.form
    try:
        with work(services().database) as books:
            point = inventory.on(books, code, clock.today())
            refuse_others(books, point.id)
            labels = _labels(forms.text(told, "ten", "tên máy"), told.get("may", 1, type=int))
            number = forms.text(told, "so")
            asset_id = equipment.on(books, number, clock.today()).asset_id if number else None
            made = [
                (label, enrolment.announce(books, code, label, by=_me(), asset_id=asset_id))
                for label in labels
            ]
            note(books, _me(), "device.announce", code, ", ".join(labels))
    except LibraryError as error:
        return page(code, str(error)), error.status
    return _to_codes(point.facts.name, made)


def show_codes() -> ResponseReturnValue:
    """Show the codes just made, once: on a sheet that can be printed and taken along."""
    made = session.pop(_CODES, None)
    if made is None:
        flash("Mã chỉ hiện một lần. Cần mã khác thì bấm “Cấp mã mới” ở máy đó.", "bad")
        return redirect(url_for("office.points"), code=303)
    return render_template(
        "office/access_points/enrolment_codes.html", made=made, house_url=request.url_root
    )


def renew(code: str) -> ResponseReturnValue:
    """Make another code for a computer that was wiped, cloned or revoked."""
    try:
        with work(services().database) as books:
            computer = _chosen(books)
            made = enrolment.renew(books, computer.id)
            note(books, _me(), "device.renew", str(computer.id), computer.label)
    except LibraryError as error:
        return page(code, str(error)), error.status
    return _to_codes(computer.point, [(computer.label, made)])


@changes_a_point
def revoke(books: Session, _point: inventory.Point) -> str:
    """Let a computer's token open nothing any more."""
    computer = _chosen(books)
    reason = forms.text(request.form, "ly-do", "lý do")
    enrolment.revoke(books, computer.id)
    note(books, _me(), "device.revoke", str(computer.id), reason)
    return f"Đã thu hồi thẻ của {computer.label}: từ nay máy đó không gửi được gì."


@changes_a_point
def move(books: Session, point: inventory.Point) -> str:
    """Record that a computer of a point stands at another from now on."""
    computer = _chosen(books)
    goes_to = inventory.on(books, request.form.get("diem", ""), clock.today())
    refuse_others(books, goes_to.id)
    enrolment.move(books, computer.id, goes_to.code, by=_me())
    note(books, _me(), "device.move", str(computer.id), f"{point.code} → {goes_to.code}")
    return f"{computer.label} từ nay ở {goes_to.facts.name}; lượt dùng trước đó ở lại."


@changes_a_point
def enter_asset(books: Session, point: inventory.Point) -> str:
    """Put an asset on the inventory of a point."""
    facts = forms.asset(request.form)
    since = facts.acquired or clock.today()
    equipment.enter(books, facts, point_id=point.id, since=since, by=_me())
    return f"Đã ghi tài sản {facts.number}."


@changes_a_point
def change_asset(books: Session, point: inventory.Point) -> str:
    """Record that an asset is in another state, or stands elsewhere, from a day on."""
    told, since = request.form, forms.day(request.form)
    number = forms.text(told, "so", "số tài sản")
    refuse_others(books, equipment.on(books, number, since).point_id)
    state = told.get("trang-thai", "")
    to = told.get("diem", point.code)
    goes_to = inventory.on(books, to, since)
    refuse_others(books, goes_to.id)
    equipment.change(
        books,
        number,
        since=since,
        by=_me(),
        reason=forms.text(told, "ly-do", "lý do"),
        state=AssetState(state) if state in set(AssetState) else None,
        point_id=goes_to.id,
    )
    return f"Đã ghi thay đổi của tài sản {number} từ {since:%d/%m/%Y}."


def _labels(name: str, how_many: int) -> list[str]:
    if not 1 <= how_many <= _MOST:
        raise TooManyComputersError(_MOST)
    return [name] if how_many == 1 else [f"{name} {n}" for n in range(1, how_many + 1)]


def _chosen(books: Session) -> device_list.Computer:
    """Return the computer that was chosen; raise when it stands at a point of others."""
    computer = device_list.computer(books, request.form.get("may", 0, type=int), clock.now())
    refuse_others(books, computer.point_id or 0)
    return computer


def _me() -> str:
    return current_user.name


def _to_codes(point: str, made: list[tuple[str, str]]) -> ResponseReturnValue:
    ends = clock.now() + enrolment.CODE_LIVES
    session[_CODES] = {"point": point, "codes": made, "ends": ends.isoformat()}
    return redirect(url_for("office.codes"), code=303)
