"""Pages of the stock of copies, and their URLs with the permission that each requires."""

import tempfile
from collections.abc import Iterator

from flask import Response, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import services
from app.web.actions import action
from app.web.attachments import XLSX, as_download
from library import clock
from library.database import reading, work
from library.exchange.marc21.isbd import isbd
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import descriptions
from library.exchange.streamed_tables import Column, write_book
from library.staff.permissions import Permission
from library.stock import stock_list, stocktakes
from library.stock.cards import Card, card_pdf
from library.stock.labels import LABEL_NAMES, LabelKind, label_pdf
from library.stock.problems import TooManyLabelsError
from library.stock.sheet_layouts import SheetLayout, read_layouts
from library.stock.stock_list import StockFilter, StockLine
from library.stock.stocktakes import MAX_CODES, Outcome, Scan, StocktakeReport

_SIZE = 50


def show_stock() -> str:
    """Show one screen of the copies that fit the filter."""
    criteria = chosen_filter()
    screen = max(request.args.get("trang", 1, int), 1)
    with reading(services().database) as session:
        lines = tuple(stock_list.lines(session, criteria, first=(screen - 1) * _SIZE, count=_SIZE))
        total, price = stock_list.total(session, criteria)
        locations = stock_list.locations(session)
    return render_template(
        "office/stock/stock.html",
        lines=lines,
        total=total,
        price=price,
        locations=locations,
        chosen=criteria,
        filters=filter_arguments(criteria),
        screen=screen,
        size=_SIZE,
        layouts=read_layouts(services().settings.home).values(),
        label_kinds=LABEL_NAMES,
    )


def send_stock() -> Response:
    """Send the copies that fit the filter as a workbook."""
    with reading(services().database) as session:
        rows = stock_list.numbered_cells(stock_list.lines(session, chosen_filter()))
        file = tempfile.SpooledTemporaryFile(max_size=_MEMORY_LIMIT_BYTES)  # noqa: SIM115  (sent, then closed)
        write_book(file, "Sổ bản giấy", stock_list.COLUMNS, rows)
    file.seek(0)
    name = f"so-ban-giay {clock.today():%Y-%m-%d}.xlsx"
    return as_download(send_file(file, mimetype=XLSX), name)


def chosen_filter() -> StockFilter:
    """Return the filter of the request."""
    return StockFilter(
        location=request.args.get("kho", "").strip(),
        first=request.args.get("tu", "").strip(),
        last=request.args.get("den", "").strip(),
        words=request.args.get("q", "").strip()[:200],
        item_id=request.args.get("tl", "").strip(),
    )


def filter_arguments(criteria: StockFilter) -> dict[str, str]:
    """Return the filter as arguments of an address, without the empty ones."""
    values = {
        "kho": criteria.location,
        "tu": criteria.first,
        "den": criteria.last,
        "q": criteria.words,
        "tl": criteria.item_id,
    }
    return {name: value for name, value in values.items() if value}


_SHOWN = 50
_LISTED = 200
"""Missing copies that the page lists; the workbook has all of them."""

_JSON = "application/json"
_OUTCOMES = {
    Outcome.FOUND: "có",
    Outcome.AGAIN: "đã quét rồi",
    Outcome.MISPLACED: "sai kho",
    Outcome.UNKNOWN: "không có trong sổ",
}
_MEMORY_LIMIT_BYTES = 4_000_000


def show_all() -> str:
    """Show the stocktakes and the form that begins one."""
    with reading(services().database) as session:
        rows = stocktakes.newest(session, _SHOWN)
        locations = stock_list.locations(session)
    return render_template("office/stock/stocktakes.html", rows=rows, locations=locations)


@action()
def begin(session: Session) -> tuple[str, str]:
    """Begin a stocktake."""
    row = stocktakes.begin(session, request.form.get("kho", "").strip(), current_user.name)
    return "", url_for("office.stocktake", stocktake_id=row.id)


def show(stocktake_id: int, scans: tuple[Scan, ...] = ()) -> str:
    """Show the scanning form and the result so far."""
    with reading(services().database) as session:
        row = stocktakes.find(session, stocktake_id)
        report = stocktakes.report(session, stocktake_id)
    return render_template(
        "office/stock/stocktake.html",
        stocktake=row,
        report=report,
        scans=[_answer(outcome) for outcome in scans],
        listed=_LISTED,
    )


def scan(stocktake_id: int) -> ResponseReturnValue:
    """Store the scanned codes; a script gets the outcome as JSON, other browsers a page."""
    codes = request.form.get("ma", "").split()[:MAX_CODES]
    with work(services().database) as session:
        scans = [stocktakes.scan(session, stocktake_id, code, current_user.name) for code in codes]
    if request.accept_mimetypes.best == _JSON:
        return jsonify([_answer(outcome) for outcome in scans])
    return show(stocktake_id, tuple(scans))


@action("office.stocktake")
def remove(session: Session, stocktake_id: int) -> str:
    """Delete a code that was scanned by mistake."""
    stocktakes.remove_scan(session, stocktake_id, request.form.get("ma", ""))
    return "Đã bỏ mã quét nhầm."


