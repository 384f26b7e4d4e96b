"""Search for items in any state and selection for bulk work."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk.bulk_collections import collection_titles, rules
from app.office.bulk.bulk_labels import ACCESSES, GAPS
from app.services import services
from app.web.url_converters import screen_param
from library.bulk import find_items, selections
from library.bulk.find_items import ItemFilter
from library.catalogue.description.field_registry import LABELS
from library.catalogue.description.state_names import STATES
from library.catalogue.models import Access, ItemState
from library.database import reading, work
from library.vietnamese.letters import compose

_MAX_ID = 2**31 - 1
"""Largest possible id of a table row."""

_SIZE = 50
_SHOWN = 20
_MAX_FILTER_LENGTH = 300
_FILTERS = ("q", "bst", "trang-thai", "loai", "noi-doc", "thieu", "tu", "den")
"""Names of the query parameters of the filter form."""


def show() -> str:
    """Show the items that match the filters, with checkboxes."""
    filters, screen = _filter_values(request.args), screen_param()
    wanted, selection_id = (
        _wanted(filters),
        _existing_selection_id(request.args.get("chon", type=int)),
    )
    indexed = _indexed(wanted)
    with reading(services().database) as session:
        first = (screen - 1) * _SIZE
        hits = find_items.find(session, wanted, indexed, first=first, count=_SIZE)
        kinds = find_items.kinds(session)
        chosen = len(selections.ids(session, selection_id)) if selection_id else 0
    return render_template(
        "office/bulk/find.html",
        hits=hits,
        filters=filters,
        screen=screen,
        size=_SIZE,
        kinds=[(kind, kind) for kind in kinds],
        collection_titles=collection_titles(),
        states=STATES,
        gaps=GAPS,
        accesses=ACCESSES,
        selection_id=selection_id,
        chosen=chosen,
    )


def choose() -> ResponseReturnValue:
    """Save the ticked items, or all hits, as a selection."""
    wanted = _wanted(_filter_values(request.form))
    everything = "tat-ca" in request.form
    indexed = _indexed(wanted) if everything else frozenset()
    selection_id = _existing_selection_id(request.form.get("chon", type=int))
    with work(services().database) as session:
        ids = find_items.ids_of(session, wanted, indexed) if everything else _ticked(session)
        selection = selections.save(session, ids, current_user.name, extends=selection_id)
    return redirect(url_for("office.selection", selection_id=selection.id), code=303)


def show_selection(selection_id: int) -> str:
    """Show a selection and the possible actions."""
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        shown = find_items.by_ids(session, ids[:_SHOWN])
    return render_template(
        "office/bulk/selection.html",
        selection_id=selection_id,
        count=len(ids),
        shown=shown,
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


def _indexed(wanted: ItemFilter) -> frozenset[str]:
    return services().search.items_containing(wanted.words) if wanted.words else frozenset()


def _filter_values(source: Mapping[str, str]) -> dict[str, str]:
    typed = {name: compose(source.get(name, "")).strip()[:_MAX_FILTER_LENGTH] for name in _FILTERS}
    return {name: text.replace("\0", "") for name, text in typed.items() if text}


def _wanted(filters: Mapping[str, str]) -> ItemFilter:
    state, access = filters.get("trang-thai"), filters.get("noi-doc")
    return ItemFilter(
        collection=filters.get("bst"),
        state=ItemState(state) if state in STATES else None,
        kind=filters.get("loai"),
        access=Access(access) if access in ACCESSES else None,
        gap=filters.get("thieu"),
        years=(_year(filters.get("tu")), _year(filters.get("den"))),
        words=filters.get("q", ""),
    )


def _year(typed: str | None) -> int | None:
    is_year = typed is not None and typed.isascii() and typed.isdigit() and len(typed) <= 4
    return int(typed) if is_year else None
