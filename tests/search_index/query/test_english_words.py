"""Queries of English readers, in the Vietnamese of the documents."""

import pytest

from search_index.query.english_words import in_vietnamese


@pytest.mark.parametrize(
    ("typed", "vietnamese"),
    [
        ("postcard market", "chợ bưu ảnh"),
        ("map of Lang Son", "bản đồ Lang Son"),
        ("old map of Lang Son", "bản đồ xưa Lang Son"),
        ("Bac Son uprising", "khởi nghĩa Bac Son"),
        ("border gate Huu Nghi", "cửa khẩu Huu Nghi"),
        ("the Railway Station in Dong Dang", "ga Dong Dang"),
        ("border gate", "cửa khẩu"),
        pytest.param("ban do Lang Son", None, id="Vietnamese without marks"),
        pytest.param("khởi nghĩa uprising", None, id="marks: not English"),
        pytest.param("border", "biên giới", id="first word of a phrase"),
        pytest.param("ethnic", None, id="first word alone of a phrase"),
        pytest.param("", None, id="nothing"),
        pytest.param("of the", None, id="only small words"),
    ],
)
def test_english_words_are_put_in_vietnamese_order(typed, vietnamese):
    assert in_vietnamese(typed) == vietnamese
