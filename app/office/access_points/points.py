"""Shows the access points to staff, and records what becomes otherwise: dated, with its reason."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from functools import wraps

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.access_points import point_forms as forms
from app.office.access_points.own_points import only_visible, refuse_others, visible
from app.services import services
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.places.atlas import drawn_units
from library.places.districts import districts
from library.points import depreciation, device_list, equipment, inventory, kiosk_notices, managers
from library.points.opening_hours import WEEKDAYS
from library.staff import staff_accounts
from library.staff.audit import note
from library.staff.permissions import Role
from library.usage.boards.live_status import points_now

_LESSONS_SHOWN = timedelta(days=7)
_EXCEPTIONS_SHOWN = timedelta(days=31)


def show_all() -> str:
    """Show the points a person may see, and how they do."""
    at = clock.now()
    with reading(services().database) as session:
        points = points_now(session, at, visible(session))
    return render_template("office/access_points/points.html", points=points)


def show_new() -> str:
    """Ask what a new point is."""
    return _new()


def enter() -> ResponseReturnValue:
    """Enter a new point."""
    told = request.form
    try:
        code, facts = forms.code(told), forms.facts(told)
        with work(services().database) as session:
            inventory.enter(session, code, facts, since=forms.day(told), by=current_user.name)
    except LibraryError as error:
        return _new(str(error)), error.status
    flash(f"Đã ghi điểm {facts.name}.", "good")
    return redirect(url_for("office.point", code=code), code=303)


def show(code: str) -> str:
    """Show all that is known of a point."""
    return page(code)


def changes_a_point(
    view: Callable[[Session, inventory.Point], str],
) -> Callable[[str], ResponseReturnValue]:
    """Let a view change one's own point, say what it did, and what was wrong with what was told."""

    @wraps(view)
    def changing(code: str) -> ResponseReturnValue:
        try:
            with work(services().database) as session:
                point = inventory.on(session, code, clock.today())
                refuse_others(session, point.id)
                done = view(session, point)
        except LibraryError as error:
            return page(code, str(error)), error.status
        flash(done, "good")
        return redirect(url_for("office.point", code=code), code=303)

    return changing


@changes_a_point
def change(session: Session, point: inventory.Point) -> str:
    """Record what is other from a day on; what was true before stays."""
    told, since = request.form, forms.day(request.form)
    reason = forms.text(told, "ly-do", "lý do")
    facts = asdict(forms.facts(told))
    inventory.change(session, point.code, since=since, by=current_user.name, reason=reason, **facts)
    return f"Đã ghi thay đổi từ {since:%d/%m/%Y}; điều đúng trước ngày đó vẫn giữ."


@changes_a_point
def set_hours(session: Session, point: inventory.Point) -> str:
    """Record the usual hours of a week from a day on."""
    since = forms.day(request.form)
    week = [request.form.get(f"thu-{number}", "") for number in range(len(WEEKDAYS))]
    inventory.set_week(session, point.code, week, since=since, by=current_user.name)
    return f"Đã ghi giờ mở cửa từ {since:%d/%m/%Y}."


@changes_a_point
def set_exception(session: Session, point: inventory.Point) -> str:
    """Record a day that is otherwise, and why."""
    told, day = request.form, forms.day(request.form, "ngay")
    reason = forms.text(told, "ly-do", "lý do")
    hours = told.get("gio", "")
    inventory.set_exception(session, point.code, day, hours, reason=reason, by=current_user.name)
    return f"Đã ghi ngày {day:%d/%m/%Y}."


@changes_a_point
def entrust(session: Session, point: inventory.Point) -> str:
    """Say who keeps the point."""
    chosen = frozenset(request.form.getlist("nguoi", type=int))
    known = {member.id: member.name for member in _librarians(session)}
    managers.entrust(session, point.id, chosen & known.keys())
    names = ", ".join(known[who] for who in sorted(chosen & known.keys())) or "không ai"
    note(session, current_user.name, "point.entrust", point.code, names)
    return f"Điểm nay giao cho: {names}."


def page(code: str, problem: str = "") -> str:
    """Show a point, and what was wrong with what was told about it."""
    at, today = clock.now(), clock.today()
    with reading(services().database) as session:
        point = inventory.on(session, code, today)
        refuse_others(session, point.id)
        there = next((p for p in points_now(session, at) if p.point.id == point.id), None)
        shown = {
            "point": point,
            "history": inventory.history(session, code),
            "week": inventory.week_on(session, code, today) or ("",) * len(WEEKDAYS),
            "exceptions": inventory.exceptions_since(session, code, today - _EXCEPTIONS_SHOWN),
            "heard": {c.id: c for c in there.computers} if there else {},
            "computers": [c for c in device_list.computers(session, at) if c.point_id == point.id],
            "assets": [
                (asset, record, depreciation.worth(asset, today).is_over)
                for asset, record in equipment.at_point(session, point.id, today)
            ],
            "points": only_visible(session, inventory.all_on(session, today)),
            "links": kiosk_notices.links_of(session, point.id),
            "waits": kiosk_notices.somebody_waits(session, point.id, at),
            "lessons": kiosk_notices.lessons(session, point.id, at - _LESSONS_SHOWN),
            "librarians": _librarians(session),
            "keepers": managers.keepers_of(session, point.id),
        }
    return render_template(
        "office/access_points/point.html",
        **shown,
        weekdays=WEEKDAYS,
        at=at,
        today=today.isoformat(),
        problem=problem,
        typed=request.form,
        units=_units(),
    )


def _new(problem: str = "") -> str:
    return render_template(
        "office/access_points/point_new.html",
        problem=problem,
        typed=request.form,
        today=clock.today().isoformat(),
        units=_units(),
    )


def _librarians(session: Session) -> list[staff_accounts.StaffMember]:
    return [
        member
        for member in staff_accounts.everyone(session)
        if member.active and member.role is Role.POINT_LIBRARIAN
    ]


def _units() -> tuple[str, ...]:
    """Return the places a point may stand in: the units of today, the districts of old."""
    return (*(drawn.unit for drawn in drawn_units()), *districts())
