"""Lets staff describe items: the form follows the collection's profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.catalogue import description_form as form
from app.office.catalogue import name_suggestions
from app.office.catalogue import publishing as publishing_views
from app.office.catalogue.extracted_metadata import offers
from app.services import profiles, services
from library import clock
from library.catalogue import cataloguing, queries
from library.catalogue.access import publishing
from library.catalogue.access.rights import describe_access as rights_told
from library.catalogue.description import fields, proposals
from library.catalogue.description.labels import STATES
from library.catalogue.models import Access
from library.catalogue.pages import progress
from library.catalogue.profiles import FieldRule, Profile
from library.catalogue.queries import ItemRecord
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError

_DRAFTS = 200
_ACTS = {
    "cong-bo": ("publish", publishing_views.publish),
    "gui-duyet": ("catalogue", publishing_views.send),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an item before the form is looked at."""

    record: ItemRecord
    profile: Profile | None
    rules: tuple[FieldRule, ...]
    told: dict[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said beside the fields of a form that was not kept."""

    problems: Mapping[str, str] = field(default_factory=dict)
    stands: Mapping[str, str] = field(default_factory=dict)
    copied: tuple[str, ...] = ()


def show_drafts() -> str:
    """Show what is not open to readers."""
    with reading(services().database) as session:
        drafts = queries.drafts(session, _DRAFTS)
        total = queries.how_many_drafts(session)
    return render_template(
        "office/catalogue/drafts.html", drafts=drafts, total=total, states=STATES
    )


def show(item_id: str) -> str:
    """Show the form filled with what is known."""
    with reading(services().database) as session:
        known = _known(session, item_id)
        like = request.args.get("chep")
        other = cataloguing.described(cataloguing.find_item(session, like)) if like else {}
    typed = form.filled(known.rules, known.told)
    return _form(known, typed, Said(copied=form.copy(known.rules, typed, other)))


def save(item_id: str) -> ResponseReturnValue:
    """Keep the description, or show the form again with what is wrong beside its field.

    Whatever button was pressed, what was typed so far is kept with it.
    """
    permission, onwards = _ACTS.get(request.form.get("viec", ""), ("catalogue", None))
    if not current_user.may(permission):
        raise PermissionDeniedError
    with reading(services().database) as session:
        known = _known(session, item_id)
        waiting = proposals.open_proposals(session, item_id)
    typed = form.sent(known.rules)
    if form.changes_rows(typed):
        return _form(known, typed, Said())
    form.take(known.rules, typed, waiting)
    read = fields.read(known.rules, typed, _as_shown(known))
    if read.problems:
        return _form(known, typed, Said(read.problems)), 400
    with work(services().database) as session:
        known = _known(session, item_id)
        clash = request.form.get("ban", "") not in ("", form.edition(known.told))
        if not clash:
            _keep(session, item_id, read.told)
    if clash:
        return _clash(known, typed)
    flash("Đã lưu mô tả.", "good")
    return _go_on(item_id, onwards)


def _known(session: Session, item_id: str) -> Known:
    record = queries.item_record(session, item_id)
    profile = profiles().get(record.collection)
    told = cataloguing.described(cataloguing.find_item(session, item_id))
    return Known(record, profile, fields.form_rules(profile), told)


def _as_shown(known: Known) -> dict[str, str]:
    return {rule.name: form.as_shown(rule, known.told.get(rule.name)) for rule in known.rules}


def _keep(session: Session, item_id: str, told: Mapping[str, object]) -> None:
    item = cataloguing.find_item(session, item_id)
    cataloguing.describe(session, item, told, current_user.name)
    proposals.settle(session, item, current_user.name)
    for proposal in request.form.getlist("bo", int):
        proposals.dismiss(session, item_id, proposal, current_user.name)


def _clash(known: Known, typed: form.Typed) -> ResponseReturnValue:
    """Show what somebody else wrote meanwhile beside what is typed here; nothing is lost."""
    now = _as_shown(known)
    stands = {name: now[name] for name in typed if fields.joined(typed[name]) != now[name]}
    flash("Có người vừa sửa mô tả này, nên chưa lưu. Hãy so từng ô rồi lưu lại.", "bad")
    return _form(known, typed, Said(stands=stands)), 409


def _go_on(item_id: str, act: Callable[[str], ResponseReturnValue] | None) -> ResponseReturnValue:
    """Do what was asked for besides keeping; when that cannot be, what was typed is kept still."""
    try:
        if act:
            return act(item_id)
    except LibraryError as error:
        flash(str(error), "bad")
    return redirect(url_for("office.item", item_id=item_id), code=303)


def _form(known: Known, typed: form.Typed, said: Said) -> str:
    item_id, profile = known.record.id, known.profile
    with reading(services().database) as session:
        pages = progress.of_item(session, item_id)
        standing = publishing.slip(session, item_id)
        front = queries.page_sheets(session, item_id, count=1)
        waiting = offers(
            proposals.open_proposals(session, item_id), {sheet.number: sheet for sheet in front}
        )
        next_one = progress.next_draft(session, item_id)
        names = name_suggestions.names_for(session, known.rules)
    wall = profile.moving_wall if profile else None
    return render_template(
        "office/catalogue/edit_item.html",
        record=known.record,
        profile=profile,
        pages=pages,
        slip=standing,
        rights=rights_told(known.record, clock.today().isoformat(), wall),
        front=front[0] if front else None,
        lines=form.lines(known.rules, typed, said.problems, said.stands, waiting, names),
        edition=form.edition(known.told),
        other=_elsewhere(known),
        safe=sum(offer.is_safe for beside in waiting.values() for offer in beside),
        accesses=tuple(Access),
        copied=said.copied,
        next_one=next_one,
    )


def _elsewhere(known: Known) -> dict[str, str]:
    """Return what came with the files and has no field in this collection."""
    named = {rule.name for rule in known.rules}
    left = {name: value for name, value in known.told.items() if name not in named}
    return {name: form.as_shown(known.rules[0], value) for name, value in left.items() if value}
