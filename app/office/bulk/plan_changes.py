"""Plans what staff want done to all chosen items; nothing is done before it is looked over."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import rules
from app.services import profiles, services
from library.bulk import edit_field, move_items, planned_changes, publication_state, selections
from library.bulk.edit_field import Asked, How
from library.bulk.models import ChangeKind
from library.bulk.planned_changes import Plan
from library.bulk.problems import BadValueError
from library.catalogue.profiles import profile_of
from library.database import reading, work
from library.exchange.list_rows import clean

_LONGEST = 500


def change_field(selection_id: int) -> ResponseReturnValue:
    """Look over what changing one field would do."""
    told = request.form
    how = told.get("cach", "")
    if how not in tuple(How):
        raise BadValueError("hãy chọn cách đổi")
    asked = Asked(told.get("o", ""), How(how), told.get("noi-dung", ""), told.get("chu-cu", ""))
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        plan = edit_field.plan(session, ids, asked, rules())
    return _keep(plan)


def move(selection_id: int) -> ResponseReturnValue:
    """Look over what moving to another collection would do."""
    shelf = profile_of(profiles(), request.form.get("bst", ""))
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        plan = move_items.plan(session, ids, shelf.slug, shelf.title, rules())
    return _keep(plan)


def send(selection_id: int) -> ResponseReturnValue:
    """Look over which items can be sent to review."""
    return _stand(selection_id, ChangeKind.SEND)


def publish(selection_id: int) -> ResponseReturnValue:
    """Look over which items can be opened to readers."""
    return _stand(selection_id, ChangeKind.PUBLISH)


def withdraw(selection_id: int) -> ResponseReturnValue:
    """Look over which items can be closed to readers."""
    reason = clean(request.form.get("ly-do", ""))[:_LONGEST]
    if not reason:
        flash("Hãy ghi lý do gỡ: người sau cần biết.", "bad")
        return redirect(url_for("office.selection", selection_id=selection_id), code=303)
    return _stand(selection_id, ChangeKind.WITHDRAW, reason)


def _stand(selection_id: int, kind: ChangeKind, reason: str | None = None) -> ResponseReturnValue:
    with work(services().database) as session:
        ids = selections.ids(session, selection_id)
        plan = publication_state.plan(session, kind, ids, current_user.name, rules(), reason)
        session.rollback()  # a trial leaves nothing in the audit trail either
    return _keep(plan)


def _keep(plan: Plan) -> ResponseReturnValue:
    with work(services().database) as session:
        change = planned_changes.keep(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)
