"""Of two texts of one page the better one is kept."""

import pytest

from ingest.ocr.compare_text_layer import compare
from library.catalogue.text.words import Word

_TRUE = "Ủy ban nhân dân tỉnh Lạng Sơn thông báo kết luận của cuộc họp cấp tỉnh về việc này"
_READ = "Ủy ban nhân dân tỉnh Lạng Sơn thông báo kêt luận của cuộc họp câp tỉnh về việc này"


def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word, 0, 0, 1, 1, 0.9, 0, 0) for word in text.split())


@pytest.mark.parametrize(
    ("layer", "read", "kept"),
    [
        pytest.param(_TRUE, _READ, True, id="a corrected text"),
        pytest.param(_READ, _TRUE, False, id="a worse reading"),
        pytest.param(_TRUE, _TRUE, False, id="the same"),
        pytest.param(_TRUE[:40], _READ, False, id="half of the page"),
        pytest.param(_TRUE.replace("ấ", "Ê").replace("ậ", "Ë"), _READ, False, id="letters lost"),
        pytest.param("Người ký: Trung tâm Công báo", _READ, False, id="a signature"),
        pytest.param("", _READ, False, id="nothing"),
        pytest.param("", "", False, id="nothing at all"),
    ],
)
def test_the_text_of_a_scan_is_kept_only_when_it_is_better(layer, read, kept):
    assert compare(_words(layer), _words(read)).layer_is_better is kept


def test_what_was_kept_is_told_with_how_far_both_agree():
    assert "khớp 90 %" in compare(_words(_TRUE), _words(_READ)).remark


def test_a_text_of_another_page_is_told():
    found = compare(_words("một trang khác hẳn"), _words(_READ))
    assert found.remark == "Lớp chữ có sẵn trong tệp chỉ khớp 0 % với ảnh trang nên không dùng."


def test_nothing_is_told_when_both_say_the_same():
    assert compare(_words(_TRUE), _words(_TRUE)).remark is None
