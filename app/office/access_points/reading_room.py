"""Lets staff run the room of a point: help, classes, who waits, which links its computers offer."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.access_points.own_points import only_visible, refuse_others, visible
from app.office.access_points.points import changes_a_point
from app.services import services
from library import clock
from library.database import reading, work
from library.points import device_list, kiosk_notices
from library.points.inventory import Point, all_on
from library.programme.registers import entries, incidents
from library.usage.events import help_calls


def show_calls() -> str:
    """Show who asks for help now, and what is broken; the page looks again by itself."""
    now, today = clock.now(), clock.today()
    with reading(services().database) as session:
        calls = help_calls.waiting(session, now, visible(session))
        points = only_visible(session, all_on(session, today))
        broken = entries.open_on(
            entries.entries(session, incidents.REGISTER, points=[p.code for p in points]), today
        )
    return render_template(
        "office/access_points/help_calls.html",
        calls=calls,
        names={point.id: point.facts.name for point in points},
        broken=broken,
        called={point.code: point.facts.name for point in points},
        in_work=True,
    )


def answer_call(call_id: int) -> ResponseReturnValue:
    """Note that somebody went to help."""
    with work(services().database) as session:
        refuse_others(session, help_calls.point_of_call(session, call_id) or 0)
        help_calls.answer(session, call_id, clock.now(), current_user.name)
    flash("Đã ghi là có người giúp.", "good")
    return redirect(url_for("office.help_calls"), code=303)


@changes_a_point
def set_links(session: Session, point: Point) -> str:
    """Record which links the computers of a point offer."""
    links = kiosk_notices.read_links(request.form.get("lien-ket", ""))
    kiosk_notices.set_links(session, point.id, links, at=clock.now(), by=current_user.name)
    return f"Đã ghi {len(links)} liên kết; máy của điểm thấy trong một phút."


@changes_a_point
def say_somebody_waits(session: Session, point: Point) -> str:
    """Let readers who sat long be asked to make room."""
    kiosk_notices.say_somebody_waits(session, point.id, clock.now())
    return "Đã báo: bạn đọc ngồi từ nửa giờ trở lên được xin nhường máy, trong 20 phút tới."


@changes_a_point
def begin_lesson(session: Session, point: Point) -> str:
    """Let the computers of a class begin."""
    told = request.form
    here = {c.id for c in device_list.computers(session, clock.now()) if c.point_id == point.id}
    chosen = here.intersection(told.getlist("may", type=int))
    kiosk_notices.begin_lesson(
        session,
        point.id,
        chosen,
        learners=told.get("so-nguoi", 0, type=int),
        lasts=timedelta(minutes=min(told.get("phut", 0, type=int), 24 * 60)),
        at=clock.now(),
        by=current_user.name,
    )
    return f"Lớp bắt đầu: {len(chosen)} máy tự mở phiên trong một phút."


@changes_a_point
def end_lesson(session: Session, point: Point) -> str:
    """End a class before its time."""
    kiosk_notices.end_lesson(session, request.form.get("lop", 0, type=int), point.id, clock.now())
    return "Lớp kết thúc: phiên ở các máy tự đóng trong một phút."
