"""Physical copies of an item and its part-whole relations."""

import re
from collections.abc import Iterable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopened, reopens
from app.services import services
from app.web.form_versions import (
    BASE_FIELD,
    ShownClash,
    show_clashes,
    shown_clashes,
    signed_base,
    stop_if_reopened,
    submitted_base,
)
from app.web.remedies import linked
from library.catalogue import cataloguing, queries
from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import COPY_TEXTS, Copy
from library.catalogue.models import Condition, Item
from library.database import reading, work
from library.errors import FieldsClashError, FormReopenedError, LibraryError, WrongStateError
from library.three_way import merge_fields, merge_rows, plain
from library.vietnamese.letters import compose

_MOST, _SHOWN, _PARTS = 100, 12, 100
_ADDRESS = re.compile(r"(?:.*/tai-lieu/)?([0-9a-z]{12})(?:[/?#].*)?")
_PRICE = re.compile(r"\d{1,3}([. ]?\d{3})*|\d+")
_AROUND_PRICE = " đĐdD₫vnVN.,"
_LABELS = {
    "registration": "Số đăng ký cá biệt",
    "barcode": "Mã vạch",
    "call_number": "Ký hiệu xếp giá",
    "location": "Nơi giữ",
    "shelf": "Giá, ngăn",
    "price": "Giá tiền",
    "source": "Nguồn",
    "acquired": "Ngày vào sổ",
    "remark": "Ghi chú",
    "condition": "Tình trạng",
}


def show(item_id: str) -> str:
    """Show the copies of an item, its host item and its parts."""
    with reading(services().database) as session:
        copies = holdings.of_item(session, item_id)
    return _page(item_id, copies or (Copy(),), _base(copies))


@reopens
def save(item_id: str) -> ResponseReturnValue:
    """Save the list of copies, or show it with another row."""
    copies, prices = _submitted_copies(), tuple(request.form.getlist("price")[:_MOST])
    base = request.form.get(BASE_FIELD, "")
    if "them" in request.form:
        return _page(item_id, (*copies, Copy()), base, prices)
    if problem := _price_problem(prices):
        flash(problem, "bad")
        return _page(item_id, copies, base, prices), 200 if reopened() else 400
    copies, current = tuple(copy for copy in copies if not copy.is_empty), ()
    try:
        with work(services().database) as session:
            item = cataloguing.find_item(session, item_id)
            current = holdings.of_item(session, item_id)
            copies, clashes = _merge(copies, current)
            show_clashes(_cells(current), clashes)
            stop_if_reopened()
            if clashes:
                raise FieldsClashError
            holdings.replace_copies(session, item, copies, current_user.name)
    except LibraryError as error:
        if not isinstance(error, FieldsClashError | FormReopenedError):
            flash(linked(error), "bad")
        return _page(item_id, copies or (Copy(),), _base(current)), error.status
    flash("Đã lưu các bản giấy.", "good")
    return _back(item_id)


def _merge(
    mine: tuple[Copy, ...], current: tuple[Copy, ...]
) -> tuple[tuple[Copy, ...], tuple[ShownClash, ...]]:
    """Merge the submitted copies with those that other people saved since the page was opened."""
    form_base = submitted_base()
    base = current if form_base is None else _copies_of(form_base)
    if _keeps_places(base, mine) and _keeps_places(base, current):
        cells = merge_fields(_cells(base), _cells(mine), _cells(current))
        return _copies_of(cells.values), shown_clashes(cells, _labels(len(mine)))
    versions = (base, mine, current)
    sides = [{copy.code: copy for copy in rows if copy.code} for rows in versions]
    if list(map(len, sides)) == list(map(len, versions)):
        return _merge_by_code(*sides)
    merge = merge_rows(base, mine, current, keeps_additions=True)
    clashes = (ShownClash("copies", "Các bản", *map(_listed, rows)) for rows in merge.clashes)
    return merge.rows, tuple(clashes)


def _keeps_places(base: tuple[Copy, ...], copies: tuple[Copy, ...]) -> bool:
    """Return True for as many copies as before, none of which has the number of another one."""
    places = {copy.code: place for place, copy in enumerate(base) if copy.code}
    moved = (places.get(copy.code, place) != place for place, copy in enumerate(copies))
    return len(base) == len(copies) and not any(moved)


def _merge_by_code(
    base: Mapping[str, Copy], mine: Mapping[str, Copy], current: Mapping[str, Copy]
) -> tuple[tuple[Copy, ...], tuple[ShownClash, ...]]:
    """Merge copies that have a number each: each is compared with itself, wherever it stands."""
    copies: list[Copy] = []
    clashes: list[ShownClash] = []
    for code in dict.fromkeys((*current, *mine)):
        was, own, other = base.get(code), mine.get(code), current.get(code)
        if own is None or other is None:
            remaining = own or other
            if remaining != was:  # added, or changed by one while the other removed it
                copies.append(remaining)
            continue
        place = len(copies) + 1
        cells = merge_fields(*(_cells((side or Copy(),), place) for side in (was, own, other)))
        copies += _copies_of(cells.values, place)
        clashes += shown_clashes(cells, _labels(place))
    return tuple(copies), tuple(clashes)


