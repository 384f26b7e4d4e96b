"""Table of all figures of a board, one per row, with method and coverage."""

from collections.abc import Iterator

from points.usage.boards.board import Board
from points.usage.evidence import METHOD_NAMES, SOURCES_NOTE, Figure
from points.usage.measures.measure_table import Measure

HEADINGS = (
    "Bảng",
    "Nơi",
    "Kỳ",
    "Số liệu",
    "Đơn vị",
    "Giá trị",
    "Năm trước",
    "Cách đếm",
    "Ngày có số",
    "Ngày chờ số",
    "Không có số vì",
)
_SUMMARY, _PARTS, _POINTS = "tóm tắt", "từng phần", "từng điểm"
_MINUTE = 60

Row = tuple[str | int | None, ...]


def rows(board: Board) -> tuple[Row, ...]:
    """Return all figures: summary, chart bars, points. Durations are in minutes."""
    return (*_summary(board), *_parts(board), *_points(board))


def definitions(board: Board) -> tuple[Row, ...]:
    """Return the sources of the figures, and the name and definition of each measure."""
    measures = ((line.measure.name, line.measure.definition) for line in board.headlines)
    return (("Nguồn số liệu", SOURCES_NOTE), *measures)


def _summary(board: Board) -> Iterator[Row]:
    for line in board.headlines:
        place = (_SUMMARY, board.scope.name, board.period.name)
        yield (*place, *_figure_columns(line.measure, line.now, line.before.value), None)


def _parts(board: Board) -> Iterator[Row]:
    for series in board.series:
        for bar in series.bars:
            why = None if bar.silence is None else bar.silence.value
            place = (_PARTS, board.scope.name, bar.name)
            yield (*place, *_figure_columns(series.measure, bar.figure, bar.before), why)


def _points(board: Board) -> Iterator[Row]:
    for line in board.lines:
        place = (_POINTS, line.point.facts.name, board.period.name)
        for headline in board.headlines:
            figure = line.figures[headline.measure.code]
            yield (*place, *_figure_columns(headline.measure, figure, None), None)


def _figure_columns(measure: Measure, figure: Figure, past_year: int | None) -> Row:
    unit = "phút" if measure.in_hours else measure.unit
    return (
        measure.name,
        unit,
        _amount(measure, figure.value),
        _amount(measure, past_year),
        METHOD_NAMES[figure.method],
        figure.coverage.heard,
        figure.coverage.expected,
    )


def _amount(measure: Measure, value: int | None) -> int | None:
    if value is None or not measure.in_hours:
        return value
    return (value + _MINUTE // 2) // _MINUTE
