"""No heading, single line or signature stands alone on a page of any kind of report."""

import re
from datetime import date
from itertools import pairwise

import pytest

from library.database import open_database, reading
from library.process.libreoffice import convert_document
from points.programme.periods import read_period
from points.programme.reports import report_store
from tests.makers import BY
from tests.points.programme.conftest import TODAY
from tests.points.programme.layout import printed_pages

pytestmark = pytest.mark.slow

_REPORTS = {
    "year of the Department": ("year", "2025", "province", None, TODAY),
    "year before, to the ministry": ("year", "2024", "ministry", None, TODAY),
    "two years": ("interim", "2024-01..2025-12", "province", None, TODAY),
    "quarter of the library": ("quarter", "2025-q4", "library", None, TODAY),
    "quarter of a district": ("quarter", "2025-q1", "district", "loc-binh", date(2025, 4, 5)),
    "quarter of a commune": ("quarter", "2025-q4", "commune", "loc-binh", TODAY),
    "month of a point": ("month", "2025-11", "point", "xa-02", TODAY),
}
_HEADING = re.compile(r"([IVX]+|\d+)\. [A-ZĐ]")


@pytest.fixture(scope="module", params=_REPORTS.values(), ids=_REPORTS)
def pages(request, made_once, tmp_path_factory):
    """Return the printed pages of a report with all its proposed sentences."""
    kind, period, template, point, day = request.param
    when = read_period(period)
    database = open_database(made_once.database_url)
    with reading(database) as session:
        report = report_store.draft(
            session, kind, when, template, library="Thư viện", by=BY, point=point, day=day
        )
        report_store.accept_all(session, report, TODAY, by=BY)
        paper = report_store.docx(session, report, TODAY)
        session.rollback()
    database.dispose()
    folder = tmp_path_factory.mktemp("in")
    (folder / "bc.docx").write_bytes(paper)
    (folder / "made").mkdir()
    pdf = convert_document(folder / "bc.docx", "pdf", folder / "made", "bc")
    return printed_pages(pdf.read_bytes())


def _body(sheet):
    return [line for line in sheet.lines if line.top > 18]


def test_no_heading_is_the_last_line_of_a_page(pages):
    last_lines = [max(_body(sheet), key=lambda line: line.bottom) for sheet in pages]
    assert not [line.text for line in last_lines if line.bold and _HEADING.match(line.text)]


def test_no_page_has_a_stray_line(pages):
    for sheet in pages:
        rows = {round(line.bottom) for line in _body(sheet)}
        assert len(rows) >= 4, [line.text for line in sheet.lines]


def test_the_signature_is_on_a_page_with_two_lines_of_text(pages):
    (sheet,) = [sheet for sheet in pages if any("Nơi nhận" in line.text for line in sheet.lines)]
    recipients = sheet.find("Nơi nhận")
    text = [line for line in _body(sheet) if line.size == 14 and line.bottom < recipients.top]
    assert len({round(line.bottom) for line in text}) >= 2
    assert any("./." in line.text for line in text)


def test_a_table_that_continues_repeats_its_heading(pages):
    for previous, sheet in pairwise(pages):
        first = min(_body(sheet), key=lambda line: line.top)
        last = max(_body(previous), key=lambda line: line.bottom)
        if first.size == last.size == 12 and last.top > 200:
            assert first.bold, first.text