@action("office.stocktake")
def close(session: Session, stocktake_id: int) -> str:
    """Close the stocktake, or open it again."""
    closed = request.form.get("viec") != "mo-lai"
    stocktakes.set_closed(session, stocktake_id, current_user.name, closed=closed)
    return "Đã kết thúc đợt kiểm kê." if closed else "Đã mở lại đợt kiểm kê."


def send(stocktake_id: int) -> Response:
    """Send the result as a workbook: a line for each copy and each unknown code."""
    with reading(services().database) as session:
        report = stocktakes.report(session, stocktake_id)
    file = tempfile.SpooledTemporaryFile(max_size=_MEMORY_LIMIT_BYTES)  # noqa: SIM115  (sent, then closed)
    columns = (Column("Kết quả", 22), *stock_list.COLUMNS[1:])
    write_book(file, "Kiểm kê", columns, _result_rows(report))
    file.seek(0)
    return as_download(send_file(file, mimetype=XLSX), f"kiem-ke {clock.today():%Y-%m-%d}.xlsx")


def _result_rows(report: StocktakeReport) -> Iterator[tuple[str | int | None, ...]]:
    parts = (
        ("thiếu", report.missing),
        ("sai kho", report.misplaced),
        ("không có mã để quét", report.without_code),
        ("có", report.seen),
    )
    yield from (("mã không có trong sổ", code) for code in report.unknown)
    for outcome, lines in parts:
        yield from ((outcome, *line.cells) for line in lines)


def _answer(scan: Scan) -> dict[str, str]:
    return {
        "code": scan.code,
        "outcome": scan.outcome.value,
        "words": _OUTCOMES[scan.outcome],
        "title": scan.title,
        "location": scan.location,
    }


_MAX_COPIES = 2000
_PDF = "application/pdf"


def send_labels() -> Response:
    """Send the labels of the copies that fit the filter."""
    kind_name = request.args.get("nhan", "")
    kind = LabelKind(kind_name) if kind_name in tuple(LabelKind) else LabelKind.BARCODE
    used_count = max(request.args.get("bat-dau", 1, int) - 1, 0)
    with reading(services().database) as session:
        lines = _chosen_lines(session)
    name = services().settings.library_name
    return _send(label_pdf(lines, _layout(cards=False), kind, name, used_count), "nhan")


def send_cards() -> Response:
    """Send one catalogue card for each item that has a copy among those chosen."""
    with reading(services().database) as session:
        cards = tuple(_cards(session, _chosen_lines(session)))
    return _send(card_pdf(cards, _layout(cards=True)), "phich")


def _chosen_lines(session: Session) -> tuple[StockLine, ...]:
    lines = tuple(stock_list.lines(session, chosen_filter(), count=_MAX_COPIES + 1))
    if len(lines) > _MAX_COPIES:
        raise TooManyLabelsError(_MAX_COPIES)
    return lines


def _cards(session: Session, lines: tuple[StockLine, ...]) -> Iterator[Card]:
    copies: dict[str, list[StockLine]] = {}
    for line in lines:
        copies.setdefault(line.item_id, []).append(line)
    for description in descriptions(session, tuple(copies)):
        of_item = [line.copy for line in copies[description.id]]
        call_numbers = next((copy.call_number for copy in of_item if copy.call_number), "")
        registrations = tuple(copy.registration for copy in of_item if copy.registration)
        yield Card(isbd(to_record(description)), tuple(call_numbers.split()), registrations)


def _layout(*, cards: bool) -> SheetLayout:
    layouts = read_layouts(services().settings.home)
    asked_layout = layouts.get(request.args.get("giay", ""))
    if asked_layout is None or asked_layout.cards is not cards:
        return next(layout for layout in layouts.values() if layout.cards is cards)
    return asked_layout


def _send(pdf: bytes, name: str) -> Response:
    file_name = f"{name} {clock.today():%Y-%m-%d}.pdf"
    return as_download(Response(pdf, content_type=_PDF), file_name)


_READ, _WRITE = ("GET",), ("POST",)
_STOCK, _STOCKTAKES = "/kho-sach", "/kiem-ke"
_STOCKTAKE = f"{_STOCKTAKES}/<int:stocktake_id>"
_CATALOGUE = Permission.CATALOGUE
ADDRESSES = (
    (_STOCK, "stock", _CATALOGUE, show_stock, _READ),
    (f"{_STOCK}/so-ban-giay.xlsx", "stock_xlsx", _CATALOGUE, send_stock, _READ),
    (f"{_STOCK}/nhan.pdf", "stock_labels", _CATALOGUE, send_labels, _READ),
    (f"{_STOCK}/phich.pdf", "stock_cards", _CATALOGUE, send_cards, _READ),
    (_STOCKTAKES, "stocktakes", _CATALOGUE, show_all, _READ),
    (_STOCKTAKES, "begin_stocktake", _CATALOGUE, begin, _WRITE),
    (_STOCKTAKE, "stocktake", _CATALOGUE, show, _READ),
    (_STOCKTAKE, "scan_copy", _CATALOGUE, scan, _WRITE),
    (f"{_STOCKTAKE}/bo", "remove_scan", _CATALOGUE, remove, _WRITE),
    (f"{_STOCKTAKE}/dong", "close_stocktake", _CATALOGUE, close, _WRITE),
    (f"{_STOCKTAKE}/ket-qua.xlsx", "stocktake_xlsx", _CATALOGUE, send, _READ),
)
