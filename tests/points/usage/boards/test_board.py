"""A board shows known and unknown figures, and the comparison with the previous year."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from points.access_points.problems import PointNotFoundError
from points.usage.boards import figure_list
from points.usage.boards.board import Silence, build_board
from points.usage.boards.board_period import read_period
from points.usage.boards.comparison import growth_percent, why_not_comparable
from points.usage.boards.scopes import find_scope, scopes
from points.usage.evidence import Coverage, Figure
from points.usage.problems import NoSuchPeriodError
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import ComputerHour

_TODAY = date(2026, 11, 20)


@pytest.fixture
def board(two_points):
    """Return a function that builds a board."""

    def of(period, scope="toan-tinh"):
        match = find_scope(two_points, scope, _TODAY)
        return build_board(two_points, match, read_period(period), _TODAY)

    return of


def _headline(board, code="sessions"):
    return next(line for line in board.headlines if line.measure.code == code)


def _bars(board, code="sessions"):
    (series,) = (series for series in board.series if series.measure.code == code)
    return series.bars


def test_a_month_adds_its_days_up_and_shows_each(board, heard):
    heard(1, date(2026, 11, 2), sessions=3)
    heard(2, date(2026, 11, 2), sessions=2)
    heard(1, date(2026, 11, 4), sessions=1)
    november = board("2026-11")
    assert _headline(november).now.value == 6
    assert [bar.figure.value for bar in _bars(november)[1:4]] == [5, None, 1]


def test_zero_is_a_figure_and_silence_has_a_reason(board, heard):
    heard(1, date(2026, 11, 2), sessions=0)
    bars = _bars(board("2026-11", "bac-son"))
    assert bars[1].figure.value == 0
    assert [bars[day - 1].silence for day in (1, 3, 25)] == [
        Silence.CLOSED,
        Silence.UNHEARD,
        Silence.TO_COME,
    ]


def test_an_uncounted_day_is_not_zero(board, tallied):
    tallied(1, date(2026, 11, 2), 7)
    bars = _bars(board("2026-11", "bac-son"), "visits")
    assert bars[1].figure.value == 7
    assert bars[2].silence is Silence.UNCOUNTED


def test_the_last_count_of_a_day_is_shown(board, tallied):
    for visits in (7, 9):
        tallied(1, date(2026, 11, 2), visits)
    assert _headline(board("2026-11", "bac-son"), "visits").now.value == 9


def test_the_previous_year_counts_up_to_the_same_day(board, heard):
    heard(1, date(2025, 11, 3), sessions=4)
    heard(1, date(2025, 11, 24), sessions=50)
    heard(1, date(2026, 11, 2), sessions=5)
    november = board("2026-11", "bac-son")
    assert _headline(november).before.value == 4
    assert _bars(november)[23].before == 50


def test_a_year_is_made_of_months_and_agrees_with_them(board, heard):
    heard(1, date(2026, 1, 5), sessions=3)
    heard(1, date(2026, 1, 6), sessions=4)
    heard(2, date(2026, 10, 1), sessions=1)
    year = board("2026")
    assert _headline(year).now.value == 8
    assert [bar.figure.value for bar in _bars(year)] == [7, *[None] * 8, 1, None, None]


def test_a_running_month_of_a_year_is_compared_with_the_whole_month_before(board, heard):
    heard(1, date(2025, 11, 3), sessions=4)
    heard(1, date(2025, 11, 25), sessions=6)
    year = board("2026")
    assert _headline(year).before.value == 4
    assert _bars(year)[10].before == 10


def test_each_bar_and_the_total_have_coverage(board, heard):
    heard(1, date(2026, 11, 2), computers=1, sessions=1)
    november = board("2026-11", "bac-son")
    assert _bars(november)[1].figure.coverage == Coverage(1, 2)
    assert _headline(november).now.coverage == Coverage(1, 2 * 15)


def test_a_day_is_shown_by_the_hour(board, session, heard):
    day = date(2026, 11, 2)
    heard(1, day, sessions=2)
    columns = dict.fromkeys(
        ("active_seconds", "machine_seconds", "line_up_seconds", "line_down_seconds"), 0
    )
    session.add(
        ComputerHour(
            device_id=1, day=day, hour=8, point_id=1, sessions=2, used_seconds=900, **columns
        )
    )
    session.flush()
    bars = {bar.label: bar for bar in _bars(board("2026-11-02", "bac-son"), "session_seconds")}
    assert bars["8"].figure.value == 900
    assert bars["9"].figure.value is None


def test_a_place_with_points_lists_them_and_a_point_does_not(board, heard):
    heard(2, date(2026, 11, 2), sessions=2)
    lines = board("2026-11").lines
    assert [line.figures["sessions"].value for line in lines] == [None, 2]
    assert board("2026-11", "bac-son").lines == ()


def test_a_commune_belongs_to_its_former_district(two_points):
    codes = {scope.code: [p.code for p in scope.points] for scope in scopes(two_points, _TODAY)}
    assert codes["huyen-cao-loc"] == ["ba-son"]
    assert codes["huyen-bac-son"] == ["bac-son"]


def test_a_point_keeps_its_history_when_its_place_is_renamed(two_points, board, heard):
    heard(1, date(2025, 5, 5), sessions=3)
    details = {"since": date(2025, 7, 1), "by": "test", "reason": "sắp xếp lại"}
    inventory.change(two_points, "bac-son", place="Xã Bắc Sơn", name="Thư viện Bắc Sơn", **details)
    assert _headline(board("2025", "huyen-bac-son")).now.value == 3


def test_a_manager_of_one_point_sees_no_other_totals(two_points):
    assert [scope.code for scope in scopes(two_points, _TODAY, only={2})] == ["ba-son"]
    with pytest.raises(PointNotFoundError):
        find_scope(two_points, "toan-tinh", _TODAY, only={2})


def test_everything_shown_is_listed_with_its_method_and_coverage(board, heard, tallied):
    heard(1, date(2026, 11, 2), sessions=3, session_seconds=3590)
    tallied(1, date(2026, 11, 2), 7)
    rows = figure_list.rows(board("2026-11", "bac-son"))
    assert len(rows) == len(MEASURES) + 4 + 5 * 30
    unmeasured = [row[3] for row in rows if row[0] == "tóm tắt" and row[5] is None]
    assert {"Trang in", "Giờ có thao tác ngoài phiên"} <= set(unmeasured)
    (hours,) = (row for row in rows if row[0] == "tóm tắt" and row[3] == "Giờ sử dụng")
    assert hours[4:8] == ("phút", 60, None, "đo bằng máy")
    (visits,) = (row for row in rows if row[0] == "tóm tắt" and row[3] == "Lượt đến")
    assert visits[5:10] == (7, None, "đếm tay", 1, 15)


@pytest.mark.parametrize("written", ["", "nay", "2026-13", "2026-02-30", "1999", "²026", "2026-1"])
def test_an_invalid_period_is_refused(written):
    with pytest.raises(NoSuchPeriodError):
        read_period(written)


def test_a_leap_day_has_a_day_one_year_earlier():
    assert read_period("2024-02-29").before.code == "2023-02-28"


def _figure(value, heard=9, expected=10):
    return Figure(value, coverage=Coverage(heard, expected))


@pytest.mark.parametrize(
    ("now", "past_year", "grown", "why"),
    [
        pytest.param(_figure(105), _figure(100), 5, "", id="grown"),
        pytest.param(_figure(5), _figure(0), None, "năm trước là 0", id="from nought"),
        pytest.param(_figure(5), _figure(None), None, "năm trước chưa có số", id="from nothing"),
        pytest.param(_figure(None), _figure(5), None, "chưa có số", id="to nothing"),
        pytest.param(
            _figure(9),
            _figure(5, 4),
            None,
            "chưa so sánh được: độ phủ 90 % và 40 %",
            id="measured better",
        ),
    ],
)
def test_growth_is_shown_only_between_comparable_figures(now, past_year, grown, why):
    assert growth_percent(now, past_year) == (None if grown is None else pytest.approx(grown))
    assert why_not_comparable(now, past_year) == why


def _statements(session, points):
    """Return the number of statements for a board of this many points."""
    for number in range(points):
        facts = PointFacts(f"Điểm {number}", PointLevel.COMMUNE)
        inventory.enter(session, f"diem-{points}-{number}", facts, since=date(2020, 1, 1), by="t")
    statements = []

    def note(*words):
        statements.append(words[2])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    build_board(session, find_scope(session, "toan-tinh", _TODAY), read_period("2026"), _TODAY)
    event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def test_more_points_ask_the_database_no_more_often(two_points):
    assert _statements(two_points, 40) == _statements(two_points, 1)


def test_computers_and_counts_of_closed_days_never_count_as_coverage(board, heard, tallied):
    sunday, monday = date(2026, 11, 1), date(2026, 11, 2)
    heard(1, sunday, computers=2)
    heard(1, monday, computers=5)
    for day in (sunday, monday):
        tallied(1, day, 7)
    year = (date(2026, 1, 1) + timedelta(days=step) for step in range(324))
    weekdays = sum(day.weekday() < 5 for day in year)
    for period, days in (("2026-11", 15), ("2026", weekdays)):
        now = board(period, "bac-son")
        assert _headline(now).now.coverage == Coverage(2, 2 * days)
        assert _headline(now, "visits").now.coverage == Coverage(1, days)
        assert _headline(now, "visits").now.value == 14
