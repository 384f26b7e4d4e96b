"""Uses of public computers that are set apart: shown with their reasons, accepted or rejected."""

from datetime import date

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.access_points.own_points import visible
from app.services import services
from app.web.actions import action
from library import clock
from library.database import reading
from library.staff.audit import note
from library.staff.permissions import Permission
from points.access_points.inventory import points_on
from points.usage import apart_uses
from points.usage.apart_uses import REASON_NAMES, DeviceDay

_SHOWN_GROUPS = 300
_DECISIONS = {"chap-nhan": True, "loai": False}


def show(problem: str = "") -> str:
    """Show the waiting uses of the points this person may see, and the last decisions."""
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


@action("office.apart_uses", show)
def decide(session: Session) -> str:
    """Accept or reject the chosen uses; the reason is required."""
    form = request.form
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
    act = "uses.accept" if ruling.accepted else "uses.reject"
    detail = f"{ruling.uses} lượt: {ruling.reason}"
    note(session, current_user.name, act, str(ruling.id), detail)
    result = "tính vào số liệu" if ruling.accepted else "loại, không tính"
    return f"Đã ghi: {ruling.uses} lượt {result}. Số liệu tự tính lại trong giây lát."


@action("office.apart_uses", lambda ruling_id, problem: show(problem))
def undo(session: Session, ruling_id: int) -> str:
    """Take a decision back."""
    apart_uses.undo(session, ruling_id, by=current_user.name, at=clock.now())
    note(session, current_user.name, "uses.undo", str(ruling_id))
    return "Đã hoàn tác: các lượt ấy lại để riêng, chờ xét."


def _device_day(value: str) -> DeviceDay:
    """Parse the value of a checkbox, like 12/2026-11-29; raise ValueError."""
    device_id, _, day = value.partition("/")
    return int(device_id), date.fromisoformat(day)
