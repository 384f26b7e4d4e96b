"""Totals of printed tables equal their rows, and a report shows no figure of a later year."""

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import update

from library.database import open_database, reading, work
from points.programme.periods import read_period
from points.programme.registers import entries
from points.programme.registers.schema import register_of
from points.programme.reports import report_store
from points.programme.reports.freeze import snapshot
from points.programme.reports.report_figures import to_json
from points.usage.rollups.models import PointMonth
from tests.makers import BY
from tests.points.programme.conftest import TODAY

_REPORTS = (
    ("year", "2025", "province", None),
    ("year", "2024", "ministry", None),
    ("quarter", "2025-q4", "library", None),
    ("quarter", "2025-q4", "commune", "loc-binh"),
    ("month", "2025-06", "point", "loc-binh"),
    ("interim", "2024-01..2025-12", "province", None),
)


@pytest.fixture(scope="module")
def printed_tables(made_once):
    """Return the tables of each report as rows of printed cells."""
    database = open_database(made_once.database_url)
    tables = []
    with reading(database) as session:
        for kind, period, template, point in _REPORTS:
            report = report_store.draft(
                session, kind, read_period(period), template, library="x", by=BY, point=point
            )
            document = Document(io.BytesIO(report_store.docx(session, report, TODAY)))
            grids = [t for t in document.tables if len(t.columns) > 2]
            tables += [[[c.text for c in row.cells] for row in grid.rows] for grid in grids]
        session.rollback()
    database.dispose()
    return tables


def _number(cell):
    """Return a printed number in tenths; None for text, blanks and the missing sign."""
    digits = cell.replace(".", "").replace(",", ".")
    try:
        return round(float(digits) * 10)
    except ValueError:
        return None


def test_every_total_equals_the_sum_of_its_printed_rows(printed_tables):
    totals = [table for table in printed_tables if "Tổng cộng" in table[-1]]
    assert len(totals) >= 12
    for table in totals:
        for column in list(zip(*table, strict=True))[1:]:
            total = _number(column[-1])
            if total is not None:
                values = [_number(cell) or 0 for cell in column[1:-1]]
                assert sum(values) == total, (column[0], column)


def test_tables_of_amounts_have_a_total(printed_tables):
    for table in printed_tables:
        summable = {"Lượt", "Dự toán (đồng)", "Đề nghị (đồng)"} & set(table[0])
        assert not summable or "Tổng cộng" in table[-1]


def test_the_sum_of_printed_hours_is_the_hours_of_the_text(made_once):
    database = open_database(made_once.database_url)
    with reading(database) as session:
        figures = snapshot(session, read_period("2025"), TODAY)
    database.dispose()
    hours = round(figures.indicator("I2").value * 10)
    assert round(sum(point.seconds or 0 for point in figures.points) / 360) == hours


def _enter(session, code, day, **values):
    register = register_of(code)
    entries.enter(session, register, point=None, day=day, details=values, by=BY)


@pytest.mark.slow
def test_a_report_of_a_past_year_does_not_change_with_later_years(province):
    period = read_period("2024")
    with reading(province) as session:
        first = to_json(snapshot(session, period, TODAY))
    with work(province) as session:
        later = update(PointMonth).where(PointMonth.month >= date(2025, 1, 1))
        session.execute(later.values(sessions=PointMonth.sessions * 3))
        _enter(session, "kinh-phi", date(2025, 2, 1), line="III.6 Nhân rộng", planned=5)
        _enter(session, "ke-hoach-nam", date(2025, 2, 1), year=2024, body="Sở", budget=7)
        _enter(session, "tham-dinh", date(2025, 2, 1), year=2024, body="Sở", requested=9)
    with reading(province) as session:
        assert to_json(snapshot(session, period, TODAY)) == first


def test_a_result_of_the_next_year_is_still_awaited_in_the_report(province):
    with reading(province) as session:
        funding = snapshot(session, read_period("2024"), TODAY).funding
    assert [row.state for row in funding if not row.is_plan] == ["đã có kết quả", "chờ thẩm định"]


def test_money_that_nobody_entered_is_not_a_zero(province):
    period = read_period("2024")
    with work(province) as session:
        _enter(session, "kinh-phi", date(2024, 2, 1), line="VI.9 Dự phòng", planned=5)
    with reading(province) as session:
        (line,) = (
            line for line in snapshot(session, period, TODAY).money if "Dự phòng" in line.line
        )
    assert (line.planned, line.spent, line.difference) == (5, None, None)