def _labels(count: int) -> dict[str, str]:
    return {
        f"{name}-{place}": f"Bản {place}: {label.lower()}"
        for place in range(1, count + 1)
        for name, label in _LABELS.items()
    }


def _cells(copies: Iterable[Copy], first: int = 1) -> dict[str, str]:
    """Return the fields of the form for these copies."""
    return {
        f"{name}-{place}": "" if (value := getattr(copy, name)) is None else str(value)
        for place, copy in enumerate(copies, start=first)
        for name in _LABELS
    }


def _copies_of(cells: Mapping[str, str], first: int = 1) -> tuple[Copy, ...]:
    """Return the copies that the fields of a form describe."""
    return tuple(
        _copy({name: cells[f"{name}-{place}"] for name in _LABELS})
        for place in range(first, first + len(cells) // len(_LABELS))
    )


def _listed(copies: Iterable[Copy]) -> str:
    return "; ".join(map(str, copies))


def put_into(item_id: str) -> ResponseReturnValue:
    """Make an item part of another one, or of none."""
    address_text = request.form.get("thuoc", "").strip()
    match = _ADDRESS.fullmatch(address_text)
    if address_text and not match:
        flash(f"“{address_text[:60]}” không phải mã hay địa chỉ của một tài liệu.", "bad")
        return _back(item_id)
    try:
        with work(services().database) as session:
            item = cataloguing.find_item(session, item_id)
            _require_same_host(session, item, address_text)
            host_id = match[1] if match else None
            waits = parts.put_into(session, item, host_id, current_user.name)
    except LibraryError as error:
        flash(linked(error), "bad")
    else:
        if waits:
            flash("Tài liệu đã công bố: việc này chờ một người khác duyệt.", "good")
            return _back(item_id)
        flash("Đã lưu." if address_text else "Tài liệu không còn thuộc tài liệu nào.", "good")
    return _back(item_id)


def _require_same_host(session: Session, item: Item, typed: str) -> None:
    """Raise WrongStateError if somebody else put the item elsewhere since the page was opened."""
    base, host = submitted_base(), parts.whole_of(session, item.id)
    host_id = host.id if host else ""
    if base is not None and base.get("thuoc", "") != host_id and typed != host_id:
        place = f"vào “{host.title[:80]}”" if host else "đứng riêng"
        reason = f"người khác vừa đặt tài liệu này {place}; hãy xem lại rồi ghi lần nữa"
        raise WrongStateError(f"đặt vào “{typed[:60]}”", reason)


def show_like(item_id: str) -> str:
    """Show similar records to copy from, or the results of a search."""
    query = request.args.get("tim", "").strip()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        similar_items = parts.similar_items(session, item_id, query, _SHOWN)
    return render_template(
        "office/catalogue/copy_from_similar.html",
        record=record,
        similar_items=similar_items,
        typed=query,
    )


def _base(copies: Iterable[Copy]) -> str:
    return signed_base(_cells(copies))


def _page(
    item_id: str,
    copies: tuple[Copy, ...],
    base: str,
    prices: tuple[str, ...] = (),
) -> str:
    query = request.args.get("tim", "").strip()
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        host_item = parts.whole_of(session, item_id)
        return render_template(
            "office/catalogue/holdings.html",
            record=record,
            copies=copies,
            prices=prices,
            base=base,
            host_base=signed_base({"thuoc": host_item.id if host_item else ""}),
            conditions=tuple(Condition),
            host_item=host_item,
            component_parts=parts.parts_of(session, item_id, _PARTS),
            candidates=parts.similar_items(session, item_id, query, _SHOWN) if query else (),
            typed=query,
        )


def _submitted_copies() -> tuple[Copy, ...]:
    names = (*COPY_TEXTS, "condition", "price")
    columns = {name: request.form.getlist(name)[:_MOST] for name in names}
    count = max(map(len, columns.values()))
    rows = zip(*(column + [""] * (count - len(column)) for column in columns.values()), strict=True)
    return tuple(_copy(dict(zip(names, row, strict=True))) for row in rows)


def _copy(row: Mapping[str, str]) -> Copy:
    texts = {name: plain(compose(row[name])) for name in COPY_TEXTS}
    return Copy(**texts, condition=_condition(row["condition"]), price=_price(row["price"]))


def _price_problem(prices: tuple[str, ...]) -> str | None:
    bad = next((price for price in prices if price.strip() and _price(price) is None), None)
    return f"Chưa lưu: “{bad[:40]}” không phải giá tiền; ghi như 95.000." if bad else None


def _price(price_text: str) -> int | None:
    """Return a price in đồng as people write it: 95.000đ; None for other texts."""
    bare = price_text.strip(_AROUND_PRICE)
    return int(re.sub(r"\D", "", bare)[:9]) if _PRICE.fullmatch(bare) else None


def _condition(value: str) -> Condition:
    return Condition(value) if value in tuple(Condition) else Condition.GOOD


def _back(item_id: str) -> ResponseReturnValue:
    return redirect(url_for("office.holdings", item_id=item_id), code=303)
