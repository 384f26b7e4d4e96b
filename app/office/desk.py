"""Shows a member of staff what waits."""

from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.house import house
from app.office.own_points import only_visible
from app.office.waiting import waiting_for
from library import clock
from library.accessions import entries, fixity
from library.accessions.models import AccessionState
from library.catalogue import shelves
from library.database import reading
from library.people.permissions import Permission
from library.points.inventory import all_on
from library.programme import due
from library.programme.due import Due

_SHOWN = 5


def show() -> str:
    """Show deliveries in work, deliveries with trouble, drafts, and what the programme owes."""
    with reading(house().database) as session:
        return render_template(
            "office/desk.html",
            damages=fixity.damages(session),
            counts=entries.how_many(session),
            troubled=entries.in_state(
                session, AccessionState.REFUSED, AccessionState.PARTIAL, count=_SHOWN
            ),
            drafts=shelves.drafts(session, _SHOWN),
            how_many_drafts=shelves.how_many_drafts(session),
            watched=house().settings.watch is not None,
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
