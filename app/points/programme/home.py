"""Home page of the programme office: plan progress, deadlines and registers."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from flask import Response, render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.programme import scope
from app.services import services
from app.web.attachments import as_download
from library import clock
from library.database import reading
from library.staff.permissions import may
from points.programme.deadlines import due
from points.programme.deadlines.calendar_file import as_calendar
from points.programme.deadlines.due import Due
from points.programme.indicators.monthly_data import uses_by_month
from points.programme.periods import Period
from points.programme.plans import plan_store, targets
from points.programme.registers import entries
from points.programme.registers.schema import REGISTER_GROUPS, registers

_SHOWN = 8
_ICS = "text/calendar; charset=utf-8"


def show() -> str:
    """Show the current plan with its targets, the deadlines and the registers."""
    today = clock.today()
    visible = [entry for entry in registers().values() if may(current_user.role, entry.permission)]
    titles = {entry.code: entry.title for entry in visible}
    with reading(services().database) as session:
        plan = plan_store.plan_on(session, today)
        shows_targets = plan is not None and scope.sees_all()
        goals = targets.target_progress(session, plan, today) if shows_targets else ()
        waiting = _due(session)
        news = _month_news(session, today, titles)
    rooms = {
        title: [entry for entry in visible if entry.room == room]
        for room, title in REGISTER_GROUPS.items()
    }
    return render_template(
        "points/programme/desk.html",
        plan=plan,
        goals=goals,
        **news,
        titles={entry.code: entry.title for entry in visible},
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


def _month_news(
    session: Session, today: date, registers_seen: Collection[str]
) -> dict[str, object]:
    """Return the uses of each point in the last full month and a year back, and its entries."""
    until = today.replace(day=1)
    month = (until - timedelta(days=1)).replace(day=1)
    points, period = scope.own_points(session), Period(month.replace(year=month.year - 1), until)
    recorded = entries.entries(
        session, since=month, until=today, points=[point.code for point in points]
    )
    seen = (entry for entry in recorded if entry.register in registers_seen)
    return {
        "month": month,
        "trends": list(zip(points, uses_by_month(session, period, points), strict=True)),
        "recorded": Counter(entry.register for entry in seen if entry.day < until),
    }


def _due(session: Session) -> list[Due]:
    return due.due_now(
        session, clock.today(), scope.own_points(session), whole_province=scope.sees_all()
    )
