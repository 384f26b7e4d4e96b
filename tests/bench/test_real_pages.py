"""Real pages with ground truth are scored in reading order, and line by line for each kind."""

from bench import reading, real_pages
from bench.form import Row

PAGE = next(page for page in real_pages.real_pages() if page.name == "22-TTr-UBND_p1")


def _values_by_name(rows: list[Row]) -> dict[str, float]:
    return {row.what: row.value for row in rows}


def test_half_of_the_new_pages_are_held_out():
    pages = real_pages.real_pages()
    assert (len(pages), sum(page.is_held_out for page in pages)) == (19, 7)


def test_boxes_of_digital_signatures_may_come_in_either_order():
    assert all(real_pages.measure(PAGE, "us", text).wrong == 0 for text in PAGE.texts)


def test_lines_joined_across_two_blocks_are_wrong_only_in_reading_order():
    text = PAGE.texts[0].replace("TỈNH QUẢNG NGÃI\n", "TỈNH QUẢNG NGÃI Độc lập - Tự do\n", 1)
    measured = real_pages.measure(PAGE, "us", text)
    assert measured.wrong == len(" Độc lập - Tự do")
    assert measured.kinds[real_pages.HEADING][0] == 0


def test_a_misread_number_counts_among_the_number_lines():
    text = PAGE.texts[0].replace("Số: 22 ", "Số:83 ")
    rows = _values_by_name(list(real_pages.rows([real_pages.measure(PAGE, "us", text)], "us")))
    assert rows["us: headings, line by line"] == 0
    assert rows["us: number and date lines, line by line"] > 5


def test_a_code_divided_at_the_end_of_its_line_may_be_joined():
    page = next(page for page in real_pages.real_pages() if page.name == "574-UBND-KTTH_p1")
    joined = page.texts[0].replace("287/STC-\nHCSN", "287/STC-HCSN")
    assert real_pages.measure(page, "us", joined).wrong == 0


def test_a_line_is_found_anywhere_in_a_text():
    assert reading.edit_distance("Số: 22", "Quảng Ngãi Số: 82 ngày", anywhere=True) == 1
    assert reading.edit_distance("ngày", "ngà", anywhere=True) == 1
