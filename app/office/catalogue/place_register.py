"""Units of the province in the office: proposals, decisions by a second person, history, undo."""

from dataclasses import dataclass

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import services
from app.web.actions import action
from app.web.url_converters import text_param
from library.catalogue.authorities.authority_records import unclear_names
from library.changes.row_words import PLACE_LABELS
from library.database import reading
from library.places import place_changes as changes
from library.places import place_records as records
from library.places.edition import current_history, sources
from library.places.lines import lines_named
from library.places.models import Fields, PlaceChange, RecordKind
from library.places.place_history import PlaceHistory
from library.places.place_records import EVENT_KINDS, SHARES, Key
from library.places.problems import PlaceNotFoundError
from library.places.units import CERTAINTIES, LEVELS

_SHOWN, _HISTORY = 50, 50
_CHOICES = {
    (RecordKind.ERA, "kind"): {kind: kind for kind in LEVELS},
    (RecordKind.EVENT, "kind"): EVENT_KINDS,
    (RecordKind.EVENT, "share"): SHARES,
}
_ROW_NAMES = {RecordKind.ERA: "thời kỳ", RecordKind.EVENT: "lần đổi", RecordKind.VARIANT: "tên gọi"}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with the fields that differ: label, old and new value."""

    change: PlaceChange
    unit: str
    """Unit whose page shows the row; empty if there is none."""
    differences: tuple[tuple[str, str, str], ...]


def show_all() -> str:
    """Show the proposals that wait, and the units of a name."""
    typed = text_param()
    with reading(services().database) as session:
        history = current_history(session)
        waiting = [_shown(row) for row in changes.waiting_changes(session, _SHOWN)]
        lines = lines_named(history, typed) if typed else ()
        unclear = unclear_names(session, history, _SHOWN)
    return render_template(
        "office/catalogue/places.html",
        waiting=waiting,
        typed=typed,
        lines=lines,
        unclear=unclear,
        rows=_ROW_NAMES,
    )


def show(unit: str) -> str:
    """Show the rows of a unit with their history, and the form of one of them."""
    with reading(services().database) as session:
        history = current_history(session)
        rows = _rows_of(history, session, unit)
        key, fields = _asked(rows, unit)
        if unit not in history.units and fields is None:
            raise PlaceNotFoundError
        past = changes.changes_of(session, [key[1] for key in rows], _HISTORY)
        shown = [_shown(row) for row in past]
    return render_template(
        "office/catalogue/place.html",
        unit=unit,
        place=history.units.get(unit),
        rows=rows,
        row_names=_ROW_NAMES,
        key=key,
        form=fields,
        labels=PLACE_LABELS,
        choices={
            name: values for (kind, name), values in _CHOICES.items() if key and kind == key[0]
        },
        certainties=CERTAINTIES,
        sources=sources(),
        past=shown,
    )


@action("office.units")
def propose(session: Session, unit: str) -> str:
    """Propose a row, new, changed or to be deleted."""
    kind = _kind()
    fields = {name: request.form.get(name, "") for name in records.columns(kind)}
    id_ = request.form.get("id", "") or records.id_of(
        kind,
        {
            **{name: " ".join(value.split()) for name, value in fields.items()},
            "id": changes.new_event_id(session),
        },
    )
    deletes = request.form.get("viec") == "xoa"
    changes.propose(
        session,
        (kind, id_),
        None if deletes else fields,
        by=current_user.name,
        reason=request.form.get("reason", ""),
    )
    return "Đã ghi đề xuất; một người khác sẽ duyệt."


@action("office.units")
def undo(session: Session, number: int) -> str:
    """Propose to take an accepted change back."""
    reason = request.form.get("reason", "")
    changes.propose_undo(session, number, by=current_user.name, reason=reason)
    return "Đã đề xuất hoàn tác; một người khác sẽ duyệt."


@action("office.units")
def decide(session: Session, number: int, act: str) -> str:
    """Accept or refuse a proposal."""
    decide_change = changes.accept if act == "nhan" else changes.refuse
    decide_change(session, number, by=current_user.name)
    return "Đã nhận." if act == "nhan" else "Đã từ chối."


def _rows_of(history: PlaceHistory, session: Session, unit: str) -> dict[Key, Fields]:
    keys: list[Key] = []
    if unit in history.units:
        place = history.units[unit]
        events = [link.event.id for link in (*history.links_to(unit), *history.links_from(unit))]
        events += [event.id for event in history.own_events(unit)]
        keys += [(RecordKind.ERA, f"{unit}.{era.number}") for era in place.eras]
        keys += [(RecordKind.EVENT, id_) for id_ in dict.fromkeys(events)]
        keys += [(RecordKind.VARIANT, f"{unit}~{variant.text}") for variant in place.variants]
    rows = ((key, records.stored_fields(session, key)) for key in keys)
    return {key: fields for key, fields in rows if fields is not None}


def _asked(rows: dict[Key, Fields], unit: str) -> tuple[Key | None, Fields | None]:
    """Return the row whose form is asked for, or a new one of a kind."""
    wanted, new = request.args.get("dong", ""), request.args.get("moi", "")
    for key, fields in rows.items():
        if key[1] == wanted:
            return key, fields
    if new not in {kind.value for kind in RecordKind}:
        return None, None
    kind = RecordKind(new)
    empty = dict.fromkeys(records.columns(kind), "")
    numbers = [int(fields["number"]) for key, fields in rows.items() if key[0] is RecordKind.ERA]
    own = {"unit": unit, "before": unit, "number": str(max(numbers, default=0) + 1)}
    return (kind, ""), {name: own.get(name, value) for name, value in empty.items()}


def _kind() -> RecordKind:
    try:
        return RecordKind(request.form.get("loai-dong", ""))
    except ValueError as error:
        raise PlaceNotFoundError from error


def _shown(change: PlaceChange) -> ShownChange:
    rows = change.before or {}, change.after or {}
    names = dict.fromkeys((*rows[0], *rows[1]))
    differences = (
        (PLACE_LABELS.get(name, name), *(_caption(change.kind, name, row) for row in rows))
        for name in names
    )
    fields = rows[1] or rows[0]
    unit = fields.get("unit") or fields.get("before", "").partition(" ")[0]
    return ShownChange(change, unit, tuple(row for row in differences if row[1] != row[2]))


def _caption(kind: RecordKind, name: str, fields: Fields) -> str:
    value = fields.get(name, "")
    return _CHOICES.get((kind, name), {}).get(value, value) if fields else ""
