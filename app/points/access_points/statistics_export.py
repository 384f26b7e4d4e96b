"""Export of a statistics board as CSV or XLSX."""

from flask import Response

from app.points.access_points.own_points import visible
from app.services import services
from app.web.attachments import XLSX
from library import clock
from library.database import reading
from library.exchange.workbooks import Table, to_csv, to_xlsx
from points.usage.boards import board, figure_list
from points.usage.boards.board_period import read_period
from points.usage.boards.scopes import find_scope


def send_csv(scope: str, period: str) -> Response:
    """Send the figures of a board as CSV."""
    report = _make_board(scope, period)
    return _file(to_csv(_figures(report)), "text/csv; charset=utf-8", report, "csv")


def send_xlsx(scope: str, period: str) -> Response:
    """Send the figures of a board as XLSX, with their definitions."""
    report = _make_board(scope, period)
    meanings = Table("Định nghĩa", ("Số liệu", "Nghĩa là"), figure_list.definitions(report))
    return _file(to_xlsx((_figures(report), meanings)), XLSX, report, "xlsx")


def _make_board(scope: str, period: str) -> board.Board:
    today = clock.today()
    selected_period = read_period(period)
    with reading(services().database) as session:
        last_day, points = selected_period.last_day(today), visible(session)
        selected_scope = find_scope(session, scope, last_day, points, since=selected_period.first)
        return board.build_board(session, selected_scope, selected_period, today)


def _figures(report: board.Board) -> Table:
    return Table("Số liệu", figure_list.HEADINGS, figure_list.rows(report))


def _file(content: bytes, kind: str, report: board.Board, ending: str) -> Response:
    response = Response(content, content_type=kind)
    name = f"{report.scope.code}-{report.period.code}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
