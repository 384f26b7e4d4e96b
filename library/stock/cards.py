"""Catalogue cards: the ISBD display of records on sheets."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from library.catalogue.pages.numbering import roman
from library.exchange.marc21.isbd import IsbdRecord
from library.stock.pdf_sheets import BOLD, SheetBox, line_height, sheets, shortened
from library.stock.sheet_layouts import SheetLayout

_MARGIN_MM, _HEADING_MM, _INDENT_MM = 5.0, 25.0, 6.0
"""Edge, column of the class number, and indention of the description."""

_HOLE_FROM_BOTTOM_MM, _HOLE_RADIUS_MM = 7.0, 2.5
_SIZE, _SMALL = 8.5, 7.0


@dataclass(frozen=True, slots=True)
class Card:
    """A record and the numbers of its copies."""

    record: IsbdRecord
    call_numbers: tuple[str, ...]
    registrations: tuple[str, ...]


def card_pdf(cards: Iterable[Card], layout: SheetLayout) -> bytes:
    """Return a PDF with one card for each record."""
    return sheets(layout, (partial(_card, card) for card in cards), "Phích mục lục")


def _card(card: Card, box: SheetBox) -> None:
    if box.is_cut:
        box.frame()
    record, start = card.record, _HEADING_MM
    width = box.width - start - _MARGIN_MM
    floor = box.height - _HOLE_FROM_BOTTOM_MM - _HOLE_RADIUS_MM
    y = _MARGIN_MM + line_height(_SIZE)
    marks = card.call_numbers or tuple(filter(None, (record.class_number, record.book_number)))
    for row, mark in enumerate(marks[:4]):
        text = shortened(mark, _HEADING_MM - _MARGIN_MM - 1, _SIZE, BOLD)
        box.text(_MARGIN_MM, y + row * line_height(_SIZE), text, _SIZE, font=BOLD)
    if record.heading:
        box.text(start, y, shortened(record.heading, width, _SIZE, BOLD), _SIZE, font=BOLD)
        y += line_height(_SIZE)
    inner = (start + _INDENT_MM, width - _INDENT_MM)
    y = box.lines(inner[0], y, inner[1], record.paragraphs, _SIZE, floor - 9)
    tracings = "  ".join(_tracings(record))
    box.lines(start, y + 1, width, (tracings,), _SMALL, floor)
    numbers = ", ".join(card.registrations)
    text = shortened(numbers, box.width - 2 * _MARGIN_MM - 12, _SMALL)
    box.text(_MARGIN_MM, box.height - _MARGIN_MM, text, _SMALL)
    box.dot(box.width / 2, box.height - _HOLE_FROM_BOTTOM_MM, _HOLE_RADIUS_MM)


def _tracings(record: IsbdRecord) -> list[str]:
    """Return subjects with Arabic and added entries with Roman numbers, as on printed cards."""
    subjects = [f"{number}. {text}." for number, text in enumerate(record.subjects, 1)]
    entries = enumerate(record.added_entries, 1)
    return subjects + [f"{roman(number).upper()}. {text}." for number, text in entries]
