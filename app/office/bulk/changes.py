"""Bulk changes: plan, preview, apply and undo."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk import import_table
from app.office.bulk.bulk_collections import collection_titles, rules
from app.office.bulk.bulk_labels import KINDS, STATES, VERDICTS
from app.office.lists.list_form import Choice, ListForm, ListQuery, read_list
from app.services import profiles, services
from app.web.url_converters import screen_param
from library import clock
from library.bulk import (
    apply_change,
    change_reports,
    item_plans,
    planned_changes,
    selections,
)
from library.bulk.item_plans import EditMethod, FieldEdit
from library.bulk.models import BulkChange, ChangeKind, ChangeState, Verdict
from library.bulk.planned_changes import Plan
from library.bulk.problems import (
    BadValueError,
    CannotBeAppliedError,
    CannotBeUndoneError,
    ChangedMeanwhileError,
    ChangedSinceError,
    ChangeNotFoundError,
    RefusedLinesError,
)
from library.catalogue.profiles import profile_of
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.exchange.list_rows import clean
from library.staff.permissions import Permission, may

_SIZE, _SIZE_BELOW_A_TABLE = 50, 5
_FOR_REVIEWERS = (ChangeKind.PUBLISH, ChangeKind.WITHDRAW)


def show_all() -> str:
    """Show the bulk changes, newest first."""
    with reading(services().database) as session:
        listing = read_list(session, _form(session))
        reports, total = change_reports.newest(
            session, first=listing.first, count=listing.count, filter_=_wanted(listing)
        )
    return render_template(
        "office/bulk/changes.html", changes=reports, listing=listing.counted(total), kinds=KINDS
    )


def show(change_id: int) -> str:
    """Show a bulk change, applied or not, with the lines of one verdict."""
    return _page(change_id)


def _page(
    change_id: int,
    refusal: LibraryError | None = None,
    kept_items: tuple[apply_change.KeptItem, ...] = (),
) -> str:
    screen, words = screen_param(), change_reports.CellLabels(collection_titles(), rules().own)
    with reading(services().database) as session:
        report = change_reports.change_report(session, change_id)
        if report.kind not in KINDS:
            raise ChangeNotFoundError
        verdict = _verdict(request.args.get("dong"), report)
        table = import_table.context(session, session.get_one(BulkChange, change_id))
        size = _SIZE_BELOW_A_TABLE if table else _SIZE
        first = (screen - 1) * size
        lines = change_reports.lines(session, change_id, verdict, words, first=first, count=size)
    return render_template(
        "office/bulk/change.html",
        change=report,
        refusal=refusal,
        kept_items=kept_items,
        lines=lines,
        verdict=verdict,
        verdicts=VERDICTS,
        kinds=KINDS,
        screen=screen,
        size=size,
        allowed=_may_decide(report.kind),
        **table,
    )


def apply(change_id: int) -> ResponseReturnValue:
    """Apply a previewed change completely or not at all."""
    skip, since = "bo-qua" in request.form, clock.now()
    with reading(services().database) as session:
        answers = import_table.read_answers(session, change_id)
    try:
        with work(services().database) as session:
            change = apply_change.find(session, change_id)
            _must_be_allowed(change)
            if import_table.save_answers(session, change, answers):
                return _back(change_id)
            report = change_reports.change_report(session, change_id)
            apply_change.apply(session, change_id, current_user.name, rules(), without_refused=skip)
            waiting = change_reports.count_waiting(session, change_id, since)
    except (RefusedLinesError, ChangedMeanwhileError, CannotBeAppliedError) as error:
        return _page(change_id, error), error.status
    count, refused_count = report.done, report.left
    if report.state is ChangeState.UNDONE:
        count, refused_count = report.put_back, 0
    counts = f"{count - waiting} đổi ngay, {waiting} chờ duyệt, {refused_count} bị từ chối"
    flash(f"Đã áp dụng: {counts}. Muốn trả lại như cũ, bấm Hoàn tác.", "good")
    return _back(change_id)


def undo(change_id: int) -> ResponseReturnValue:
    """Undo an applied change."""
    skip, since = "bo-qua" in request.form, clock.now()
    edited = request.form.getlist("sua-tiep")
    try:
        with work(services().database) as session:
            _must_be_allowed(apply_change.find(session, change_id))
            back, skip_count = apply_change.undo(
                *(session, change_id, current_user.name, rules()),
                only_untouched=skip,
                edited=edited,
            )
            waiting = change_reports.count_waiting(session, change_id, since)
    except (ChangedSinceError, CannotBeUndoneError) as error:
        with work(services().database) as session:
            items = apply_change.kept_items(session, change_id, current_user.name, rules())
        return _page(change_id, error, items), error.status
    skipped_note = f"; {skip_count} tài liệu được giữ nguyên như đang có" if skip_count else ""
    waiting_note = f" {waiting} tài liệu chờ người thứ hai duyệt." if waiting else ""
    flash(f"Đã hoàn tác {back} tài liệu{skipped_note}.{waiting_note}", "good")
    return _back(change_id)


def _form(session: Session) -> ListForm:
    people = {name: name for name in change_reports.planners(session)}
    return ListForm(
        "office.bulk_changes",
        choices=(
            Choice("loai", "Loại", {str(kind): caption for kind, caption in KINDS.items()}),
            Choice("trang-thai", "Trạng thái", STATES),
            Choice("ai", "Người lập", people),
        ),
        size=_SIZE,
    )


def _wanted(listing: ListQuery) -> change_reports.ChangeFilter:
    kind, state = (listing.chosen.get(name) for name in ("loai", "trang-thai"))
    return change_reports.ChangeFilter(
        kind=ChangeKind(kind) if kind else None,
        state=ChangeState(state) if state else None,
        person=listing.chosen.get("ai"),
    )


def _must_be_allowed(change: BulkChange) -> None:
    if change.kind not in KINDS:
        raise ChangeNotFoundError
    if not _may_decide(change.kind):
        raise PermissionDeniedError


def _may_decide(kind: ChangeKind) -> bool:
    return kind not in _FOR_REVIEWERS or may(current_user.role, Permission.PUBLISH)


def _verdict(verdict_name: str | None, report: change_reports.ChangeReport) -> Verdict:
    available = [verdict for verdict in Verdict if report.counts.get(verdict)]
    choice = next((verdict for verdict in available if verdict.value == verdict_name), None)
    return choice or next(iter(available), Verdict.CHANGE)


def _back(change_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.bulk_change", change_id=change_id), code=303)


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
        plan = item_plans.plan_edit(session, ids, edit, rules())
    return _keep(plan)


def move(selection_id: int) -> ResponseReturnValue:
    """Plan a move to another collection."""
    profile = profile_of(profiles(), request.form.get("bst", ""))
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        plan = item_plans.plan_move(
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
        plan = item_plans.plan_state(session, kind, ids, current_user.name, rules(), reason)
        session.rollback()  # a dry run must not write to the audit log either
    return _keep(plan)


def _keep(plan: Plan) -> ResponseReturnValue:
    with work(services().database) as session:
        change = planned_changes.save(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)
