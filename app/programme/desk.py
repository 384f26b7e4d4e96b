"""Shows the programme office at a glance: how the plan goes, what waits, and its rooms."""

from flask import render_template
from flask_login import current_user

from app.house import house
from app.programme import scope
from library import clock
from library.database import reading
from library.people.permissions import Permission, may
from library.programme import duties, entries, plans, progress
from library.programme.registers import ROOMS, registers

_SHOWN = 12


def show() -> str:
    """Show the plan in force with its targets, what is late, and the registers."""
    today = clock.today()
    with reading(house().database) as session:
        plan = plans.plan_on(session, today)
        points = scope.mine(session)
        whose = None if scope.sees_all() else [point.code for point in points]
        waiting = entries.open_on(entries.entries(session, points=whose), today)
        whole = plan is not None and scope.sees_all()
        reached = progress.of_plan(session, plan, today, last=2) if whole else ()
        asked = duties.owed(session, plan, today, len(points)) if whole else ()
    seen = [one for one in registers().values() if _may_see(one.permission)]
    rooms = {title: [one for one in seen if one.room == room] for room, title in ROOMS.items()}
    return render_template(
        "programme/desk.html",
        plan=plan,
        reached=reached,
        owed=asked,
        waiting=waiting[:_SHOWN],
        how_many_wait=len(waiting),
        rooms=rooms,
        titles={one.code: one.title for one in registers().values()},
        names={point.code: point.facts.name for point in points},
        today=today,
    )


def _may_see(permission: Permission) -> bool:
    return may(current_user.role, permission)
