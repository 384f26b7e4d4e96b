"""Tests of the choice between a text layer and the OCR result."""

import pytest

from ingest.stages.recognise import compare
from library.catalogue.text.words import Word

_TRUE = "Ủy ban nhân dân tỉnh Lạng Sơn thông báo kết luận của cuộc họp cấp tỉnh về việc này"
_READ = "Ủy ban nhân dân tỉnh Lạng Sơn thông báo kêt luận của cuộc họp câp tỉnh về việc này"


def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word, 0, 0, 1, 1, 0.9, 0, 0) for word in text.split())


@pytest.mark.parametrize(
    ("layer", "read", "is_better"),
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
def test_a_text_layer_is_kept_only_if_it_is_better(layer, read, is_better):
    assert compare(_words(layer), _words(read)).layer_is_better is is_better


def test_the_remark_contains_the_agreement():
    assert "khớp 90 %" in compare(_words(_TRUE), _words(_READ)).remark


def test_a_text_layer_of_another_page_is_reported():
    comparison = compare(_words("một trang khác hẳn"), _words(_READ))
    assert (
        comparison.remark == "Lớp chữ có sẵn trong tệp chỉ khớp 0 % với ảnh trang nên không dùng."
    )


def test_equal_texts_have_no_remark():
    assert compare(_words(_TRUE), _words(_TRUE)).remark is None
