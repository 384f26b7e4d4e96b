"""URLs of bulk work on items, each with the permission that it requires."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk import (
    changes,
    import_table,
    old_place_names,
    record_exchange,
)
from app.office.bulk.bulk_collections import collection_titles, rules
from app.office.bulk.bulk_labels import ACCESSES, GAPS
from app.office.lists.list_form import Choice, ListForm, ListQuery, read_form, read_list
from app.office.planning.batch_form import own_batches
from app.services import services
from library.bulk import find_items, selections
from library.bulk.find_items import ItemFilter
from library.catalogue.description.field_registry import LABELS
from library.catalogue.description.state_names import STATES
from library.catalogue.models import Access, ItemState
from library.database import reading, work
from library.recordings.extents import extents
from library.staff.permissions import Permission

_MAX_ID = 2**31 - 1
"""Largest possible id of a table row."""

_SIZE = 40
_SHOWN = 20
_STATES = {"unpublished": "chưa công bố"} | {str(state): name for state, name in STATES.items()}
_HELP = (
    "Chữ trong nhan đề, số, tác giả; với tài liệu đã công bố thì cả chữ trong trang. "
    "Không cần gõ dấu."
)


def show() -> str:
    """Show the items that match the filters, with checkboxes."""
    selection_id = _existing_selection_id(request.args.get("chon", type=int))
    with reading(services().database) as session:
        listing = read_list(session, _form(session, selection_id))
        criteria = _wanted(listing)
        hits = find_items.find(
            session, criteria, _indexed(criteria), first=listing.first, count=listing.count
        )
        item_extents = extents(session, [item.id for item in hits.items])
        chosen_count = len(selections.ids(session, selection_id)) if selection_id else 0
    return render_template(
        "office/bulk/find.html",
        listing=listing.counted(hits.total),
        hits=hits,
        extents=item_extents,
        collection_titles=collection_titles(),
        states=STATES,
        selection_id=selection_id,
        chosen=chosen_count,
    )


def choose() -> ResponseReturnValue:
    """Save the ticked items, or all hits, as a selection."""
    everything = "tat-ca" in request.form
    selection_id = _existing_selection_id(request.form.get("chon", type=int))
    with work(services().database) as session:
        criteria = _wanted(read_form(_form(session, selection_id), request.form))
        indexed_ids = _indexed(criteria) if everything else frozenset()
        ids = find_items.ids_of(session, criteria, indexed_ids) if everything else _ticked(session)
        selection = selections.save(session, ids, current_user.name, extends=selection_id)
    return redirect(url_for("office.selection", selection_id=selection.id), code=303)


def show_selection(selection_id: int) -> str:
    """Show a selection and the possible actions."""
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        items = find_items.by_ids(session, ids[:_SHOWN])
        open_batches = own_batches(session)
    return render_template(
        "office/bulk/selection.html",
        selection_id=selection_id,
        batches=open_batches,
        count=len(ids),
        shown=items,
        collection_titles=collection_titles(),
        labels=LABELS | rules().own,
        states=STATES,
    )


def _existing_selection_id(typed_id: int | None) -> int | None:
    """Return the id of the selection to extend, or None if it is out of range."""
    return typed_id if typed_id is not None and 0 < typed_id <= _MAX_ID else None


def _ticked(session: Session) -> list[str]:
    """Return the existing ids among the ticked ones, or among all of the screen."""
    name = "dong" if "ca-trang" in request.form else "tai-lieu"
    ids = request.form.getlist(name)[:_SIZE]
    return [item.id for item in find_items.by_ids(session, ids)]


def _indexed(criteria: ItemFilter) -> frozenset[str]:
    return services().search.items_containing(criteria.words) if criteria.words else frozenset()


def _form(session: Session, selection_id: int | None) -> ListForm:
    return ListForm(
        "office.bulk",
        choices=(
            Choice("bst", "Sưu tập", collection_titles()),
            Choice("trang-thai", "Trạng thái", _STATES),
            Choice("loai", "Loại", {kind: kind for kind in find_items.kinds(session)}),
            Choice("noi-doc", "Nơi đọc", ACCESSES),
            Choice("thieu", "Còn để trống", GAPS),
            Choice("tu", "Năm, từ", max_length=4),
            Choice("den", "đến năm", max_length=4),
        ),
        search_help=_HELP,
        size=_SIZE,
        hidden={"chon": selection_id} if selection_id else {},
    )


def _wanted(listing: ListQuery) -> ItemFilter:
    choices = listing.chosen
    access = choices.get("noi-doc")
    return ItemFilter(
        collection=choices.get("bst"),
        states=_states(choices.get("trang-thai", "")),
        kind=choices.get("loai"),
        access=Access(access) if access else None,
        gap=choices.get("thieu"),
        years=(_year(choices.get("tu")), _year(choices.get("den"))),
        words=listing.words,
    )


def _states(state_name: str) -> tuple[ItemState, ...]:
    if state_name == "unpublished":
        return tuple(state for state in ItemState if state is not ItemState.PUBLISHED)
    return (ItemState(state_name),) if state_name else ()


def _year(text: str | None) -> int | None:
    is_year = text is not None and text.isascii() and text.isdigit()
    return int(text) if is_year else None


_READ, _WRITE = ("GET",), ("POST",)
_CHOSEN = "/hang-loat/chon/<int:selection_id>"
_CHANGE = "/hang-loat/lan/<int:change_id>"
_CATALOGUE, _PUBLISH = Permission.CATALOGUE, Permission.PUBLISH
ADDRESSES = (
    ("/hang-loat", "bulk", _CATALOGUE, show, _READ),
    ("/hang-loat/chon", "choose", _CATALOGUE, choose, _WRITE),
    (_CHOSEN, "selection", _CATALOGUE, show_selection, _READ),
    (f"{_CHOSEN}/bang.xlsx", "bulk_xlsx", _CATALOGUE, record_exchange.send_xlsx, _READ),
    (f"{_CHOSEN}/bang.csv", "bulk_csv", _CATALOGUE, record_exchange.send_csv, _READ),
    (f"{_CHOSEN}/bieu-ghi.mrc", "bulk_marc", _CATALOGUE, record_exchange.send_marc, _READ),
    (f"{_CHOSEN}/marcxml.xml", "bulk_marcxml", _CATALOGUE, record_exchange.send_marcxml, _READ),
    (f"{_CHOSEN}/dublin-core.xml", "bulk_dc", _CATALOGUE, record_exchange.send_dc, _READ),
    (f"{_CHOSEN}/doi-o", "plan_field", _CATALOGUE, changes.change_field, _WRITE),
    (f"{_CHOSEN}/chuyen", "plan_move", _CATALOGUE, changes.move, _WRITE),
    (f"{_CHOSEN}/gui-duyet", "plan_send", _CATALOGUE, changes.send, _WRITE),
    (f"{_CHOSEN}/cong-bo", "plan_publish", _PUBLISH, changes.publish, _WRITE),
    (f"{_CHOSEN}/go", "plan_withdraw", _PUBLISH, changes.withdraw, _WRITE),
    ("/dia-danh/ten-cu", "old_names", _CATALOGUE, old_place_names.show, _READ),
    ("/dia-danh/ten-cu", "read_old_names", _CATALOGUE, old_place_names.read, _WRITE),
    ("/hang-loat/bang", "come_back", _CATALOGUE, record_exchange.show_round_trip, _READ),
    ("/hang-loat/bang", "take_back_sheet", _CATALOGUE, record_exchange.take_back, _WRITE),
    ("/hang-loat/bieu-ghi", "come_in", _CATALOGUE, record_exchange.show, _READ),
    ("/hang-loat/bieu-ghi", "take_in_records", _CATALOGUE, record_exchange.take_in, _WRITE),
    (f"{_CHANGE}/tep", "record_files", _CATALOGUE, record_exchange.receive_files, _WRITE),
    ("/hang-loat/cot", "mappings", _CATALOGUE, record_exchange.show_mappings, _READ),
    ("/hang-loat/cot", "set_mapping", _CATALOGUE, record_exchange.set_mapping, _WRITE),
    ("/hang-loat/lan", "bulk_changes", _CATALOGUE, changes.show_all, _READ),
    (_CHANGE, "bulk_change", _CATALOGUE, changes.show, _READ),
    (f"{_CHANGE}/ap-dung", "bulk_apply", _CATALOGUE, changes.apply, _WRITE),
    (f"{_CHANGE}/xem-lai", "bulk_review", _CATALOGUE, import_table.review, _WRITE),
    (f"{_CHANGE}/hoan-tac", "bulk_undo", _CATALOGUE, changes.undo, _WRITE),
)
