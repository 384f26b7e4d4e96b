"""Home page of the programme office: plan progress, deadlines and registers."""

from flask import Response, render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.programme import scope
from app.services import services
from app.web.attachments import as_download
from library import clock
from library.database import reading
from library.staff.permissions import Permission, may
from points.programme.deadlines import due
from points.programme.deadlines.calendar_file import as_calendar
from points.programme.deadlines.due import Due
from points.programme.plans import plan_store, targets
from points.programme.registers.schema import REGISTER_GROUPS, registers

_SHOWN = 12
_ICS = "text/calendar; charset=utf-8"


def show() -> str:
    """Show the current plan with its targets, the deadlines and the registers."""
    today = clock.today()
    with reading(services().database) as session:
        plan = plan_store.plan_on(session, today)
        shows_targets = plan is not None and scope.sees_all()
        goals = targets.target_progress(session, plan, today, last=2) if shows_targets else ()
        waiting = _due(session)
    visible = [entry for entry in registers().values() if _may_see(entry.permission)]
    rooms = {
        title: [entry for entry in visible if entry.room == room]
        for room, title in REGISTER_GROUPS.items()
    }
    return render_template(
        "points/programme/desk.html",
        plan=plan,
        goals=goals,
        due=waiting[:_SHOWN],
        how_many=len(waiting),
        late=sum(entry.is_late(today) for entry in waiting),
        rooms=rooms,
        today=today,
    )


def show_due() -> str:
    """Show all deadlines, overdue ones first."""
    with reading(services().database) as session:
        waiting = _due(session)
    return render_template(
        "points/programme/due.html",
        due=waiting,
        today=clock.today(),
        feed=services().settings.calendar_key if scope.sees_all() else "",
        mailed=bool(services().settings.mail_server and services().settings.mail_to),
    )


def send_calendar() -> Response:
    """Send the deadlines and the reports of the coming year as an iCalendar file."""
    today = clock.today()
    with reading(services().database) as session:
        deadlines = due.due_ahead(
            session, today, scope.own_points(session), whole_province=scope.sees_all()
        )
    name = f"{services().settings.library_name}: việc của chương trình"
    response = Response(as_calendar(deadlines, name, clock.now()), content_type=_ICS)
    return as_download(response, f"viec-cua-chuong-trinh-{today:%Y%m%d}.ics")


def _due(session: Session) -> list[Due]:
    return due.due_now(
        session, clock.today(), scope.own_points(session), whole_province=scope.sees_all()
    )


def _may_see(permission: Permission) -> bool:
    return may(current_user.role, permission)
