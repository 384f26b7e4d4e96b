"""Access points in the office: list, details, and dated changes with their reasons."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from functools import wraps

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.field_problems import at_field
from app.office.lists.list_form import Choice, ListForm, read_list
from app.office.lists.view_forms import narrow
from app.points.access_points import point_forms as forms
from app.points.access_points import point_values
from app.points.access_points.own_points import only_visible, refuse_others, visible
from app.services import services
from app.web.actions import action
from app.web.form_versions import merge_form, stop_if_reopened, submitted_base
from library import clock
from library.database import reading
from library.places.atlas import map_units
from library.places.districts import districts
from library.places.edition import current_history
from library.staff import staff_accounts
from library.staff.audit import note
from library.staff.permissions import POINT_LIBRARIAN, Permission
from library.three_way import merge_choices
from library.vietnamese.letters import sort_key
from points.access_points import (
    depreciation,
    device_life,
    device_list,
    equipment,
    inventory,
    kiosk_notices,
    managers,
    plan_149,
    reform_2025,
)
from points.access_points.opening_hours import WEEKDAYS, read_hours
from points.access_points.point_units import unclear_points
from points.access_points.reform_2025 import Renaming
from points.usage.boards.live_status import PointNow, points_now
from points.usage.rollups.daily import mark_hours_changed

_LESSONS_SHOWN = timedelta(days=7)
_EXCEPTIONS_SHOWN = timedelta(days=31)
_FORM = ListForm(
    "office.points",
    orders={
        "so": "theo sổ điểm",
        "ten": "tên A đến Y",
        "may": "nhiều máy trước",
        "tat": "nhiều máy tắt trước",
    },
    choices=(
        Choice(
            "hom-nay",
            "Lúc này",
            {
                "mo": "đang mở cửa",
                "dong": "đang đóng cửa",
                "chua-ghi": "chưa ghi giờ",
                "ngung": "ngừng phục vụ",
            },
        ),
        Choice(
            "may",
            "Máy",
            {"bat": "có máy bật", "tat": "không máy nào bật", "khong": "chưa có máy"},
        ),
    ),
    search_help="Tên, mã, nơi, địa chỉ, cơ quan quản lý. Không cần gõ dấu.",
)


def show_all() -> str:
    """Show the visible points with their current status."""
    at = clock.now()
    with reading(services().database) as session:
        listing, points = narrow(
            read_list(session, _FORM),
            points_now(session, at, visible(session)),
            words=_searched,
            filters={"hom-nay": _today, "may": _computers},
            orders={
                "ten": lambda status: sort_key(status.point.facts.name),
                "may": lambda status: -len(status.computers),
                "tat": lambda status: status.on - len(status.computers),
            },
        )
        sees_all = current_user.may(Permission.ALL_POINTS)
        renamings = len(reform_2025.proposals(session)) if sees_all else 0
        unclear = unclear_points(session, current_history(session), at.date()) if sees_all else ()
    return render_template(
        "points/access_points/points.html",
        points=points,
        listing=listing,
        renamings=renamings,
        unclear=unclear,
    )


def _searched(status: PointNow) -> tuple[object, ...]:
    facts = status.point.facts
    return status.point.code, facts.name, facts.place, facts.owner, facts.address


def _today(status: PointNow) -> str:
    if not status.point.facts.serving:
        return "ngung"
    if status.today is None:
        return "chua-ghi"
    return "mo" if status.is_open else "dong"


def _computers(status: PointNow) -> str:
    if not status.computers:
        return "khong"
    return "bat" if status.on else "tat"


def show_new(problem: str = "") -> str:
    """Show the form for a new point."""
    return render_template(
        "points/access_points/point_new.html",
        problem=problem,
        typed=request.form,
        today=clock.today().isoformat(),
        units=_units(),
    )


@action(form_again=show_new)
@reopens
def enter(session: Session) -> tuple[str, str]:
    """Create a new point."""
    form = request.form
    stop_if_reopened()
    code, facts = forms.code(form), forms.facts(form)
    with at_field("ma"):
        inventory.enter(session, code, facts, since=forms.day(form), by=current_user.name)
    return f"Đã ghi điểm {facts.name}.", url_for("office.point", code=code)


@action("office.points")
def enter_plan(session: Session) -> str:
    """Create the points of the plan that are missing."""
    return f"Đã ghi {len(plan_149.enter_plan(session, current_user.name))} điểm."


def show(code: str, problem: str = "") -> str:
    """Show the details of a point."""
    at, today = clock.now(), clock.today()
    with reading(services().database) as session:
        point = inventory.point_on(session, code, today)
        refuse_others(session, point.id)
        computers = [c for c in device_list.computers(session, at) if c.point_id == point.id]
        lives = device_life.changes_of(session, [computer.id for computer in computers])
        status = next((p for p in points_now(session, at) if p.point.id == point.id), None)
        variables = {
            "point": point,
            "history": inventory.history(session, code),
            "exceptions": inventory.exceptions_since(session, code, today - _EXCEPTIONS_SHOWN),
            "heard": {c.id: c for c in status.computers} if status else {},
            "lost": {c.id for c in status.lost} if status else frozenset(),
            "computers": computers,
            "lives": lives,
            "assets": [
                (asset, record, depreciation.asset_value(asset, today).is_over)
                for asset, record in equipment.assets_at_point(session, point.id, today)
            ],
            "points": only_visible(session, inventory.points_on(session, today)),
            "waits": kiosk_notices.is_wait_announced(session, point.id, at),
            "lessons": kiosk_notices.lessons(session, point.id, at - _LESSONS_SHOWN),
            "librarians": _librarians(session),
            "keepers": managers.managers_of(session, point.id),
            "values": {
                "facts": point_values.fact_values(point.facts),
                "hours": point_values.hour_values(session, code),
                "links": point_values.link_values(session, point.id),
                "networks": point_values.network_values(session, point.id),
                "managers": point_values.manager_values(session, point.id),
            },
        }
    return render_template(
        "points/access_points/point.html",
        **variables,
        weekdays=WEEKDAYS,
        at=at,
        today=today.isoformat(),
        problem=problem,
        units=_units(),
    )


def point_action(
    view: Callable[[Session, inventory.Point], str],
) -> Callable[[str], ResponseReturnValue]:
    """Wrap an action on one's own point: flash its message, or show the page with the error."""

    @action("office.point", show)
    @reopens
    @wraps(view)
    def on_own_point(session: Session, code: str) -> str:
        point = inventory.point_on(session, code, clock.today())
        refuse_others(session, point.id)
        return view(session, point)

    return on_own_point


