"""Physical copies of an item and its part-whole relations."""

import re
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.catalogue import description_form
from app.services import services
from library.catalogue import cataloguing, queries
from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Condition
from library.database import reading, work
from library.errors import LibraryError

_MOST, _SHOWN, _PARTS = 100, 12, 100
_ADDRESS = re.compile(r"(?:.*/tai-lieu/)?([0-9a-z]{12})(?:[/?#].*)?")
_TEXTS = ("call_number", "location", "remark")


def show(item_id: str) -> str:
    """Show the copies of an item, its host item and its parts."""
    with reading(services().database) as session:
        copies = holdings.of_item(session, item_id)
    return _page(item_id, copies or (Copy(),))


def save(item_id: str) -> ResponseReturnValue:
    """Save the list of copies, or show it with another row."""
    copies = _submitted_copies()
    seen = request.form.get("ban", "")
    if "them" in request.form:
        return _page(item_id, (*copies, Copy()), seen)
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        current = holdings.of_item(session, item_id)
        has_conflict = seen not in ("", _edition(current))
        if not has_conflict:
            holdings.replace_copies(session, item, copies, current_user.name)
    if has_conflict:
        listed = "; ".join(map(str, current)) or "không có bản nào"
        flash(f"Chưa lưu: người khác vừa sửa, nay là: {listed}. Hãy so rồi lưu lại.", "bad")
        return _page(item_id, copies, _edition(current)), 409
    flash("Đã lưu các bản giấy.", "good")
    return _back(item_id)


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


def _edition(copies: Iterable[Copy]) -> str:
    """Return a digest of the list, to detect concurrent edits."""
    return description_form.edition({"copies": [str(copy) for copy in copies if not copy.is_empty]})


def _page(item_id: str, copies: tuple[Copy, ...], seen: str | None = None) -> str:
    typed = request.args.get("tim", "").strip()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        return render_template(
            "office/catalogue/holdings.html",
            record=record,
            copies=copies,
            edition=_edition(copies) if seen is None else seen,
            conditions=tuple(Condition),
            host_item=parts.whole_of(session, item_id),
            component_parts=parts.parts_of(session, item_id, _PARTS),
            candidates=parts.similar_items(session, item_id, typed, _SHOWN) if typed else (),
            typed=typed,
        )


def _submitted_copies() -> tuple[Copy, ...]:
    columns = [request.form.getlist(name)[:_MOST] for name in (*_TEXTS, "condition")]
    return tuple(
        Copy(call_number.strip(), location.strip(), _condition(condition), remark.strip())
        for call_number, location, remark, condition in zip(*columns, strict=False)
    )


def _condition(value: str) -> Condition:
    return Condition(value) if value in tuple(Condition) else Condition.GOOD


def _back(item_id: str) -> ResponseReturnValue:
    return redirect(url_for("office.holdings", item_id=item_id), code=303)
