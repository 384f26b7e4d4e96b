"""Stocktakes: a page that takes what a scanner types, and the result of the count."""

import tempfile
from collections.abc import Iterator

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import services
from app.web.attachments import XLSX, as_download
from library import clock
from library.database import reading, work
from library.exchange.streamed_tables import Column, write_book
from library.stock import stock_list, stocktakes
from library.stock.stocktakes import MAX_CODES, Outcome, Scan, StocktakeReport

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


def begin() -> ResponseReturnValue:
    """Begin a stocktake."""
    with work(services().database) as session:
        row = stocktakes.begin(session, request.form.get("kho", "").strip(), current_user.name)
    return redirect(url_for("office.stocktake", stocktake_id=row.id), code=303)


def show(stocktake_id: int) -> str:
    """Show the scanning form and the result so far."""
    return _page(stocktake_id)


def scan(stocktake_id: int) -> ResponseReturnValue:
    """Store the scanned codes; a script gets the outcome as JSON, other browsers a page."""
    codes = request.form.get("ma", "").split()[:MAX_CODES]
    with work(services().database) as session:
        scans = [stocktakes.scan(session, stocktake_id, code, current_user.name) for code in codes]
    if request.accept_mimetypes.best == _JSON:
        return jsonify([_answer(outcome) for outcome in scans])
    return _page(stocktake_id, tuple(scans))


def remove(stocktake_id: int) -> ResponseReturnValue:
    """Delete a code that was scanned by mistake."""
    with work(services().database) as session:
        stocktakes.remove_scan(session, stocktake_id, request.form.get("ma", ""))
    flash("Đã bỏ mã quét nhầm.", "good")
    return redirect(url_for("office.stocktake", stocktake_id=stocktake_id), code=303)


def close(stocktake_id: int) -> ResponseReturnValue:
    """Close the stocktake, or open it again."""
    closed = request.form.get("viec") != "mo-lai"
    with work(services().database) as session:
        stocktakes.set_closed(session, stocktake_id, current_user.name, closed=closed)
    flash("Đã kết thúc đợt kiểm kê." if closed else "Đã mở lại đợt kiểm kê.", "good")
    return redirect(url_for("office.stocktake", stocktake_id=stocktake_id), code=303)


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


def _page(stocktake_id: int, scans: tuple[Scan, ...] = ()) -> str:
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


def _answer(scan: Scan) -> dict[str, str]:
    return {
        "code": scan.code,
        "outcome": scan.outcome.value,
        "words": _OUTCOMES[scan.outcome],
        "title": scan.title,
        "location": scan.location,
    }
