"""Description form of an item; its fields follow the collection profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.recent_password import ask_for_password
from app.office.catalogue import description_form as form
from app.office.catalogue import name_suggestions
from app.office.catalogue import publishing as publishing_views
from app.office.catalogue.extracted_metadata import offers
from app.services import profiles, services
from library import clock
from library.catalogue import assignments, cataloguing, queries
from library.catalogue.access import publishing
from library.catalogue.access.rights import describe_access
from library.catalogue.description import fields, proposals
from library.catalogue.models import Access, ItemState
from library.catalogue.pages import progress
from library.catalogue.profiles import FieldRule, Profile
from library.catalogue.queries import ItemRecord
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError

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
    conflicts: Mapping[str, str] = field(default_factory=dict)
    copied: tuple[str, ...] = ()


def show(item_id: str) -> str:
    """Show the form with the stored values, or with values copied from another item."""
    with reading(services().database) as session:
        loaded = _load_item(session, item_id)
        like = request.args.get("chep")
        other = cataloguing.item_fields(cataloguing.find_item(session, like)) if like else {}
    typed = form.rows_from_values(loaded.rules, loaded.values)
    return _form(loaded, typed, FormMessages(copied=form.copy_values(loaded.rules, typed, other)))


def save(item_id: str) -> ResponseReturnValue:
    """Save the description, or show the form again with an error next to each field.

    Every button keeps the values typed so far.
    """
    permission, action = _ACTIONS.get(request.form.get("viec", ""), ("catalogue", None))
    if not current_user.may(permission):
        raise PermissionDeniedError
    with reading(services().database) as session:
        loaded = _load_item(session, item_id)
        waiting = proposals.open_proposals(session, item_id)
    typed = form.submitted_rows(loaded.rules)
    if form.apply_row_button(typed):
        return _form(loaded, typed, FormMessages())
    form.apply_proposals(loaded.rules, typed, waiting)
    parsed = fields.read(loaded.rules, typed, _display_values(loaded))
    if parsed.problems:
        return _form(loaded, typed, FormMessages(parsed.problems)), 400
    question = ask_for_password(safe=False) if _changes_rights(loaded, parsed.values) else None
    if question is not None:
        return question
    with work(services().database) as session:
        loaded = _load_item(session, item_id)
        has_conflict = request.form.get("ban", "") not in ("", form.edition(loaded.values))
        if not has_conflict:
            _save_description(session, item_id, parsed.values)
    if has_conflict:
        return _show_conflict(loaded, typed)
    flash("Đã lưu mô tả.", "good")
    return _run_action(item_id, action)


def _changes_rights(loaded: LoadedItem, values: Mapping[str, object]) -> bool:
    """Return True if other people could read a published item afterwards."""
    return loaded.record.state is ItemState.PUBLISHED and any(
        (values.get(name, loaded.values.get(name)) or None) != (loaded.values.get(name) or None)
        for name in ("access", "opens")
    )


def _load_item(session: Session, item_id: str) -> LoadedItem:
    record = queries.item_record(session, item_id)
    profile = profiles().get(record.collection)
    values = cataloguing.item_fields(cataloguing.find_item(session, item_id))
    return LoadedItem(record, profile, fields.form_rules(profile, values), values)


def _display_values(loaded: LoadedItem) -> dict[str, str]:
    return {
        rule.name: form.display_text(rule, loaded.values.get(rule.name)) for rule in loaded.rules
    }


def _save_description(session: Session, item_id: str, values: Mapping[str, object]) -> None:
    item = cataloguing.find_item(session, item_id)
    cataloguing.describe(session, item, values, current_user.name)
    proposals.settle(session, item, current_user.name)
    for proposal in request.form.getlist("bo", int):
        proposals.dismiss(session, item_id, proposal, current_user.name)


def _show_conflict(loaded: LoadedItem, typed: form.Typed) -> ResponseReturnValue:
    """Show the values that somebody else saved meanwhile next to the typed ones."""
    current = _display_values(loaded)
    conflicts = {
        name: current[name] for name in typed if fields.joined(typed[name]) != current[name]
    }
    flash("Có người vừa sửa mô tả này, nên chưa lưu. Hãy so từng ô rồi lưu lại.", "bad")
    return _form(loaded, typed, FormMessages(conflicts=conflicts)), 409


def _run_action(
    item_id: str, action: Callable[[str], ResponseReturnValue] | None
) -> ResponseReturnValue:
    """Run the requested action after saving; if it fails, the saved values remain."""
    try:
        if action:
            return action(item_id)
    except LibraryError as error:
        flash(str(error), "bad")
    return redirect(url_for("office.item", item_id=item_id), code=303)


def _form(loaded: LoadedItem, typed: form.Typed, messages: FormMessages) -> str:
    item_id, profile = loaded.record.id, loaded.profile
    with reading(services().database) as session:
        page_progress = progress.of_item(session, item_id)
        review_status = publishing.review_status(session, item_id)
        first_pages = queries.item_pages(session, item_id, count=1)
        waiting = offers(
            proposals.open_proposals(session, item_id), {page.number: page for page in first_pages}
        )
        next_item = assignments.next_item(session, current_user.name, after=item_id)
        people = assignments.cataloguers(session)
        names = name_suggestions.names_for(session, loaded.rules)
    moving_wall = profile.moving_wall if profile else None
    return render_template(
        "office/catalogue/edit_item.html",
        record=loaded.record,
        profile=profile,
        progress=page_progress,
        review_status=review_status,
        access_sentences=describe_access(loaded.record, clock.today().isoformat(), moving_wall),
        first_page=first_pages[0] if first_pages else None,
        lines=form.lines(
            loaded.rules, typed, messages.problems, messages.conflicts, waiting, names
        ),
        edition=form.edition(loaded.values),
        unlisted_values=_values_without_field(loaded),
        safe_offers=sum(
            offer.is_safe for field_offers in waiting.values() for offer in field_offers
        ),
        accesses=tuple(Access),
        copied=messages.copied,
        next_item=next_item,
        people=people,
    )


def _values_without_field(loaded: LoadedItem) -> dict[str, str]:
    """Return the stored values for which the collection has no field."""
    named = {rule.name for rule in loaded.rules}
    remaining = {name: value for name, value in loaded.values.items() if name not in named}
    return {
        name: form.display_text(loaded.rules[0], value)
        for name, value in remaining.items()
        if value
    }
