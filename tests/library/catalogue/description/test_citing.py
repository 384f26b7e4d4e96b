"""Citations: the thesis and APA styles, BibTeX and RIS."""

from datetime import date
from functools import partial

import pytest

from library.catalogue.description import citing
from library.catalogue.description.citing import ConsultedSource, Style
from library.catalogue.queries import item_record
from library.database import work
from tests.makers import make_item

thesis = partial(citing.format_citation, style=Style.VIETNAMESE_THESIS)
apa = partial(citing.format_citation, style=Style.APA_7)
SOURCE = ConsultedSource(
    "https://diachi.test/tai-lieu/1", "Thư viện tỉnh Lạng Sơn", date(2026, 11, 25)
)
PAGE_5 = ConsultedSource(SOURCE.url, SOURCE.library, SOURCE.on, page=5)


@pytest.fixture
def plan(engine):
    """Return the catalogue record of a provincial plan."""
    return _enter(
        engine,
        "Kế hoạch duy trì kết quả dự án",
        kind="Kế hoạch",
        number="149/KH-UBND",
        issuing_body="UBND tỉnh Lạng Sơn",
        date="2017-08-22",
    )


def _enter(engine, title: str, **fields):
    with work(engine) as session:
        return item_record(session, make_item(session, title, **fields).id)


def test_the_thesis_style_cites_author_year_title_library_and_url(plan):
    assert thesis(plan, SOURCE) == (
        "UBND tỉnh Lạng Sơn (2017), Kế hoạch duy trì kết quả dự án, số 149/KH-UBND, "
        "Thư viện tỉnh Lạng Sơn, https://diachi.test/tai-lieu/1 (truy cập ngày 25/11/2026)."
    )


def test_a_page_is_cited_with_its_number(plan):
    assert ", tr. 5, Thư viện" in thesis(plan, PAGE_5)


def test_an_item_without_an_author_is_cited_by_its_title(engine):
    item = _enter(engine, "Bài ca Kỳ Lừa")
    assert thesis(item, SOURCE).startswith("Bài ca Kỳ Lừa (không rõ năm), Thư viện")


def test_a_document_number_in_the_title_is_not_repeated(engine):
    item = _enter(engine, "Chỉ thị 11/CT-UBND về mùa vụ", number="11/CT-UBND")
    assert "số 11" not in thesis(item, SOURCE)


@pytest.mark.parametrize(
    ("stored", "cited"),
    [
        pytest.param("2017-08-22", "(2017, August 22)", id="a day"),
        pytest.param("2017-08", "(2017, August)", id="a month"),
        pytest.param("1886", "(1886)", id="a year"),
        pytest.param(None, "(n.d.)", id="no date"),
    ],
)
def test_apa_dates_are_as_precise_as_the_stored_date(engine, stored, cited):
    item = _enter(engine, "Địa chí", creator="Khuyết danh", date=stored)
    assert apa(item, SOURCE).startswith(f"Khuyết danh. {cited}. Địa chí. Thư viện")


def test_an_early_year_is_cited_without_an_era(engine):
    item = _enter(engine, "Văn bia", creator="Khuyết danh", date="0938")
    assert thesis(item, SOURCE).startswith("Khuyết danh (938), Văn bia")
    assert "(938)" in apa(item, SOURCE)


def test_an_approximate_date_is_cited_as_written(engine):
    item = _enter(engine, "Địa dư chí", creator="Trần A", date="khoảng 1920")
    assert thesis(item, SOURCE).startswith("Trần A (khoảng 1920), Địa dư chí")
    assert {"PY  - 1920", "DA  - 1920///khoảng 1920"} <= set(citing.ris(item, SOURCE).splitlines())


@pytest.mark.parametrize(
    ("written", "english", "edtf", "year"),
    [
        ("khoảng 1920", "(ca. 1920)", "1920~", "1920"),
        ("1920?", "(ca. 1920)", "1920?", "1920"),
        ("1921-1925", "(1921–1925)", "1921/1925", "1921"),
        ("thập niên 1930", "(1930–1939)", "1930/1939", "1930"),
        ("trước 1945", "(before 1945)", "/1944", "1944"),
        ("sau 1975", "(after 1975)", "1976/", "1976"),
        ("2017-08", "(2017, August)", "2017-08", "2017"),
        ("0938", "(938)", "0938", "938"),
    ],
)
def test_each_format_has_uncertain_dates_in_its_way(engine, written, english, edtf, year):
    item = _enter(engine, "Địa dư chí", creator="Trần A", date=written)
    assert english in apa(item, SOURCE)
    entry = citing.bibtex(item, SOURCE)
    assert f"  date = {{{edtf}}}," in entry
    assert f"  year = {{{year}}}," in entry
    assert f"PY  - {int(year):04}" in citing.ris(item, SOURCE)


def test_an_english_citation_numbers_a_document_in_english(plan):
    assert "No. 149/KH-UBND" in apa(plan, SOURCE)


def test_bibtex_escapes_special_characters(engine):
    item = _enter(engine, "100 % chợ & phố {cũ}_mới", creator="A & B")
    entry = citing.bibtex(item, SOURCE)
    assert (r"100 \% chợ \& phố \{cũ\}\_mới" in entry, r"{{A \& B}}" in entry) == (True, True)


def test_ris_gives_the_type_and_day_of_a_government_document(plan):
    lines = citing.ris(plan, SOURCE).splitlines()
    assert (lines[0], "DA  - 2017/08/22" in lines, lines[-1]) == ("TY  - GOVDOC", True, "ER  - ")


def test_a_ris_field_is_written_on_one_line(engine):
    item = _enter(engine, "Hai\ndòng")
    assert "TI  - Hai dòng" in citing.ris(item, SOURCE).splitlines()
