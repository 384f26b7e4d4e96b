"""Uses of public computers that are set apart: shown with their reasons, accepted or rejected."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.points.access_points.own_points import visible
from app.services import services
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.staff.audit import note
from library.staff.permissions import Permission
from points.access_points.inventory import points_on
from points.usage import apart_uses
from points.usage.apart_uses import REASON_NAMES, DeviceDay

_SHOWN_GROUPS = 300
_DECISIONS = {"chap-nhan": True, "loai": False}


def show() -> str:
    """Show the waiting uses of the points this person may see, and the last decisions."""
    return _page()


def decide() -> ResponseReturnValue:
    """Accept or reject the chosen uses; the reason is required."""
    form = request.form
    try:
        with work(services().database) as session:
            ruling = apart_uses.decide(
                session,
                accepted=_DECISIONS.get(form.get("viec", ""), False),
                reason=form.get("ly-do", ""),
                by=current_user.name,
                at=clock.now(),
                points=form.getlist("diem", type=int),
                computers=form.getlist("may", type=_device_day),
                newest=form.get("den", 0, type=int),
            )
            action = "uses.accept" if ruling.accepted else "uses.reject"
            detail = f"{ruling.uses} lượt: {ruling.reason}"
            note(session, current_user.name, action, str(ruling.id), detail)
    except LibraryError as error:
        return _page(str(error)), error.status
    result = "tính vào số liệu" if ruling.accepted else "loại, không tính"
    flash(f"Đã ghi: {ruling.uses} lượt {result}. Số liệu tự tính lại trong giây lát.", "good")
    return redirect(url_for("office.apart_uses"), code=303)


def undo(ruling_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    try:
        with work(services().database) as session:
            apart_uses.undo(session, ruling_id, by=current_user.name, at=clock.now())
            note(session, current_user.name, "uses.undo", str(ruling_id))
    except LibraryError as error:
        return _page(str(error)), error.status
    flash("Đã hoàn tác: các lượt ấy lại để riêng, chờ xét.", "good")
    return redirect(url_for("office.apart_uses"), code=303)


def _page(problem: str = "") -> str:
    with reading(services().database) as session:
        points = visible(session)
        counts = apart_uses.waiting_by_point(session, points)
        groups = apart_uses.waiting(session, points, limit=_SHOWN_GROUPS)
        decisions = apart_uses.rulings(session) if points is None else ()
        names = {point.id: point.facts.name for point in points_on(session, clock.today())}
    return render_template(
        "points/access_points/apart_uses.html",
        counts=counts,
        groups=groups,
        names=names,
        reasons=REASON_NAMES,
        rulings=decisions,
        newest=max((newest for _, newest in counts.values()), default=0),
        may_decide=current_user.may(Permission.PROGRAMME),
        shown=_SHOWN_GROUPS,
        typed=request.form.get("ly-do", ""),
        problem=problem,
    )


def _device_day(value: str) -> DeviceDay:
    """Parse the value of a checkbox, like 12/2026-11-29; raise ValueError."""
    device_id, _, day = value.partition("/")
    return int(device_id), date.fromisoformat(day)
