"""Description form of an item; its fields follow the collection profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.recent_password import ask_for_password
from app.accounts.unsaved_forms import reopened, reopens
from app.office.catalogue import copy_cataloguing, field_checks, name_suggestions, taken_records
from app.office.catalogue import description_form as form
from app.office.catalogue import publishing as publishing_views
from app.office.catalogue.extracted_metadata import offers
from app.office.catalogue.taken_records import TakenRecord
from app.office.corrections.text_reports import with_field_label
from app.office.harvest import harvested_changes
from app.services import profiles, services
from app.web.form_versions import merge_values, taken_over
from library import clock
from library.catalogue import assignments, cataloguing, queries
from library.catalogue.access import copy_seats, draft_deletion, openings, publishing
from library.catalogue.access.rights import describe_access
from library.catalogue.authorities.extract_names import FIELDS
from library.catalogue.description import fields, holdings, proposals, record_sources
from library.catalogue.description.fields import values_of
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.pages import progress
from library.catalogue.profiles import FieldRule, Profile
from library.catalogue.queries import ItemRecord
from library.catalogue.text import chapters
from library.changes import undoing, waiting_sets
from library.corrections import description_reports
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.places.edition import current_history
from library.recordings.extents import extent_of
from library.recordings.media_fields import item_rules
from library.recordings.stretches import damages_of
from library.staff import bin_entries
from library.three_way import Clash, Merge

_MAX_NAMED_PAGES, _SETS_SHOWN = 10, 10
_WAITS = " Phần mở thêm hay đổi ô chính chờ một người khác duyệt; bạn đọc vẫn thấy như cũ."
_ACTIONS = {
    "cong-bo": ("publish", publishing_views.publish),
    "gui-duyet": ("catalogue", publishing_views.send),
}


@dataclass(frozen=True, slots=True)
class LoadedItem:
    """Item with its profile, form rules and stored values (`values`)."""

    record: ItemRecord
    profile: Profile | None
    rules: tuple[FieldRule, ...]
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class FormMessages:
    """Messages next to the fields of a form that was not saved."""

    problems: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    copied: tuple[str, ...] = ()
    taken: TakenRecord | None = None
    """Record of another library from which fields were copied."""


def show(item_id: str) -> str:
    """Show the form with the stored values, or with values copied from another record."""
    if "noi" in request.args:
        return _show_taken_over(item_id, copy_cataloguing.taken_record())
    if "thu-hoach" in request.args:
        return _show_taken_over(item_id, harvested_changes.taken_record(item_id))
    with reading(services().database) as session:
        item = _load_item(session, item_id)
        like = request.args.get("chep")
        other = cataloguing.item_fields(cataloguing.find_item(session, like)) if like else {}
    rows = form.rows_from_values(item.rules, item.values)
    return _form(item, rows, FormMessages(copied=form.copy_values(item.rules, rows, other)))


def _show_taken_over(item_id: str, taken_record: TakenRecord) -> str:
    """Show the form with fields of a record of another library, and name that library."""
    with reading(services().database) as session:
        item = _load_item(session, item_id, taken_record.values)
    rows = form.rows_from_values(item.rules, item.values)
    copied_fields = form.copy_values(item.rules, rows, taken_record.values, frozenset())
    return _form(item, rows, FormMessages(copied=copied_fields, taken=taken_record))


@reopens
def save(item_id: str) -> ResponseReturnValue:
    """Save the description, or show the form again with an error next to each field.

    Every button keeps the values typed so far.
    """
    permission, action = _ACTIONS.get(request.form.get("viec", ""), ("catalogue", None))
    if not current_user.may(permission):
        raise PermissionDeniedError
    with reading(services().database) as session:
        item = _load_item(session, item_id)
        waiting = proposals.open_proposals(session, item_id)
    rows = form.submitted_rows(item.rules)
    merge = _merge(item, rows)
    if reopened() or form.apply_row_button(rows) or merge.clashes:
        page = _form(item, rows, FormMessages(clashes=merge.clashes))
        return page, 409 if merge.clashes and not reopened() else 200
    form.apply_proposals(item.rules, rows, waiting)
    result = fields.read(item.rules, rows, _display_values(item))
    problems = result.problems or _contents_problems(item, result.values)
    if problems:
        return _form(item, rows, FormMessages(problems)), 400
    question = ask_for_password(safe=False) if _changes_rights(item, result.values) else None
    if question is not None:
        return question
    waiting = _save_description(item, result.values)
    if waiting is None:
        return save(item_id)  # somebody saved at this very moment
    flash(f"Đã lưu mô tả.{_WAITS if waiting else ''}{taken_over(merge, _labels(item))}", "good")
    if doubt := field_checks.check_isbn(str(result.values.get("isbn") or ""))["said"]:
        flash(f"Đã lưu nhưng cần xem lại: {doubt}", "bad")
    if merge.taken and request.form.get("viec") == "cong-bo":
        flash("Chưa công bố: hãy đọc lại phần người khác vừa ghi rồi bấm công bố.", "bad")
        action = None
    return _run_action(item_id, action)


def _contents_problems(item: LoadedItem, values: Mapping[str, object]) -> dict[str, str]:
    """Return the problem of a table of contents that names pages the item does not have."""
    text = values.get(chapters.TYPED)
    if not text or text == item.values.get(chapters.TYPED):
        return {}
    with reading(services().database) as session:
        missing = chapters.missing_pages(session, item.record.id, str(text))
    pages = ", ".join(missing[:_MAX_NAMED_PAGES])
    return {chapters.TYPED: f"Tài liệu không có trang {pages}."} if missing else {}


def _merge(item: LoadedItem, typed_rows: form.Typed) -> Merge:
    """Merge the typed rows with the stored values; `typed_rows` becomes the merged rows."""
    mine = {name: fields.joined(rows) for name, rows in typed_rows.items()}
    lists = {rule.name for rule in item.rules if rule.repeatable} | FIELDS.keys()
    merge = merge_values(mine, _display_values(item), _labels(item), lists, fields.SEVERAL)
    rules = {rule.name: rule for rule in item.rules}
    for name in merge.taken:
        typed_rows[name] = values_of(rules[name], merge.values[name])
    return merge


def _labels(item: LoadedItem) -> dict[str, str]:
    return {rule.name: rule.label for rule in item.rules}


def _changes_rights(item: LoadedItem, values: Mapping[str, object]) -> bool:
    """Return True if other people could read a published item afterwards."""
    return item.record.state is ItemState.PUBLISHED and any(
        (values.get(name, item.values.get(name)) or None) != (item.values.get(name) or None)
        for name in ("access", "opens")
    )


def _load_item(
    session: Session, item_id: str, further: Mapping[str, object] = MappingProxyType({})
) -> LoadedItem:
    """Return an item; its form also has fields for the names in `further`."""
    record = queries.item_record(session, item_id)
    profile = profiles(session).get(record.collection)
    values = cataloguing.item_fields(cataloguing.find_item(session, item_id))
    rules = item_rules(profile, {**further, **values}, extent_of(session, item_id))
    return LoadedItem(record, profile, rules, values)


def _display_values(item: LoadedItem) -> dict[str, str]:
    return {rule.name: form.display_text(rule, item.values.get(rule.name)) for rule in item.rules}


def _save_description(loaded_item: LoadedItem, values: Mapping[str, object]) -> bool | None:
    """Save values; return True if some wait for a second person, None if the item has changed."""
    with work(services().database) as session:
        item = cataloguing.find_item(session, loaded_item.record.id)
        if cataloguing.item_fields(item) != loaded_item.values:
            return None
        cataloguing.describe(session, item, values, current_user.name)
        taken_records.note_source(session, item.id)
        proposals.settle(session, item, current_user.name)
        for proposal in request.form.getlist("bo", int):
            proposals.dismiss(session, item.id, proposal, current_user.name)
        return openings.waiting_of(session, item) is not None


def _run_action(
    item_id: str, action: Callable[..., ResponseReturnValue] | None
) -> ResponseReturnValue:
    """Run the requested action after saving; if it fails, the saved values remain."""
    try:
        if action:
            return action(item_id=item_id)
    except LibraryError as error:
        flash(str(error), "bad")
    return redirect(url_for("office.item", item_id=item_id), code=303)


def _form(loaded_item: LoadedItem, rows: form.Typed, messages: FormMessages) -> str:
    item_id, profile = loaded_item.record.id, loaded_item.profile
    with reading(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        review = _review(session, item)
        page_progress = progress.of_item(session, item_id)
        first_pages = queries.item_pages(session, item_id, count=1, with_text=True)
        history = current_history(session)
        waiting = offers(
            proposals.open_proposals(session, item_id),
            {page.number: page for page in first_pages},
            history,
        )
        next_item = assignments.next_item(
            session, current_user.name, after=item_id, may_review=current_user.may("publish")
        )
        people = assignments.cataloguers(session)
        names = name_suggestions.names_for(session, loaded_item.rules)
        mistakes = description_reports.reports_on(session, item_id)
        reports = [with_field_label(history, mistake) for mistake in mistakes]
        damages = damages_of(session, item_id)
        sources = record_sources.of_items(session, (item_id,)).get(item_id, ())
        access_sentences = _access_sentences(session, loaded_item)
    return render_template(
        "office/catalogue/edit_item.html",
        record=loaded_item.record,
        **review,
        field_labels=_labels(loaded_item),
        profile=profile,
        progress=page_progress,
        damages=damages,
        access_sentences=access_sentences,
        first_page=first_pages[0] if first_pages else None,
        lines=form.lines(
            loaded_item.rules, rows, messages.problems, messages.clashes, waiting, names
        ),
        parts=form.PARTS,
        current=_display_values(loaded_item),
        unlisted_values=_values_without_field(loaded_item),
        safe_offers=sum(offer.is_safe for offer in chain.from_iterable(waiting.values())),
        accesses=tuple(Access),
        copied=messages.copied,
        taken=messages.taken or taken_records.of_form(),
        sources=sources,
        next_item=next_item,
        people=people,
        reports=list(reports),
    )


def _review(session: Session, item: Item) -> dict[str, object]:
    """Return the review of an item: status, changes, copies, deletion, who may publish it."""
    status = publishing.review_status(session, item.id)
    is_of_another = item.state is ItemState.REVIEW and status.sent_by != current_user.name
    needs_two = openings.needs_second_person(session, item, current_user.name)
    return {
        "change_sets": waiting_sets.waiting(session, _SETS_SHOWN, item_id=item.id),
        "opening": openings.waiting_of(session, item),
        "returned": openings.waiting_of(session, item, returned=True),
        "may_publish": current_user.may("publish") and (is_of_another or not needs_two),
        "review_status": status,
        "changes": undoing.changes_to_review(session, item)
        if item.state is ItemState.REVIEW
        else (),
        "copies": holdings.of_item(session, item.id),
        "deletion": bin_entries.find(session, draft_deletion.KIND, item.id),
    }


def _access_sentences(session: Session, item: LoadedItem) -> tuple[str, ...]:
    """Return sentences on who may read an item, and on the present readers of a library copy."""
    record, wall = item.record, item.profile.moving_wall if item.profile else None
    sentences = describe_access(record, clock.today().isoformat(), wall)
    if record.access is not Access.COPY:
        return sentences
    seats = copy_seats.figures(session, record.id, clock.now())
    now = f"Đang đọc: {seats.readers} trên {seats.copies} chỗ; đang chờ: {seats.waiting}."
    return (*sentences, now)


def _values_without_field(item: LoadedItem) -> dict[str, str]:
    """Return the stored values for which the collection has no field."""
    field_names = {rule.name for rule in item.rules}
    remaining = {name: value for name, value in item.values.items() if name not in field_names}
    return {
        name: form.display_text(item.rules[0], value) for name, value in remaining.items() if value
    }
