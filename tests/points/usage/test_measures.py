"""The table of measures agrees with what is stored, and its reader with itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from library.database import work
from points.access_points.plan_149 import enter_plan
from points.programme.indicators.monthly_data import MEASURES_OF_MONTHS
from points.programme.month_closing import Restatement
from points.usage.boards.comparison import comparable
from points.usage.evidence import Coverage, Method
from points.usage.manual_counts import Tally, TallyMonth, add_up_months, enter
from points.usage.measures.figure_reader import FigureReader, figure, total
from points.usage.measures.measure_table import CHARTED, HOUR_COLUMNS, MEASURES, SHOWN, Source
from points.usage.measures.stored_sums import Grain, sums
from points.usage.rollups.day_totals import MEASURES as STORED
from points.usage.rollups.models import ComputerHour, PointMonth
from tests.makers import BY
from tests.points.usage.boards.conftest import heard, tallied, two_points

__all__ = ["heard", "tallied", "two_points"]

_YEAR = date(2026, 1, 1), date(2027, 1, 1)


def test_every_stored_figure_is_a_row_of_the_table():
    assert {code for code in STORED if MEASURES[code].source is Source.COMPUTERS} == set(STORED)
    for name in MEASURES_OF_MONTHS:
        assert Restatement("điểm", date(2026, 3, 1), name, 1, 2).sentence
    assert all(hasattr(ComputerHour, column) for column in HOUR_COLUMNS.values())
    assert set(CHARTED) < set(SHOWN) <= set(MEASURES.values())


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_a_row_says_what_it_counts_and_how(measure):
    assert measure.name and measure.unit and measure.definition and measure.since
    assert measure.method in ("sum", "last", "distinct")
    assert measure.coverage in ("computers", "counts", "none")
    assert (measure.counting is Method.MANUAL) == (measure.source is Source.COUNTS)


@pytest.mark.parametrize("cutoff", [1, 2, 15, 28])
@pytest.mark.parametrize("grain", [Grain.MONTH, Grain.DAY, Grain.POINT])
def test_however_figures_are_told_apart_they_add_up_the_same(
    two_points, heard, tallied, grain, cutoff
):
    for step in range(0, 300, 7):
        day = date(2026, 1, 1) + timedelta(days=step)
        heard(1 + step % 2, day, computers=1 + step % 3, sessions=step % 5)
        tallied(1 + step % 2, day, step % 4)
    since, until = date(2026, 1, 5), date(2026, 10, 20)
    reader = FigureReader(two_points, (1, 2), since, until)
    of_all = total(reader.read().values())
    assert total(reader.read(grain, cutoff=cutoff).values()) == of_all
    assert of_all["sessions"] > 0 < of_all["visits"]


def test_months_are_read_as_they_are_stored(two_points, heard):
    heard(1, date(2026, 3, 3), sessions=2)
    two_points.get_one(PointMonth, (1, date(2026, 3, 1))).sessions = 9
    by_month = sums(two_points, Source.COMPUTERS, *_YEAR, Grain.MONTH)
    assert by_month[date(2026, 3, 1)]["sessions"] == 9
    part = sums(two_points, Source.COMPUTERS, date(2026, 3, 2), date(2026, 3, 9), Grain.POINT)
    assert part[1]["sessions"] == 2


def test_a_month_of_counts_has_the_valid_ones_alone(two_points):
    for visits in (7, 9, 0):
        enter(two_points, "bac-son", date(2026, 3, 3), by="lan", visits=visits)
    enter(two_points, "bac-son", date(2026, 3, 4), by="lan", prints=5)
    month = two_points.get_one(TallyMonth, (1, date(2026, 3, 1)))
    assert (month.visits, month.visits_days) == (0, 1)
    assert (month.prints, month.prints_days, month.uses, month.uses_days) == (5, 1, None, 0)


def test_people_who_count_at_once_are_all_in_the_month(engine):
    with work(engine) as session:
        enter_plan(session, BY)

    def count(day):
        with work(engine) as session:
            enter(session, "bac-son", date(2026, 3, day), by=BY, visits=day)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count, range(1, 13)))
    with work(engine) as session:
        (month,) = session.query(TallyMonth).all()
        assert (month.visits, month.visits_days) == (sum(range(1, 13)), 12)


def test_a_month_without_counts_has_no_row(two_points):
    enter(two_points, "bac-son", date(2026, 3, 3), by="lan", visits=1)
    two_points.query(Tally).delete()
    add_up_months(two_points, [(1, date(2026, 3, 3))])
    assert two_points.query(TallyMonth).all() == []


def test_a_figure_has_the_coverage_of_its_kind(two_points, heard, tallied):
    heard(1, date(2026, 3, 3), sessions=2)
    tallied(1, date(2026, 3, 3), 4)
    values = FigureReader(two_points, (1,), date(2026, 3, 2), date(2026, 3, 9)).read()[()]
    assert figure(values, MEASURES["sessions"]).coverage == Coverage(1, 10)
    assert figure(values, MEASURES["visits"]).coverage == Coverage(1, 5)
    assert not comparable(Coverage(1, 10), Coverage(3, 10))
