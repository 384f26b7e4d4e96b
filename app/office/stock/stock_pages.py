"""List of the library's copies, with filters and as XLSX."""

import tempfile

from flask import Response, render_template, request, send_file

from app.services import services
from app.web.attachments import XLSX, as_download
from library import clock
from library.database import reading
from library.exchange.streamed_tables import write_book
from library.stock import stock_list
from library.stock.labels import LABEL_NAMES
from library.stock.sheet_layouts import read_layouts
from library.stock.stock_list import StockFilter

_SIZE = 50
_MEMORY_LIMIT_BYTES = 4_000_000


def show() -> str:
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


def send() -> Response:
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