@point_action
def change(session: Session, point: inventory.Point) -> str:
    """Record changed data of a point from a given day; earlier data stay in the history."""
    merge_note = merge_form(point_values.fact_values(point.facts), point_values.FACT_LABELS)
    form, since = request.form, forms.day(request.form)
    reason = forms.text(form, "ly-do", "lý do")
    facts = asdict(forms.facts(form))
    inventory.change(session, point.code, since=since, by=current_user.name, reason=reason, **facts)
    mark_hours_changed(session, point.id, since, clock.now())
    return f"Đã ghi thay đổi từ {since:%d/%m/%Y}; điều đúng trước ngày đó vẫn giữ.{merge_note}"


@point_action
def set_hours(session: Session, point: inventory.Point) -> str:
    """Record the weekly opening hours from a given day."""
    merge_note = merge_form(point_values.hour_values(session, point.code), point_values.HOUR_LABELS)
    since = forms.day(request.form)
    week = [request.form.get(f"thu-{number}", "") for number in range(len(WEEKDAYS))]
    for number, hours in enumerate(week):
        with at_field(f"thu-{number}"):
            read_hours(hours)
    inventory.set_week(session, point.code, week, since=since, by=current_user.name)
    mark_hours_changed(session, point.id, since, clock.now())
    return f"Đã ghi giờ mở cửa từ {since:%d/%m/%Y}.{merge_note}"


@point_action
def set_exception(session: Session, point: inventory.Point) -> str:
    """Record exceptional opening hours of one day and the reason."""
    stop_if_reopened()
    form, day = request.form, forms.day(request.form, "ngay")
    reason = forms.text(form, "ly-do", "lý do")
    hours = form.get("gio", "")
    inventory.set_exception(session, point.code, day, hours, reason=reason, by=current_user.name)
    mark_hours_changed(session, point.id, day, clock.now())
    return f"Đã ghi ngày {day:%d/%m/%Y}."


@point_action
def assign_managers(session: Session, point: inventory.Point) -> str:
    """Set the managers of a point."""
    stop_if_reopened()
    manager_ids = _merged_managers(session, point.id)
    librarians = {member.id: member.name for member in _librarians(session)}
    managers.set_managers(session, point.id, manager_ids & librarians.keys())
    names = (
        ", ".join(librarians[member_id] for member_id in sorted(manager_ids & librarians.keys()))
        or "không ai"
    )
    note(session, current_user.name, "point.entrust", point.code, names)
    return f"Điểm nay giao cho: {names}."


def _merged_managers(session: Session, point_id: int) -> frozenset[int]:
    """Return the chosen managers, with what others changed since the form was opened."""
    current = set(managers.managers_of(session, point_id))
    base = {int(line) for line in (submitted_base() or {}).get("nguoi", "").splitlines()}
    mine = set(request.form.getlist("nguoi", type=int))
    return frozenset(merge_choices(current if submitted_base() is None else base, mine, current))


def _librarians(session: Session) -> list[staff_accounts.StaffMember]:
    return [
        member
        for member in staff_accounts.list_members(session)
        if member.active and member.role == POINT_LIBRARIAN
    ]


def _units() -> tuple[str, ...]:
    """Return the possible places of a point: current units, then former districts."""
    return (*(map_unit.unit for map_unit in map_units()), *districts())


_RENAMED_FIELDS = {"name": "tên của điểm", "owner": "cơ quan quản lý", "place": "nơi"}


def show_renaming(problem: str = "") -> str:
    """Show the points that still have facts of abolished units."""
    with reading(services().database) as session:
        renamings = reform_2025.proposals(session)
    return render_template(
        "points/access_points/renaming.html",
        renamings=renamings,
        labels=_RENAMED_FIELDS,
        typed=request.form,
        problem=problem,
    )


@action("office.points", show_renaming)
@reopens
def rename_points(session: Session) -> str:
    """Record the confirmed names of the chosen points from 1 July 2025."""
    stop_if_reopened()
    renamings = [
        _confirmed(renaming)
        for renaming in reform_2025.proposals(session)
        if f"chon-{renaming.point.code}" in request.form
    ]
    count = reform_2025.rename(session, renamings, by=current_user.name)
    for renaming in renamings:
        note(session, current_user.name, "point.rename", renaming.point.code, renaming.name)
    return f"Đã ghi tên mới của {count} điểm từ 1/7/2025; kỳ trước vẫn mang tên cũ."


def _confirmed(renaming: Renaming) -> Renaming:
    code = renaming.point.code
    return replace(
        renaming,
        **{
            name: forms.text(request.form, f"{name}-{code}", label)
            for name, label in _RENAMED_FIELDS.items()
        },
    )
