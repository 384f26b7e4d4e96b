"""Workbooks are exported as text, and re-imported with the changes that Excel makes."""

import io
from datetime import date

import openpyxl
import pytest

from library.bulk.models import Verdict
from library.exchange.filled_sheets import read_edited_list
from library.exchange.streamed_tables import write_book
from library.incoming import export, reimport
from library.incoming.columns import HEADINGS, columns
from tests.library.incoming.conftest import COLLECTION_TITLES
from tests.makers import make_item


@pytest.fixture
def item(session):
    """Enter an item."""
    return make_item(session, "=HYPERLINK(“x”)", date="1926", creator="Nông Văn A")


@pytest.fixture
def book(session, item):
    """Return the workbook of the item, opened as Excel would."""
    session.flush()
    written = io.BytesIO()
    rows = export.rows(session, (item.id,), COLLECTION_TITLES)
    write_book(written, "Tài liệu", columns(), rows, to_edit=True)
    return openpyxl.load_workbook(written)


def _saved(book):
    written = io.BytesIO()
    book.save(written)
    return read_edited_list(written.getvalue(), "b.xlsx")


def _cell(book, name):
    return book.active.cell(2, list(HEADINGS).index(name) + 1)


def test_a_workbook_is_reimported_unchanged(session, book):
    assert reimport.plan(session, _saved(book), "b.xlsx").lines == ()


def test_every_cell_is_text_whatever_it_begins_with(book):
    assert (_cell(book, "title").data_type, _cell(book, "title").number_format) == ("s", "@")


def test_the_choice_of_where_to_read_stands_in_the_sheet(book):
    (choice,) = book.active.data_validations.dataValidation
    assert choice.formula1 == '"mọi nơi,tại thư viện,bản sao,chỉ cán bộ"'


@pytest.mark.parametrize(
    ("value", "shown_as", "date"),
    [
        pytest.param(date(2017, 8, 22), "dd/mm/yyyy", "2017-08-22", id="a day"),
        pytest.param(date(2017, 8, 1), "mm/yyyy", "2017-08", id="a month alone"),
        pytest.param(date(2017, 8, 1), '[$-42A]mmm\\-yy"d"', "2017-08", id="a month by name"),
        pytest.param(1931, "General", "1931", id="a number"),
        pytest.param(1931.0, "General", "1931", id="a number with a point"),
        pytest.param("1931", "@", "1931", id="text"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_shown(session, book, value, shown_as, date):
    _cell(book, "date").value = value
    _cell(book, "date").number_format = shown_as
    (line,) = reimport.plan(session, _saved(book), "b.xlsx").lines
    assert line.after == {"date": date}


def test_a_formula_is_refused_with_a_message(session, book):
    _cell(book, "creator").value = "=UPPER(A1)"
    (line,) = reimport.plan(session, _saved(book), "b.xlsx").lines
    assert "là công thức: hãy chép lại thành giá trị" in line.problem


def test_merged_cells_are_refused_with_a_message(session, book):
    book.active.merge_cells("C2:D2")
    (line,) = reimport.plan(session, _saved(book), "b.xlsx").lines
    assert line.verdict is Verdict.REFUSED
    assert "Các ô C2:D2 bị gộp" in line.problem


def test_coloured_empty_rows_are_ignored(session, book):
    for row in range(3, 40):
        book.active.cell(row, 1).value = "  "
    assert reimport.plan(session, _saved(book), "b.xlsx").lines == ()
