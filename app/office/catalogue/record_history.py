"""Histories: who changed what, when; any version of a record viewed and restored by field."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import profiles, services
from app.web.form_versions import signed_base, submitted_base
from app.web.url_converters import screen_param
from library.bulk import change_reports
from library.catalogue import cataloguing, item_history, queries
from library.catalogue.access import openings
from library.catalogue.authorities import authority_records, edit_records, linking
from library.catalogue.description import fields, record_sources
from library.catalogue.description.field_registry import LABELS
from library.database import reading, work
from library.planning import work_batches
from library.staff import audit_log
from library.staff.audit_log import AuditFilter
from library.stories import edit_stories

_SHOWN = 20
_MAX_WORDS = 2000
"""Maximum number of words of two texts that are compared word by word."""

_KEPT_WORDS = 6
"""Words shown of an unchanged part, beside each change."""

_KINDS = {
    "ten": ("authority", "authority:{}", "office.authority", authority_records.record),
    "bai": ("story", "{}", "office.story", edit_stories.find),
    "lo": ("batch", "{}", "office.batch", work_batches.find),
}
"""Word in the address, group and subject in the trail, page and finder of what has a history."""


def show(item_id: str) -> str:
    """Show everything that happened to a record, its pages and names, the latest first."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        names = (edit_records.audit_subject(name) for _, name in linking.links_of(session, item_id))
        return _page(
            session,
            AuditFilter(subject=item_id, others=tuple(names)),
            title=record.title,
            back=url_for("office.item", item_id=item_id),
            record=record,
            sources=record_sources.of_items(session, (item_id,)).get(item_id, ()),
            bulk_changes=change_reports.changes_of_item(session, item_id),
            labels=_labels(session, item_id),
        )


def show_other(kind: str, number: int) -> str:
    """Show everything that happened to a name, a story or a batch, the latest first."""
    if kind not in _KINDS:
        abort(404)
    group, subject, endpoint, find = _KINDS[kind]
    criteria = AuditFilter(kind=group, subject=subject.format(number))
    with reading(services().database) as session:
        thing = find(session, number)
        back = url_for(endpoint, **{"batch_id" if kind == "lo" else "number": number})
        return _page(
            session, criteria, title=thing.title if kind == "bai" else thing.name, back=back
        )


def _page(session: Session, criteria: AuditFilter, **values: object) -> str:
    screen = screen_param()
    return render_template(
        "office/catalogue/item_history.html",
        lines=audit_log.list_lines(session, criteria, first=(screen - 1) * _SHOWN, count=_SHOWN),
        total=audit_log.count_lines(session, criteria),
        screen=screen,
        size=_SHOWN,
        **values,
    )


def show_version(item_id: str, entry_id: int) -> str:
    """Show the description as it was after one entry of the history, beside the current one."""
    with reading(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        versions = item_history.version_after(session, item, entry_id)
        return render_template(
            "office/catalogue/item_version.html",
            record=queries.item_record(session, item_id),
            entry=audit_log.line_of_subject(session, item_id, entry_id),
            versions=versions,
            base=signed_base({version.name: version.current or "" for version in versions}),
            labels=_labels(session, item_id),
        )


def restore_version(item_id: str, entry_id: int) -> ResponseReturnValue:
    """Give the ticked fields the values of an earlier version; some may wait for a reviewer."""
    base, names = submitted_base() or {}, request.form.getlist("o")
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        audit_log.line_of_subject(session, item_id, entry_id)
        seen = {name: base.get(name, "") for name in names}
        restored = item_history.restore_fields(session, item, entry_id, seen, current_user.name)
        waits = openings.waiting_of(session, item) is not None
    if not restored:
        flash("Chưa khôi phục gì: hãy đánh dấu những ô cần lấy lại.", "bad")
        return redirect(url_for("office.item_version", item_id=item_id, entry_id=entry_id), 303)
    waiting = " Phần đổi ô chính hay mở thêm chờ một người khác duyệt." if waits else ""
    flash(f"Đã lấy lại {len(restored)} ô của bản cũ.{waiting}", "good")
    return redirect(url_for("office.item_history", item_id=item_id), code=303)


def _labels(session: Session, item_id: str) -> dict[str, str]:
    profile = profiles(session).get(queries.item_record(session, item_id).collection)
    own = {rule.name: rule.label for rule in fields.form_rules(profile)}
    return {**LABELS, **own, "part_of": "Thuộc tài liệu"}


def word_difference(old_text: str, new_text: str) -> Iterator[tuple[str, str]]:
    """Yield runs of words in order: "=" kept, "-" removed, "+" added."""
    old, new = old_text.split(), new_text.split()
    if len(old) + len(new) > _MAX_WORDS:
        yield from (pair for pair in (("-", old_text), ("+", new_text)) if pair[1])
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            yield "=", _shortened(old[first:last], at_start=first == 0, at_end=last == len(old))
            continue
        if last > first:
            yield "-", " ".join(old[first:last])
        if new_last > new_first:
            yield "+", " ".join(new[new_first:new_last])


def _shortened(words: list[str], *, at_start: bool, at_end: bool) -> str:
    """Return an unchanged part of a text: only its words beside what changed, if it is long."""
    if len(words) <= 3 * _KEPT_WORDS:
        return " ".join(words)
    first_words = [] if at_start else words[:_KEPT_WORDS]
    last_words = [] if at_end else words[-_KEPT_WORDS:]
    return " ".join((*first_words, "…", *last_words))
