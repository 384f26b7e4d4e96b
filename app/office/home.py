"""Shows a member of staff what waits."""

from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.access_points.own_points import only_visible
from app.office.todo import waiting_for
from app.services import services
from library import clock
from library.accessions import fixity_schedule, register_queries
from library.accessions.models import AccessionState
from library.catalogue import queries
from library.database import reading
from library.points.inventory import all_on
from library.programme.deadlines import due
from library.programme.deadlines.due import Due
from library.staff.permissions import Permission

_SHOWN = 5


def show() -> str:
    """Show deliveries in work, deliveries with trouble, drafts, and what the programme owes."""
    with reading(services().database) as session:
        return render_template(
            "office/home.html",
            damages=fixity_schedule.damages(session),
            counts=register_queries.how_many(session),
            troubled=register_queries.in_state(
                session, AccessionState.REFUSED, AccessionState.PARTIAL, count=_SHOWN
            ),
            drafts=queries.drafts(session, _SHOWN),
            how_many_drafts=queries.how_many_drafts(session),
            watched=services().settings.watch is not None,
            waiting=waiting_for(session, current_user.role),
            due=_due(session),
            today=clock.today(),
            shown=_SHOWN,
        )


def _due(session: Session) -> list[Due]:
    """Return what the points of this person owe, the late first."""
    if not current_user.may(Permission.POINTS):
        return []
    today = clock.today()
    points = only_visible(session, all_on(session, today))
    return due.owed(session, today, points, whole=current_user.may(Permission.ALL_POINTS))
