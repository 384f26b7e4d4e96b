"""Writes long tables for spreadsheets row by row, so that their length costs no memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from library.exchange.workbooks import Value, harmless

_LINES_AT_ONCE = 200
_AS_TEXT = "@"
"""Excel leaves what is typed into such a cell as it is: 8/2017 stays no date."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how wide its column is, and the only values it takes if there are such."""

    heading: str
    width: int = 18
    one_of: tuple[str, ...] = ()


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Give a table as UTF-8 with a byte order mark, without which Excel garbles Vietnamese."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    yield "\ufeff".encode()
    everything = chain([[column.heading for column in columns]], rows)
    for count, row in enumerate(everything, 1):
        writer.writerow([harmless(value) for value in row])
        if count % _LINES_AT_ONCE == 0:
            yield _taken(written)
    yield _taken(written)


def write_book(
    into: BinaryIO, title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]
) -> None:
    """Write a workbook of one sheet in which every cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "C2"
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        if column.one_of:
            sheet.data_validations.append(_choice(column.one_of, letter))
    sheet.append([_cell(sheet, column.heading, Font(bold=True)) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) if value else None for value in row])
    book.save(into)


def _choice(values: tuple[str, ...], letter: str) -> DataValidation:
    told = ",".join(values)
    choice = DataValidation(type="list", formula1=f'"{told}"', allow_blank=True)
    choice.add(f"{letter}2:{letter}1048576")
    return choice


def _cell(sheet: WriteOnlyWorksheet, value: str, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type, cell.number_format = "s", _AS_TEXT
    if font is not None:
        cell.font = font
    return cell


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()
