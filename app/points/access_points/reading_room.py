"""Reading room of an access point: help calls, classes, waiting readers, kiosk links."""

from datetime import timedelta

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.access_points import point_values
from app.points.access_points.own_points import only_visible, refuse_others, visible
from app.points.access_points.points import point_action
from app.services import services
from app.web.actions import action
from app.web.form_versions import merge_form, stop_if_reopened
from library import clock
from library.database import reading
from points.access_points import device_list, kiosk_notices, networks
from points.access_points.inventory import Point, points_on
from points.programme.registers import entries, incidents
from points.usage.events import help_calls


def show_calls() -> str:
    """Show open help calls and incidents; the page reloads by itself."""
    now, today = clock.now(), clock.today()
    with reading(services().database) as session:
        calls = help_calls.waiting(session, now, visible(session))
        points = only_visible(session, points_on(session, today))
        incident_entries = entries.open_on(
            entries.entries(session, incidents.REGISTER, points=[p.code for p in points]), today
        )
    return render_template(
        "points/access_points/help_calls.html",
        calls=calls,
        names={point.id: point.facts.name for point in points},
        broken=incident_entries,
        point_names={point.code: point.facts.name for point in points},
        in_work=True,
    )


@action("office.help_calls")
def answer_call(session: Session, call_id: int) -> str:
    """Mark a help call as answered."""
    refuse_others(session, help_calls.point_of_call(session, call_id) or 0)
    help_calls.answer(session, call_id, clock.now(), current_user.name)
    return "Đã ghi là có người giúp."


@point_action
def set_links(session: Session, point: Point) -> str:
    """Set the links that the computers of a point offer."""
    current = point_values.link_values(session, point.id)
    merge_note = merge_form(current, point_values.LIST_LABELS, lists=("lien-ket",))
    links = kiosk_notices.read_links(request.form.get("lien-ket", ""))
    kiosk_notices.set_links(session, point.id, links, at=clock.now(), by=current_user.name)
    return f"Đã ghi {len(links)} liên kết; máy của điểm thấy trong một phút.{merge_note}"


@point_action
def set_networks(session: Session, point: Point) -> str:
    """Set the network addresses of a point, from which its computers may read on site."""
    current = point_values.network_values(session, point.id)
    merge_note = merge_form(current, point_values.LIST_LABELS, lists=("mang",))
    addresses = networks.read_networks(request.form.get("mang", ""))
    networks.set_networks(session, point.id, addresses, at=clock.now(), by=current_user.name)
    if not addresses:
        return "Đã bỏ địa chỉ mạng: máy của điểm tự chứng minh bằng khóa của trình duyệt."
    return f"Đã ghi {len(addresses)} địa chỉ mạng: tài liệu đọc tại chỗ chỉ mở từ đó.{merge_note}"


@point_action
def announce_waiting_readers(session: Session, point: Point) -> str:
    """Ask readers who have used a computer for long to make room."""
    kiosk_notices.announce_wait(session, point.id, clock.now())
    return "Đã báo: bạn đọc ngồi từ nửa giờ trở lên được xin nhường máy, trong 20 phút tới."


@point_action
def begin_lesson(session: Session, point: Point) -> str:
    """Start a class on the chosen computers."""
    stop_if_reopened()
    form = request.form
    computer_ids = {
        c.id for c in device_list.computers(session, clock.now()) if c.point_id == point.id
    }
    chosen_ids = computer_ids.intersection(form.getlist("may", type=int))
    kiosk_notices.begin_lesson(
        session,
        point.id,
        chosen_ids,
        learners=form.get("so-nguoi", 0, type=int),
        duration=timedelta(minutes=min(form.get("phut", 0, type=int), 24 * 60)),
        at=clock.now(),
        by=current_user.name,
    )
    return f"Lớp bắt đầu: {len(chosen_ids)} máy tự mở phiên trong một phút."


@point_action
def end_lesson(session: Session, point: Point) -> str:
    """End a class early."""
    kiosk_notices.end_lesson(session, request.form.get("lop", 0, type=int), point.id, clock.now())
    return "Lớp kết thúc: phiên ở các máy tự đóng trong một phút."
