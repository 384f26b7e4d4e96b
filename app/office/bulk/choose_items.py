"""Lets staff find items in whatever state, and choose those to be worked on together."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk.bulk_collections import rules, shelves
from app.office.bulk.bulk_labels import ACCESSES, GAPS
from app.services import services
from app.web.url_converters import asked_screen
from library.bulk import find_items, selections
from library.bulk.find_items import Wanted
from library.catalogue.description.labels import LABELS, STATES
from library.catalogue.models import Access, ItemState
from library.database import reading, work
from library.vietnamese.letters import compose

_LAST_NUMBER = 2**31 - 1
"""No row of a table has a larger one."""

_SIZE = 50
_SHOWN = 20
_LONGEST = 300
_FILTERS = ("q", "bst", "trang-thai", "loai", "noi-doc", "thieu", "tu", "den")
"""What the form of the list asks, as it stands in the address."""


def show() -> str:
    """Show what answers the filters, to be ticked."""
    told, screen = _told(request.args), asked_screen()
    wanted, more = _wanted(told), _more(request.args.get("chon", type=int))
    indexed = _indexed(wanted)
    with reading(services().database) as session:
        first = (screen - 1) * _SIZE
        found = find_items.find(session, wanted, indexed, first=first, count=_SIZE)
        kinds = find_items.kinds(session)
        chosen = len(selections.ids(session, more)) if more else 0
    return render_template(
        "office/bulk/find.html",
        found=found,
        told=told,
        screen=screen,
        size=_SIZE,
        kinds=[(kind, kind) for kind in kinds],
        shelves=shelves(),
        states=STATES,
        gaps=GAPS,
        accesses=ACCESSES,
        more=more,
        chosen=chosen,
    )


def choose() -> ResponseReturnValue:
    """Keep what was ticked, or all that was found, as one choice."""
    wanted = _wanted(_told(request.form))
    everything = "tat-ca" in request.form
    indexed = _indexed(wanted) if everything else frozenset()
    more = _more(request.form.get("chon", type=int))
    with work(services().database) as session:
        ids = find_items.ids_of(session, wanted, indexed) if everything else _ticked(session)
        selection = selections.keep(session, ids, current_user.name, more=more)
    return redirect(url_for("office.selection", selection_id=selection.id), code=303)


def show_selection(selection_id: int) -> str:
    """Show what was chosen, and what can be done with it."""
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        shown = find_items.by_ids(session, ids[:_SHOWN])
    return render_template(
        "office/bulk/selection.html",
        selection_id=selection_id,
        count=len(ids),
        shown=shown,
        shelves=shelves(),
        labels=LABELS | rules().own,
        states=STATES,
    )


def _more(asked: int | None) -> int | None:
    """Return to which choice is added."""
    return asked if asked is not None and 0 < asked <= _LAST_NUMBER else None


def _ticked(session: Session) -> list[str]:
    """Return the ids that were ticked and exist, or those of the whole screen."""
    name = "dong" if "ca-trang" in request.form else "tai-lieu"
    ids = request.form.getlist(name)[:_SIZE]
    return [item.id for item in find_items.by_ids(session, ids)]


def _indexed(wanted: Wanted) -> frozenset[str]:
    return services().search.items_saying(wanted.words) if wanted.words else frozenset()


def _told(source: Mapping[str, str]) -> dict[str, str]:
    typed = {name: compose(source.get(name, "")).strip()[:_LONGEST] for name in _FILTERS}
    return {name: text.replace("\0", "") for name, text in typed.items() if text}


def _wanted(told: Mapping[str, str]) -> Wanted:
    state, access = told.get("trang-thai"), told.get("noi-doc")
    return Wanted(
        collection=told.get("bst"),
        state=ItemState(state) if state in STATES else None,
        kind=told.get("loai"),
        access=Access(access) if access in ACCESSES else None,
        gap=told.get("thieu"),
        years=(_year(told.get("tu")), _year(told.get("den"))),
        words=told.get("q", ""),
    )


def _year(typed: str | None) -> int | None:
    is_year = typed is not None and typed.isascii() and typed.isdigit() and len(typed) <= 4
    return int(typed) if is_year else None
