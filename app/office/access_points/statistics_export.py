"""Sends everything a board shows as a file for a spreadsheet."""

from flask import Response

from app.office.access_points.own_points import visible
from app.services import services
from app.web.attachments import XLSX
from library import clock
from library.database import reading
from library.exchange.workbooks import Table, to_csv, to_xlsx
from library.usage.boards import board, figure_list
from library.usage.boards.board_period import read_period
from library.usage.boards.scopes import scope_called


def send_csv(scope: str, period: str) -> Response:
    """Send the figures as one table."""
    made = _made(scope, period)
    return _file(to_csv(_figures(made)), "text/csv; charset=utf-8", made, "csv")


def send_xlsx(scope: str, period: str) -> Response:
    """Send the figures as a workbook, with their definitions."""
    made = _made(scope, period)
    meanings = Table("Định nghĩa", ("Số liệu", "Nghĩa là"), figure_list.definitions(made))
    return _file(to_xlsx((_figures(made), meanings)), XLSX, made, "xlsx")


def _made(scope: str, period: str) -> board.Board:
    today = clock.today()
    asked = read_period(period)
    with reading(services().database) as session:
        found = scope_called(session, scope, asked.last_day(today), visible(session))
        return board.make(session, found, asked, today)


def _figures(made: board.Board) -> Table:
    return Table("Số liệu", figure_list.HEADINGS, figure_list.rows(made))


def _file(content: bytes, kind: str, made: board.Board, ending: str) -> Response:
    response = Response(content, content_type=kind)
    name = f"{made.scope.code}-{made.period.code}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
