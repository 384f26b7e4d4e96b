"""Home page of the staff office."""

from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.todo import open_tasks
from app.points import deadlines
from app.services import services
from library import clock
from library.accessions import fixity_rounds, fixity_schedule, register_queries
from library.accessions.models import AccessionState
from library.backup import history as backups
from library.catalogue import assignments
from library.catalogue.access import openings
from library.changes import held_changes
from library.database import reading
from library.planning import staff_work
from library.planning.staff_work import WORK_NAMES, monday_of
from library.staff import form_drafts, staff_accounts
from library.staff.permissions import Permission
from library.work_queues import Alarm

_SHOWN = 5


def show() -> str:
    """Show alarms, deliveries in progress, failed ones, drafts and programme deadlines."""
    with reading(services().database) as session:
        return render_template(
            "office/home.html",
            backup_alarms=backups.alarms(session) if current_user.may(Permission.BACKUPS) else (),
            damages=fixity_schedule.damages(session),
            late_rounds=_late_rounds(session),
            counts=register_queries.count_by_state(session),
            troubled=register_queries.in_state(
                session, AccessionState.REFUSED, AccessionState.PARTIAL, count=_SHOWN
            ),
            **_own_work(session),
            watched=services().settings.watch is not None,
            unsaved_count=form_drafts.count(session, current_user.id),
            waiting=open_tasks(session, current_user.role),
            is_new=staff_accounts.get_by_id(session, current_user.id).toured is None,
            due=deadlines.of_staff(session),
            today=clock.today(),
            shown=_SHOWN,
        )


def _own_work(session: Session) -> dict[str, object]:
    """Return the work of this person: returned items and changes, their queue, its next item."""
    if not current_user.may(Permission.CATALOGUE):
        return {}
    name = current_user.name
    return {
        "returned": assignments.returned_items(session, name, _SHOWN),
        "returned_sets": held_changes.returned(session, name),
        "returned_changes": openings.returned_items(session, name),
        "returned_count": assignments.returned_queue(session, name).count,
        "week": staff_work.people_of_week(session, monday_of(clock.today()), name),
        "kinds": WORK_NAMES,
        "assigned": assignments.assigned_queue(session, name),
        "next_item": assignments.next_item(
            session, name, may_review=current_user.may(Permission.PUBLISH)
        ),
    }


def _late_rounds(session: Session) -> tuple[Alarm, ...]:
    if not current_user.may(Permission.FIXITY):
        return ()
    return fixity_rounds.late_rounds(session, services().settings)
