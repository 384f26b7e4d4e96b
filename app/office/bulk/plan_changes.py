"""Planning of bulk changes; nothing is applied before the preview is confirmed."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import rules
from app.services import profiles, services
from library.bulk import edit_field, move_items, planned_changes, publication_state, selections
from library.bulk.edit_field import EditMethod, FieldEdit
from library.bulk.models import ChangeKind
from library.bulk.planned_changes import Plan
from library.bulk.problems import BadValueError
from library.catalogue.profiles import profile_of
from library.database import reading, work
from library.exchange.list_rows import clean

_MAX_REASON_LENGTH = 500


def change_field(selection_id: int) -> ResponseReturnValue:
    """Plan a change of one field."""
    form = request.form
    method = form.get("cach", "")
    if method not in tuple(EditMethod):
        raise BadValueError("hãy chọn cách đổi")
    edit = FieldEdit(
        form.get("o", ""), EditMethod(method), form.get("noi-dung", ""), form.get("chu-cu", "")
    )
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        plan = edit_field.plan(session, ids, edit, rules())
    return _keep(plan)


def move(selection_id: int) -> ResponseReturnValue:
    """Plan a move to another collection."""
    profile = profile_of(profiles(), request.form.get("bst", ""))
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        plan = move_items.plan(
            session, ids, profile.slug, profile.title, rules(), current_user.name
        )
    return _keep(plan)


def send(selection_id: int) -> ResponseReturnValue:
    """Plan to send items to review."""
    return _plan_state_change(selection_id, ChangeKind.SEND)


def publish(selection_id: int) -> ResponseReturnValue:
    """Plan to publish items."""
    return _plan_state_change(selection_id, ChangeKind.PUBLISH)


def withdraw(selection_id: int) -> ResponseReturnValue:
    """Plan to withdraw items from readers."""
    reason = clean(request.form.get("ly-do", ""))[:_MAX_REASON_LENGTH]
    if not reason:
        flash("Hãy ghi lý do gỡ, để người sau biết vì sao.", "bad")
        return redirect(url_for("office.selection", selection_id=selection_id), code=303)
    return _plan_state_change(selection_id, ChangeKind.WITHDRAW, reason)


def _plan_state_change(
    selection_id: int, kind: ChangeKind, reason: str | None = None
) -> ResponseReturnValue:
    with work(services().database) as session:
        ids = selections.ids(session, selection_id)
        plan = publication_state.plan(session, kind, ids, current_user.name, rules(), reason)
        session.rollback()  # a dry run must not write to the audit log either
    return _keep(plan)


def _keep(plan: Plan) -> ResponseReturnValue:
    with work(services().database) as session:
        change = planned_changes.save(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)
