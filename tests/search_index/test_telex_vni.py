"""Reads keys pressed with the input method off."""

import pytest

from search_index.telex_vni import meant_by


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("sown", "sơn"),
        ("lajng", "lạng"),
        ("langj", "lạng"),
        ("khowri", "khởi"),
        ("nghiax", "nghĩa"),
        ("dduwowngf", "đường"),
        ("nuwowcs", "nước"),
        ("tienges", "tiếng"),
        ("thuyr", "thủy"),
        ("lang5", "lạng"),
        ("so7n", "sơn"),
        ("d9u7o7ng2", "đường"),
    ],
)
def test_reads_telex_and_vni(keys, meant):
    assert meant_by(keys) == meant


@pytest.mark.parametrize("word", ["lang", "son", "UBND", "QH11", "149", "chợ", "kh1"])
def test_leaves_other_words_alone(word):
    assert meant_by(word) is None
