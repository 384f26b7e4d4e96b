"""Physical copies of an item and its part-whole relations."""

import re
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.catalogue import description_form
from app.services import services
from library.catalogue import cataloguing, queries
from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import COPY_TEXTS, Copy
from library.catalogue.models import Condition, Item
from library.database import reading, work
from library.errors import CopyNumberTakenError, LibraryError

_MOST, _SHOWN, _PARTS = 100, 12, 100
_ADDRESS = re.compile(r"(?:.*/tai-lieu/)?([0-9a-z]{12})(?:[/?#].*)?")
_PRICE = re.compile(r"\d{1,3}([. ]?\d{3})*|\d+")
_AROUND_PRICE = " đĐdD₫vnVN.,"


def show(item_id: str) -> str:
    """Show the copies of an item, its host item and its parts."""
    with reading(services().database) as session:
        copies = holdings.of_item(session, item_id)
    return _page(item_id, copies or (Copy(),))


def save(item_id: str) -> ResponseReturnValue:
    """Save the list of copies, or show it with another row."""
    copies, prices = _submitted_copies(), _submitted_prices()
    seen = request.form.get("ban", "")
    if "them" in request.form:
        return _page(item_id, (*copies, Copy()), seen, prices)
    if problem := _price_problem(prices):
        flash(problem, "bad")
        return _page(item_id, copies, seen, prices), 400
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        current = holdings.of_item(session, item_id)
        has_conflict = seen not in ("", _edition(current))
        problem = None if has_conflict else _replace(session, item, copies)
    if problem:
        flash(problem, "bad")
        return _page(item_id, copies, seen), 409
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


def _replace(session: Session, item: Item, copies: tuple[Copy, ...]) -> str | None:
    """Save the copies; return the problem when a number is taken."""
    try:
        holdings.replace_copies(session, item, copies, current_user.name)
    except CopyNumberTakenError as error:
        return str(error)
    return None


def _edition(copies: Iterable[Copy]) -> str:
    """Return a digest of the list, to detect concurrent edits."""
    return description_form.edition({"copies": [str(copy) for copy in copies if not copy.is_empty]})


def _page(
    item_id: str,
    copies: tuple[Copy, ...],
    seen: str | None = None,
    prices: tuple[str, ...] = (),
) -> str:
    typed = request.args.get("tim", "").strip()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        return render_template(
            "office/catalogue/holdings.html",
            record=record,
            copies=copies,
            prices=prices,
            edition=_edition(copies) if seen is None else seen,
            conditions=tuple(Condition),
            host_item=parts.whole_of(session, item_id),
            component_parts=parts.parts_of(session, item_id, _PARTS),
            candidates=parts.similar_items(session, item_id, typed, _SHOWN) if typed else (),
            typed=typed,
        )


def _submitted_copies() -> tuple[Copy, ...]:
    names = (*COPY_TEXTS, "condition", "price")
    columns = {name: request.form.getlist(name)[:_MOST] for name in names}
    count = max(map(len, columns.values()))
    rows = zip(*(column + [""] * (count - len(column)) for column in columns.values()), strict=True)
    return tuple(_copy(dict(zip(names, row, strict=True))) for row in rows)


def _copy(typed: dict[str, str]) -> Copy:
    texts = {name: typed[name].strip() for name in COPY_TEXTS}
    return Copy(**texts, condition=_condition(typed["condition"]), price=_price(typed["price"]))


def _submitted_prices() -> tuple[str, ...]:
    return tuple(request.form.getlist("price")[:_MOST])


def _price_problem(prices: tuple[str, ...]) -> str | None:
    bad = next((typed for typed in prices if typed.strip() and _price(typed) is None), None)
    return f"Chưa lưu: “{bad[:40]}” không phải giá tiền; ghi như 95.000." if bad else None


def _price(typed: str) -> int | None:
    """Return a price in đồng as people write it: 95.000đ; None for other texts."""
    bare = typed.strip(_AROUND_PRICE)
    return int(re.sub(r"\D", "", bare)[:9]) if _PRICE.fullmatch(bare) else None


def _condition(value: str) -> Condition:
    return Condition(value) if value in tuple(Condition) else Condition.GOOD


def _back(item_id: str) -> ResponseReturnValue:
    return redirect(url_for("office.holdings", item_id=item_id), code=303)
