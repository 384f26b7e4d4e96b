"""Decoding of Telex and VNI keys."""

import pytest

from search_index.spelling.telex_vni import decode_keystrokes


@pytest.mark.parametrize(
    ("keys", "expected"),
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
        ("sownn", "sơn"),
        ("hooij", "hội"),
    ],
)
def test_telex_and_vni_are_decoded(keys, expected):
    assert decode_keystrokes(keys) == expected


@pytest.mark.parametrize("word", ["lang", "son", "UBND", "QH11", "149", "chợ", "kh1"])
def test_other_words_are_not_decoded(word):
    assert decode_keystrokes(word) is None
