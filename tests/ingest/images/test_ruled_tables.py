"""Tests of ruled tables and dividers."""

import cv2
import numpy
import pytest

from ingest.images import ruled_tables
from tests.ingest.papers import scan, table

PAGE = numpy.asarray(table())


def _cells(page):
    return [
        [len(row) for row in table.rows] for table in ruled_tables.find_ruling(page, 200).tables
    ]


def _without_ruling(page):
    ruling = ruled_tables.find_ruling(page, 200)
    return ruled_tables.erase_ruling(page, ruling)


def _crooked(page):
    matrix = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), 0.8, 1.0)
    return cv2.warpAffine(page, matrix, page.shape[::-1], borderValue=255)


def _open_at_the_sides(page):
    page = page.copy()
    page[:, :110] = page[:, -110:] = 255
    return page


def _covered_aslant(page):
    page = page.copy()
    cv2.fillPoly(page, [numpy.array([(0, 200), (104, 200), (150, 450), (0, 450)])], 255)
    return page


def _odd(page):
    """Merge the first cell with the one below and the one to its right."""
    page = page.copy()
    page[276:286, 106:216] = page[206:276, 214:226] = 255
    return page


def test_table_cells_are_found_by_row():
    assert _cells(PAGE) == [[3, 3, 3]]


@pytest.mark.parametrize("spoil", [_crooked, _open_at_the_sides, _covered_aslant])
def test_a_table_may_slope_or_be_open_at_its_sides(spoil):
    assert _cells(spoil(PAGE)) == [[3, 3, 3]]


def test_a_rule_may_be_broken():
    page = PAGE.copy()
    page[270:290, 740:760] = 255
    assert _cells(page) == [[3, 3, 3]]


def test_letter_bars_as_long_as_a_rule_do_not_split_a_cell():
    page = PAGE.copy()
    page[226:231, 116:200] = 0
    assert _cells(page) == [[3, 3, 3]]


def test_an_empty_cell_is_left_out():
    page = PAGE.copy()
    page[330:390, 710:890] = 255
    assert _cells(page) == [[3, 2, 3]]


def test_a_cell_is_reduced_to_its_ink():
    cell = ruled_tables.find_ruling(PAGE, 200).tables[0].rows[1][0]
    assert max(cell.width, cell.height) < 60


def test_a_page_without_ruling_has_no_table():
    assert ruled_tables.find_ruling(numpy.asarray(scan()), 200).tables == ()


def test_a_table_that_shines_through_from_the_back_is_no_table():
    page = 255 - (255 - PAGE) // 5
    page[550:] = PAGE[550:]
    assert ruled_tables.find_ruling(page, 200).tables == ()


def test_a_frame_around_a_page_is_no_table():
    page = numpy.asarray(scan()).copy()
    cv2.rectangle(page, (10, 10), (page.shape[1] - 10, page.shape[0] - 10), 0, 4)
    assert ruled_tables.find_ruling(page, 200).tables == ()


def test_erased_tables_are_blank():
    erased = _without_ruling(PAGE)
    assert (erased[200:500].min(), erased[:190].min()) == (255, 0)


