"""PDF sheets of labels and catalogue cards for the chosen copies."""

from collections.abc import Iterator

from flask import Response, request
from sqlalchemy.orm import Session

from app.office.stock.stock_pages import chosen_filter
from app.services import services
from app.web.attachments import as_download
from library import clock
from library.database import reading
from library.exchange.marc21.isbd import isbd
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import descriptions
from library.stock import stock_list
from library.stock.cards import Card, card_pdf
from library.stock.labels import LabelKind, label_pdf
from library.stock.problems import TooManyLabelsError
from library.stock.sheet_layouts import SheetLayout, read_layouts
from library.stock.stock_list import StockLine

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
