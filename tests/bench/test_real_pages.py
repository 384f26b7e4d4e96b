"""Real pages with ground truth are scored in reading order, line by line, and by kind of word."""

from click.testing import CliRunner

from bench import locked_pages, ocr, reading, real_pages
from bench.form import Row

PAGE = next(page for page in real_pages.real_pages() if page.name == "22-TTr-UBND_p1")


def _values_by_name(rows: list[Row]) -> dict[str, float]:
    return {row.what: row.value for row in rows}


def test_no_document_is_both_open_and_locked():
    open_sources, locked_sources = (
        {page.source for page in pages}
        for pages in (real_pages.real_pages(), locked_pages.locked_pages())
    )
    assert open_sources and locked_sources
    assert not open_sources & locked_sources


def test_totals_name_no_page():
    measured = [real_pages.measure(PAGE, "us", PAGE.texts[0])]
    rows = real_pages.rows(measured, "us", by_page=False)
    assert not [row.what for row in rows if PAGE.name in row.what]


def test_each_run_on_the_locked_pages_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(locked_pages, "_RUNS", tmp_path / "runs.tsv")
    (tmp_path / "runs.tsv").touch()
    runs = [tuple(locked_pages.recorded("ocr", [Row("all", 1.5, "%")]))[-1].value for _ in range(2)]
    assert runs == [1, 2]
    assert "all 1.500 %" in (tmp_path / "runs.tsv").read_text("utf-8")


def test_locked_pages_cannot_be_mixed_with_pages_held_out_one_by_one(tmp_path):
    result = CliRunner().invoke(ocr.main, ["--real", str(tmp_path), "--held-out"])
    assert result.exit_code == 2


def test_figures_names_marks_and_page_numbers_are_scored_apart():
    page = next(page for page in real_pages.real_pages() if page.name == "16-CT-UBND_p3")
    text = page.texts[0].replace("01/KH", "O1/KH").replace("Châu Phi", "Châu Phì")
    scores = real_pages.measure(page, "us", text.removeprefix("3\n")).scores
    assert scores["figures"] - scores["figures right"] == 2  # the page number is one of them
    assert scores["names"] - scores["names right"] == 1
    assert scores["wrong marks"] == 1
    assert (scores["page numbers"], scores["page numbers right"]) == (1, 0)


def test_an_empty_page_has_no_letters_and_every_one_read_is_wrong():
    page = next(page for page in real_pages.real_pages() if page.name == "574-UBND-KTTH_p2")
    measured = real_pages.measure(page, "us", "vHt")
    assert (measured.wrong, measured.letters) == (3, 0)


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