def test_stained_paper_next_to_a_table_is_not_taken_for_ink():
    page = cv2.copyMakeBorder(PAGE, 0, 800, 0, 600, cv2.BORDER_CONSTANT, value=255) // 2 + 60
    page = (page - numpy.linspace(0, 25, page.shape[1])).astype(numpy.uint8)
    erased = _without_ruling(page)
    limit, _ = cv2.threshold(erased, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    assert (erased <= limit).mean() < 0.05


def test_a_divider_touching_letters_is_no_table():
    page = numpy.full((1000, 800), 255, numpy.uint8)
    page[100:900, 400:403] = page[500:503, 330:470] = 0
    assert ruled_tables.find_ruling(page, 200).tables == ()


def test_a_divider_is_erased_with_its_blurred_ends():
    page = numpy.full((1000, 800), 255, numpy.uint8)
    page[100:900, 400:403] = 0
    page[100:900, 300:390:7] = 90
    page = cv2.GaussianBlur(page, (0, 0), 2)
    erased = _without_ruling(page)
    assert (erased[:, 395:408].min(), erased[:, :390].min()) == (255, page[:, :390].min())


def _printed_lines(*, gutter: int = 0) -> numpy.ndarray:
    """Return lines of strokes like letters, with a gutter around the middle of the page."""
    page = numpy.full((1000, 800), 255, numpy.uint8)
    for top in range(100, 900, 40):
        for stem in range(100, 700, 9):
            if not 400 - gutter < stem < 400 + gutter:
                page[top : top + 24, stem : stem + 3] = 0
    return page


def test_a_streak_through_lines_is_filled_and_divides_nothing():
    clean, page = _printed_lines(), _printed_lines()
    page[80:920, 401:404] = 40
    ruling = ruled_tables.find_ruling(page, 200)
    assert (ruling.dividers, ruling.lines) == ((), None)
    erased = ruled_tables.erase_ruling(page, ruling)
    assert (erased[130:135, 380:420] == 255).all()
    assert (erased[:, :390] == clean[:, :390]).all()


def test_a_rule_in_the_gutter_of_two_columns_is_a_divider():
    page = _printed_lines(gutter=20)
    page[80:920, 399:402] = 40
    ruling = ruled_tables.find_ruling(page, 200)
    assert (len(ruling.dividers), ruling.streaks) == (1, None)


def test_strokes_of_large_letters_stay_on_the_page():
    page = numpy.full((1000, 800), 255, numpy.uint8)
    page[100:280, 400:412] = page[400:900, 200:260] = 0
    erased = _without_ruling(page)
    assert (erased == page).all()


def test_rows_of_serifs_next_to_a_divider_are_no_table():
    page = numpy.full((1000, 800), 255, numpy.uint8)
    page[100:900, 400:403] = 0
    for top in (300, 340):
        page[top + 20 : top + 23, 250:550] = 0
        for stem in range(250, 550, 12):
            page[top : top + 20, stem : stem + 4] = 0
    assert ruled_tables.find_ruling(page, 200).tables == ()


def test_text_in_a_non_rectangular_cell_stays_on_the_page():
    page = _odd(PAGE)
    erased = _without_ruling(page)
    assert _cells(page) == [[1, 2, 3]]
    assert [erased[200:280, x0:x1].min() < 128 for x0, x1 in ((106, 600), (710, 890))] == [
        True,
        False,
    ]


def test_text_in_a_cell_of_a_third_of_the_page_stays_on_it():
    page = numpy.full((2000, 1400), 255, numpy.uint8)
    for y0, y1 in ((100, 200), (200, 1700), (1700, 1800)):
        for x0, x1 in ((100, 200), (200, 1100), (1100, 1300)):
            cv2.rectangle(page, (x0, y0), (x1, y1), 0, 3)
            page[(y0 + y1) // 2 :][:30, x0 + 30 : x1 - 30 : 6] = 0
    assert _cells(page) == [[3, 2, 3]]
    assert _without_ruling(page)[950:980, 300:1000].min() == 0


def _of_capitals(page):
    for top in (100, 180, 260, 340):
        page[top : top + 50, 300:306] = 0
    return page


def _at_the_side(page):
    page[:, :4] = 0
    return page


@pytest.mark.parametrize("draw", [_of_capitals, _at_the_side])
def test_aligned_stems_and_shadows_at_the_page_edge_are_no_rules(draw):
    page = draw(numpy.full((1000, 800), 255, numpy.uint8))
    assert (_without_ruling(page) == page).all()


def test_letters_next_to_a_sloping_rule_stay():
    page = numpy.full((2000, 800), 255, numpy.uint8)
    cv2.line(page, (400, 100), (414, 1900), 0, 3)
    page[130:1900:40, 380:392] = 0
    assert (_without_ruling(page)[:1000, 380:392] == page[:1000, 380:392]).all()


def test_a_table_nested_in_another_frame_is_found():
    page = cv2.copyMakeBorder(PAGE, 200, 900, 100, 100, cv2.BORDER_CONSTANT, value=255)
    for x in (60, 330, 600, 870):
        cv2.rectangle(page, (x, 60), (x + 270, 140), 0, 3)
        page[90:110, x + 40 : x + 100 : 6] = 0
    cv2.rectangle(page, (60, 60), (1140, 1700), 0, 3)
    assert len(_cells(page)) == 2
    assert (
        _without_ruling(page)[400:730, 210:990].min(),
        _without_ruling(page)[290:340].min(),
    ) == (255, 0)


def test_rules_thicker_than_serifs_are_high_make_a_table():
    page = PAGE.copy()
    for top in (200, 280, 440, 520):
        page[top - 9 : top + 9, 100:900] = 0
    assert _cells(page) == [[3, 3, 3]]
