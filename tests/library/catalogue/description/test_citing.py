"""Citations follow the forms their readers are asked for."""

from datetime import date

import pytest

from library.catalogue.description import citing
from library.catalogue.description.citing import Consulted
from library.catalogue.queries import item_record
from library.database import work
from tests.makers import make_item

THERE = Consulted("https://diachi.test/tai-lieu/1", "Thư viện tỉnh Lạng Sơn", date(2026, 11, 25))
PAGE_5 = Consulted(THERE.url, THERE.library, THERE.on, page=5)


@pytest.fixture
def plan(engine):
    """A plan of the province, as the catalogue has it."""
    return _entered(
        engine,
        "Kế hoạch duy trì kết quả dự án",
        kind="Kế hoạch",
        number="149/KH-UBND",
        issuing_body="UBND tỉnh Lạng Sơn",
        date="2017-08-22",
    )


def _entered(engine, title: str, **described):
    with work(engine) as session:
        return item_record(session, make_item(session, title, **described).id)


def test_a_thesis_cites_author_year_title_place_and_address(plan):
    assert citing.vietnamese(plan, THERE) == (
        "UBND tỉnh Lạng Sơn (2017), Kế hoạch duy trì kết quả dự án, số 149/KH-UBND, "
        "Thư viện tỉnh Lạng Sơn, https://diachi.test/tai-lieu/1 (truy cập ngày 25/11/2026)."
    )


def test_a_page_is_cited_with_its_number(plan):
    assert ", tr. 5, Thư viện" in citing.vietnamese(plan, PAGE_5)


def test_what_nobody_signed_is_cited_by_its_title(engine):
    item = _entered(engine, "Bài ca Kỳ Lừa")
    assert citing.vietnamese(item, THERE).startswith("Bài ca Kỳ Lừa (không rõ năm), Thư viện")


def test_a_number_that_the_title_says_is_not_said_twice(engine):
    item = _entered(engine, "Chỉ thị 11/CT-UBND về mùa vụ", number="11/CT-UBND")
    assert "số 11" not in citing.vietnamese(item, THERE)


@pytest.mark.parametrize(
    ("known", "written"),
    [
        pytest.param("2017-08-22", "(2017, August 22)", id="a day"),
        pytest.param("2017-08", "(2017, August)", id="a month"),
        pytest.param("1886", "(1886)", id="a year"),
        pytest.param(None, "(n.d.)", id="no date"),
    ],
)
def test_apa_dates_as_far_as_known(engine, known, written):
    item = _entered(engine, "Địa chí", creator="Khuyết danh", date=known)
    assert citing.apa(item, THERE).startswith(f"Khuyết danh. {written}. Địa chí. Thư viện")


def test_a_date_that_is_no_year_is_cited_as_it_is_written(engine):
    item = _entered(engine, "Địa dư chí", creator="Trần A", date="khoảng 1920")
    assert citing.vietnamese(item, THERE).startswith("Trần A (khoảng 1920), Địa dư chí")
    assert "(khoảng 1920)" in citing.apa(item, THERE)
    assert "PY  - khoảng 1920" in citing.ris(item, THERE)
    assert "DA" not in citing.ris(item, THERE)


def test_bibtex_escapes_what_would_break_it(engine):
    item = _entered(engine, "100 % chợ & phố {cũ}_mới", creator="A & B")
    entry = citing.bibtex(item, THERE)
    assert (r"100 \% chợ \& phố \{cũ\}\_mới" in entry, r"{{A \& B}}" in entry) == (True, True)


def test_ris_tells_a_government_paper_with_its_day(plan):
    lines = citing.ris(plan, THERE).splitlines()
    assert (lines[0], "DA  - 2017/08/22" in lines, lines[-1]) == ("TY  - GOVDOC", True, "ER  - ")


def test_ris_keeps_each_field_on_one_line(engine):
    item = _entered(engine, "Hai\ndòng")
    assert "TI  - Hai dòng" in citing.ris(item, THERE).splitlines()
