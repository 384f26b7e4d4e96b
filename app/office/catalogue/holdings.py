"""Physical copies of an item and its part-whole relations."""

import re
from collections.abc import Iterable, Mapping
from itertools import starmap

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.unsaved_forms import reopened, reopens
from app.services import services
from app.web.form_versions import (
    BASE_FIELD,
    ShownClash,
    show_clashes,
    shown_clashes,
    signed_base,
    submitted_base,
)
from library.catalogue import cataloguing, queries
from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Condition
from library.database import reading, work
from library.errors import LibraryError
from library.three_way import merge_fields, merge_rows, plain
from library.vietnamese.letters import compose

_MOST, _SHOWN, _PARTS = 100, 12, 100
_ADDRESS = re.compile(r"(?:.*/tai-lieu/)?([0-9a-z]{12})(?:[/?#].*)?")
LABELS = {
    "call_number": "Ký hiệu xếp giá",
    "location": "Nơi giữ",
    "condition": "Tình trạng",
    "remark": "Ghi chú",
}
"""Labels of the fields of a copy, in their order."""


def show(item_id: str) -> str:
    """Show the copies of an item, its host item and its parts."""
    with reading(services().database) as session:
        copies = holdings.of_item(session, item_id)
    return _page(item_id, copies or (Copy(),), _base(copies))


@reopens
def save(item_id: str) -> ResponseReturnValue:
    """Save the list of copies, or show it with another row."""
    copies = _submitted_copies()
    if "them" in request.form:
        return _page(item_id, (*copies, Copy()), request.form.get(BASE_FIELD, ""))
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        current = holdings.of_item(session, item_id)
        merged, clashes = _merge(tuple(copy for copy in copies if not copy.is_empty), current)
        is_saved = not clashes and not reopened()
        if is_saved:
            holdings.replace_copies(session, item, merged, current_user.name)
    if not is_saved:
        show_clashes(_cells(current), clashes)
        page = _page(item_id, merged or (Copy(),), _base(current))
        return page, 409 if clashes and not reopened() else 200
    flash("Đã lưu các bản giấy.", "good")
    return _back(item_id)


def _merge(
    mine: tuple[Copy, ...], current: tuple[Copy, ...]
) -> tuple[tuple[Copy, ...], tuple[ShownClash, ...]]:
    """Merge the submitted copies with those that other people saved since the page was opened."""
    submitted = submitted_base()
    base = current if submitted is None else _copies_of(submitted)
    merged = merge_rows(base, mine, current)
    if merged is not None:
        return merged, ()
    if not len(base) == len(mine) == len(current):
        return mine, (ShownClash("copies", "Các bản", *map(_listed, (base, mine, current))),)
    cells = merge_fields(_cells(base), _cells(mine), _cells(current))
    labels = {
        f"{name}-{place}": f"Bản {place}: {label.lower()}"
        for place in range(1, len(mine) + 1)
        for name, label in LABELS.items()
    }
    return _copies_of(cells.values), shown_clashes(cells, labels)


def _cells(copies: Iterable[Copy]) -> dict[str, str]:
    """Return the fields of the form for these copies."""
    return {
        f"{name}-{place}": str(getattr(copy, name))
        for place, copy in enumerate(copies, start=1)
        for name in LABELS
    }


def _copies_of(cells: Mapping[str, str]) -> tuple[Copy, ...]:
    """Return the copies that the fields of a form describe."""
    return tuple(
        _copy(*(cells[f"{name}-{place}"] for name in LABELS))
        for place in range(1, len(cells) // len(LABELS) + 1)
    )


def _copy(call_number: str, location: str, condition: str, remark: str) -> Copy:
    texts = (plain(compose(text)) for text in (call_number, location, remark))
    call_number, location, remark = texts
    return Copy(call_number, location, _condition(condition), remark)


def _listed(copies: Iterable[Copy]) -> str:
    return "; ".join(map(str, copies))


def put_into(item_id: str) -> ResponseReturnValue:
    """Make an item part of another one, or of none."""
    typed = request.form.get("thuoc", "").strip()
    named = _ADDRESS.fullmatch(typed)
    if typed and not named:
        flash(f"“{typed[:60]}” không phải mã hay địa chỉ của một tài liệu.", "bad")
        return _back(item_id)
    try:
        with work(services().database) as session:
            item = cataloguing.find_item(session, item_id)
            parts.put_into(session, item, named[1] if named else None, current_user.name)
    except LibraryError as error:
        flash(str(error), "bad")
    else:
        flash("Đã lưu." if typed else "Tài liệu không còn thuộc tài liệu nào.", "good")
    return _back(item_id)


def show_like(item_id: str) -> str:
    """Show similar records to copy from, or the results of a search."""
    typed = request.args.get("tim", "").strip()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        similar_items = parts.similar_items(session, item_id, typed, _SHOWN)
    return render_template(
        "office/catalogue/copy_from_similar.html",
        record=record,
        similar_items=similar_items,
        typed=typed,
    )


def _base(copies: Iterable[Copy]) -> str:
    return signed_base(_cells(copies))


def _page(item_id: str, copies: tuple[Copy, ...], base: str) -> str:
    typed = request.args.get("tim", "").strip()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        return render_template(
            "office/catalogue/holdings.html",
            record=record,
            copies=copies,
            base=base,
            conditions=tuple(Condition),
            host_item=parts.whole_of(session, item_id),
            component_parts=parts.parts_of(session, item_id, _PARTS),
            candidates=parts.similar_items(session, item_id, typed, _SHOWN) if typed else (),
            typed=typed,
        )


def _submitted_copies() -> tuple[Copy, ...]:
    columns = [request.form.getlist(name)[:_MOST] for name in LABELS]
    return tuple(starmap(_copy, zip(*columns, strict=False)))


def _condition(value: str) -> Condition:
    return Condition(value) if value in tuple(Condition) else Condition.GOOD


def _back(item_id: str) -> ResponseReturnValue:
    return redirect(url_for("office.holdings", item_id=item_id), code=303)
