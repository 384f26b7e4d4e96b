"""Histories of records, names, stories and batches; undo of one change; differing words."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import profiles, services
from app.web.security import referring_page
from app.web.url_converters import screen_param
from library.bulk import change_reports
from library.catalogue import queries
from library.catalogue.authorities import authority_records, edit_records, linking
from library.catalogue.description import fields, record_sources
from library.catalogue.description.field_registry import LABELS
from library.changes import row_words, undoing
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
            AuditFilter(subject=item_id, other_subjects=tuple(names)),
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
    lines = audit_log.list_lines(session, criteria, first=(screen - 1) * _SHOWN, count=_SHOWN)
    return render_template(
        "office/catalogue/item_history.html",
        lines=lines,
        undoable=undoing.undoable_lines(session, lines, current_user.role),
        total=audit_log.count_lines(session, criteria),
        screen=screen,
        size=_SHOWN,
        **values,
    )


def undo(entry_id: int) -> ResponseReturnValue:
    """Give the values of one change back, but for those that somebody changed since."""
    with work(services().database) as session:
        undone = undoing.undo(session, entry_id, current_user.name, current_user.role)
        is_of_item = undone.action.startswith("item.")
        own = _labels(session, undone.subject) if is_of_item else {}
    labels = {
        name: row_words.field_words(undone.action, name, own) or "một ô"
        for name in (*undone.restored, *undone.waiting, *undone.kept)
    }
    if undone.restored:
        flash(f"Đã hoàn tác: {', '.join(map(labels.get, undone.restored))}.", "good")
    if undone.waiting:
        flash(f"Chờ một người khác duyệt: {', '.join(map(labels.get, undone.waiting))}.", "good")
    for name, reason in undone.kept.items():
        flash(f"Để nguyên {labels[name]}: {reason}.", "bad")
    return redirect(referring_page().path or url_for("office.desk"), code=303)


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
