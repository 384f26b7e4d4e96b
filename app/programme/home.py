"""Shows the programme office at a glance: how the plan goes, what is due, and its rooms."""

from flask import Response, render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.programme import scope
from app.services import services
from app.web.attachments import as_download
from library import clock
from library.database import reading
from library.programme.deadlines import due
from library.programme.deadlines.calendar_file import as_calendar
from library.programme.deadlines.due import Due
from library.programme.plans import plan_store, targets
from library.programme.registers.schema import ROOMS, registers
from library.staff.permissions import Permission, may

_SHOWN = 12
_ICS = "text/calendar; charset=utf-8"


def show() -> str:
    """Show the plan in force with its targets, what is due, and the registers."""
    today = clock.today()
    with reading(services().database) as session:
        plan = plan_store.plan_on(session, today)
        whole = plan is not None and scope.sees_all()
        reached = targets.of_plan(session, plan, today, last=2) if whole else ()
        waiting = _due(session)
    seen = [one for one in registers().values() if _may_see(one.permission)]
    rooms = {title: [one for one in seen if one.room == room] for room, title in ROOMS.items()}
    return render_template(
        "programme/desk.html",
        plan=plan,
        reached=reached,
        due=waiting[:_SHOWN],
        how_many=len(waiting),
        late=sum(one.is_late(today) for one in waiting),
        rooms=rooms,
        today=today,
    )


def show_due() -> str:
    """Show all that is due, the late first."""
    with reading(services().database) as session:
        waiting = _due(session)
    return render_template(
        "programme/due.html",
        due=waiting,
        today=clock.today(),
        feed=services().settings.calendar_key if scope.sees_all() else "",
        mailed=bool(services().settings.mail_server and services().settings.mail_to),
    )


def send_calendar() -> Response:
    """Send what is due, and the reports of the year to come, as a calendar."""
    today = clock.today()
    with reading(services().database) as session:
        found = due.ahead(session, today, scope.mine(session), whole=scope.sees_all())
    name = f"{services().settings.library_name}: việc của chương trình"
    made = Response(as_calendar(found, name, clock.now()), content_type=_ICS)
    return as_download(made, f"viec-cua-chuong-trinh-{today:%Y%m%d}.ics")


def _due(session: Session) -> list[Due]:
    return due.owed(session, clock.today(), scope.mine(session), whole=scope.sees_all())


def _may_see(permission: Permission) -> bool:
    return may(current_user.role, permission)
