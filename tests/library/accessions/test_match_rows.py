"""Rows of a description list are matched to deliveries by name, without guessing."""

import pytest

from library.accessions.description_lists import Candidate, Match, match_rows

CANDIDATES = (
    Candidate(1, "a.pdf", ("a.pdf",)),
    Candidate(2, "hộp 1/b.pdf", ("b.pdf",)),
    Candidate(3, "hộp 2/b.pdf", ("b.pdf",)),
    Candidate(4, "số 7", ("trang 1.jpg", "trang 2.jpg")),
    Candidate(5, "chân dung", ("ảnh 5.jpg",)),
    Candidate(6, "2820-QĐ-UBND.pdf", ("2820-QĐ-UBND.pdf",)),
)


def match_file(file):
    """Return the match of a list with a single row."""
    return match_rows(CANDIDATES, [(2, file)])[2]


@pytest.mark.parametrize(
    ("file", "delivery"),
    [
        pytest.param("a.pdf", 1, id="the name"),
        pytest.param("A.PDF", 1, id="in capitals"),
        pytest.param("./a.pdf", 1, id="from here"),
        pytest.param("a", 1, id="without suffix"),
        pytest.param("hộp 2\\b.pdf", 3, id="as Windows writes it"),
        pytest.param("D:\\Quét\\hộp 2\\b.pdf", 3, id="with a drive"),
        pytest.param("hộp 2/b", 3, id="a path without suffix"),
        pytest.param("số 7/", 4, id="a folder"),
        pytest.param("ảnh 5.jpg", 5, id="the one image of a folder"),
        pytest.param("2820/QĐ-UBND", 6, id="a number no file can be called"),
    ],
)
def test_a_row_finds_its_file(file, delivery):
    assert match_file(file) == Match(delivery)


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        pytest.param("", "không ghi tên tệp", id="no name"),
        pytest.param("mất.pdf", "Không có tệp hay thư mục này", id="not there"),
        pytest.param("a.tif", "Không có tệp hay thư mục này", id="another suffix"),
        pytest.param("hộp 3/b.pdf", "Không có tệp hay thư mục này", id="another folder"),
        pytest.param("b.pdf", "Có 2 tệp cùng tên này", id="two of them"),
        pytest.param("trang 2.jpg", "một trang của bộ ảnh “số 7”", id="a page"),
    ],
)
def test_an_unmatched_row_has_the_reason(file, problem):
    assert match_file(file).delivery is None
    assert problem in match_file(file).problem


def test_the_problem_names_the_places_of_files_with_the_same_name():
    assert "hộp 1/b.pdf, hộp 2/b.pdf" in match_file("b.pdf").problem


def test_two_rows_for_one_file_are_both_rejected():
    both = match_rows(CANDIDATES, [(2, "a.pdf"), (5, "a")])
    assert both[2] == both[5]
    assert both[2].problem == "Các dòng 2, 5 cùng nói về “a.pdf”; chưa dùng dòng nào."
